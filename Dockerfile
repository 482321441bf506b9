FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PANLONG_PRODUCTION=1 \
    PANLONG_VAR=/data \
    PANLONG_STATIC_ROOT=/portal/staticfiles

RUN useradd --system --uid 10001 --no-create-home portal \
 && install --directory --owner=portal --group=portal /data

WORKDIR /portal
COPY requirements.txt .
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.txt

COPY . .
# Neither of these connects to anything; manage.py makes up secrets for them that are thrown away.
RUN PANLONG_HOSTS=build python manage.py collectstatic --noinput \
 && PANLONG_HOSTS=build python manage.py compile_translations

USER portal
VOLUME /data
EXPOSE 8000

# Figures measured on 2 cores: docs/architecture.md.
CMD ["granian", "--interface=wsgi", "--host=0.0.0.0", "--port=8000", "--workers=2", "--blocking-threads=4", \
     "--no-ws", "--workers-kill-timeout=5", "panlong.wsgi:application"]

HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py", "web"]
