# Two commands matter: `make run` and `make test`. They need Python 3.11 or newer and make; everything else is installed
# into .venv, again only when the requirements change.
# The first Python that is new enough; PYTHON=... names another.
OLD := import sys; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c '$(OLD)' 2>/dev/null && echo $$name && exit; done; echo python3)
endif
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
	@echo "make screenshots  the site as phones, desktops and paper show it, in build/screenshots/; and docs/images/site.png"
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

.PHONY: screenshots
screenshots: $(VENV)/.development
	$(BIN)/python -m tools.screenshots

bench-%: $(VENV)/.development
	$(BIN)/python -m bench.$*

define check_python
	@$(PYTHON) -c '$(OLD)' || { \
		echo "Python 3.11 以上が必要です。PYTHON=/usr/local/bin/python3.12 make run のように指定できます。" >&2; \
		echo "Python 3.11 or newer is needed; name one with PYTHON=/usr/local/bin/python3.12 make run." >&2; exit 1; }
endef

# A virtual environment that is gone, or whose Python is (an upgrade of the system), counts as one not made yet.
$(VENV)/.runtime: requirements.txt constraints.txt $(if $(wildcard $(BIN)/python),,again)
	$(check_python)
	@$(PYTHON) tools/install.py $(VENV) requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt requirements.txt constraints.txt $(if $(wildcard $(BIN)/python),,again)
	$(check_python)
	@$(PYTHON) tools/install.py $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/.runtime

.PHONY: again
again:
