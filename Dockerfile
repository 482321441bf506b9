FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PANLONG_PRODUCTION=1 \
    PANLONG_VAR=/data \
    PANLONG_STATIC_ROOT=/portal/staticfiles

RUN useradd --system --uid 10001 --no-create-home portal \
 && install --directory --owner=portal --group=portal /data

# For PANLONG_LOG_GIT.
RUN apt-get update && apt-get install --yes --no-install-recommends git openssh-client && rm -rf /var/lib/apt/lists/*

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

# Why these: docs/architecture.md. The kill timeout is shorter than stop_grace_period in docker-compose.yml.
CMD ["granian", "--interface=rsgi", "--http=1", "--host=0.0.0.0", "--port=8000", "--workers=2", "--no-ws", \
     "--backlog=4096", "--http1-header-read-timeout=15000", "--respawn-failed-workers", "--respawn-interval=0.5", \
     "--workers-kill-timeout=25", "panlong.server.front:application"]

HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py", "web"]
