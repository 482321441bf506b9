# make run     the portal on http://localhost:8000 (PORT and PANLONG_VAR move it and its data)
# make test    every check and test; ARGS goes to pytest: make test ARGS="-k ballot -x"
# make setup   the environment of `make run` alone;  make lint: the checks alone;  make lock: choose versions anew
# make format  lays out code, templates and styles, as `make lint` wants them

PYTHON ?= $(shell command -v python3.11 || echo python3)
PIP = $(PYTHON) -m pip --python .venv/bin/python --disable-pip-version-check
INSTALL = $(PIP) install --quiet --no-deps --only-binary :all: --require-hashes --requirement
LOCK = uv pip compile --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
ARGS ?=

.PHONY: run test setup lint format lock
.SUFFIXES:

run: .venv/run-is-installed
	@exec .venv/bin/python -m panlong.server.run

test: lint
	@exec .venv/bin/python -m pytest --create-db $(ARGS)

setup: .venv/run-is-installed

# mypy's Django plugin loads the settings: these values only let them load, nothing is connected to.
lint: export PANLONG_SECRET_KEY = none
lint: export PANLONG_PHONE_KEY = $(shell printf '%043d=' 0)
lint: export DATABASE_URL = postgresql:///none
lint: export REDIS_URL = redis://none
lint: .venv/tests-are-installed
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m ruff format --check .
	@.venv/bin/biome format --reporter=summary static
	@.venv/bin/python tools/format_templates.py --check
	@.venv/bin/python .venv/bin/lint-imports
	@.venv/bin/python -m mypy

# Styles first: the layout of templates asks them which parts stand in rows and grids.
format: .venv/tests-are-installed
	@.venv/bin/python -m ruff format .
	@.venv/bin/biome format --write static
	@.venv/bin/python tools/format_templates.py

# Needs uv (`pip install uv`).
lock:
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) pyproject.toml --group dev --output-file requirements-dev.txt

# The mark is made last, so an interrupted installation is done again. Debian's python3 comes without ensurepip
# (that is python3-venv), so its pip installs into the environment from outside.
.venv/run-is-installed: requirements.txt
	@echo "Making the Python environment in .venv (once, about half a minute) …"
	@$(PYTHON) -c 'import sys; sys.version_info[:2] == (3, 11) or sys.exit("Python 3.11 is needed (PYTHON=...).")'
	@.venv/bin/python -c "" 2>/dev/null || $(PYTHON) -m venv --clear --without-pip .venv
	@$(INSTALL) requirements.txt
	@touch $@

.venv/tests-are-installed: requirements-dev.txt .venv/run-is-installed
	@echo "Adding what the tests need to .venv (once, about half a minute) …"
	@$(INSTALL) requirements-dev.txt
	@touch $@
