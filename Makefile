# Two commands matter: `make run` and `make test`. They need Python 3.11 or newer and make; everything else is installed
# into .venv, again only when the requirements change.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export PORT
.DEFAULT_GOAL := help

.PHONY: help
help:
	@echo "make run          the site, the admin and the API on http://localhost:$(PORT)/ (PORT=8080 for another)"
	@echo "make test         every check and test; REQUIRE_ALL=1 turns a skip into a failure"
	@echo "make check        the checks alone: style, types, templates, imports, migrations, deployment"
	@echo "make format       puts code into shape"
	@echo "make bench-NAME   a benchmark (bench/NAME.py); figures also in build/bench/NAME.json"

.PHONY: run
run: $(VENV)/.runtime
	@$(BIN)/python tools/serve.py

.PHONY: test
test: check
	$(BIN)/python tools/run_tests.py

# djLint only lints: its formatter moves white space into links and headings, where readers see it.
.PHONY: check
check: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/djlint --lint --quiet cms home partnership directory search tests
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python tools/check_deployment.py

.PHONY: format
format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-%: $(VENV)/.development
	$(BIN)/python bench/$*.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 以上が必要です。PYTHON=python3.12 make run のように指定できます。" >&2; \
		echo "Python 3.11 or newer is needed; name one with PYTHON=python3.12 make run." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "Python の venv が使えません（Debian では apt install python3-venv）。" >&2; \
		echo "This Python cannot make a virtual environment (on Debian: apt install python3-venv)." >&2; \
		rm -rf $(VENV); exit 1; }

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime
