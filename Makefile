# The portal's commands. `make run` starts everything on this machine, `make test` checks everything.

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	&& echo $$name && break; done)
BIN := .venv/bin
CLAMD := $(shell PATH="$$PATH:/usr/sbin:/usr/local/sbin" command -v clamd)
TEMPLATES = find templates $(wildcard */templates) -name '*.html'

export PYTHONDONTWRITEBYTECODE := $(if $(CI),1,)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run demo test test-services setup lint lint-code lint-templates types layers migrations \
	deploy pytest pictures lock clean

help:
	@echo 'make run            the portal with demonstration data on http://127.0.0.1:8000 (or PORT)'
	@echo 'make test           all checks and tests'
	@echo 'make test-services  production settings on a PostgreSQL and a broker of this machine'
	@echo 'make demo           load the demonstration again into an empty database'
	@echo 'make migrations     write what the models changed as migrations'
	@echo 'make pictures       take the pictures of docs/the-ngo-door.md again'
	@echo 'make lock           renew the locked versions from requirements*.txt'
	@echo 'make clean          remove what tests and checks leave behind'

# --- Running ---------------------------------------------------------------------------------------
run: .venv/.run-stamp
	@tools/system_packages.sh run
	@exec env PORTAL_MODE=demonstration $(BIN)/python manage.py portal

demo: .venv/.run-stamp
	@PORTAL_MODE=demonstration $(BIN)/python manage.py demo

# --- Installing: quick when nothing changed --------------------------------------------------------
setup: .venv/.dev-stamp
	@tools/system_packages.sh test

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed; name it with PYTHON=...'; exit 1; }
	@tools/system_packages.sh python $(PYTHON)
	@echo 'Creating .venv with $(PYTHON)'
	@$(PYTHON) -m venv .venv

.venv/.run-stamp: requirements.lock | .venv/bin/python
	@echo 'Installing what the portal runs on'
	@$(BIN)/python -m pip install --quiet --requirement requirements.lock
	@touch $@

.venv/.dev-stamp: requirements-dev.lock .venv/.run-stamp
	@echo 'Installing what the tests and checks need'
	@$(BIN)/python -m pip install --quiet --requirement requirements-dev.lock
	@touch $@

# Two clean environments, so that nothing is locked that only happens to be installed.
lock:
	@rm -rf var/lock && $(PYTHON) -m venv var/lock
	@var/lock/bin/pip install --quiet --requirement requirements.txt
	@var/lock/bin/pip freeze > requirements.lock
	@var/lock/bin/pip install --quiet --requirement requirements-dev.txt
	@var/lock/bin/pip freeze > requirements-dev.lock
	@rm -rf var/lock

# The pictures of docs/the-ngo-door.md, from a demonstration of one fixed day.
pictures: setup
	DJANGO_SETTINGS_MODULE=tests.settings PORTAL_MODE=test $(BIN)/python -m tools.pictures

# --- Checking --------------------------------------------------------------------------------------
lint: lint-code lint-templates types layers

lint-code:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-templates:
	$(TEMPLATES) -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(BIN)/djlint --lint --quiet templates

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports

migrations: .venv/.dev-stamp
	PORTAL_MODE=test $(BIN)/python manage.py makemigrations

deploy:
	PORTAL_MODE=test $(BIN)/python manage.py makemigrations --check --dry-run
	set -a && . tests/production.env && $(BIN)/python manage.py check --deploy --fail-level WARNING

pytest:
	@command -v chromium >/dev/null || echo 'NOT RUN: the journeys in the browser, because chromium is not installed.'
	@test -n "$(CLAMD)" || echo 'NOT RUN: the tests with a real virus scanner, because clamd is not installed.'
	PORTAL_MODE=test $(BIN)/python -m pytest -n 2 --dist loadgroup -m "not services$$(command -v chromium >/dev/null || echo ' and not e2e')$(if $(CLAMD),, and not clamd)"

test: setup
	@$(MAKE) --no-print-directory lint deploy pytest

test-services: setup
	@tools/test_services.sh

clean:
	rm -rf var/test .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
