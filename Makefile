# Two commands matter: `make run` and `make test`. Everything below serves them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

.PHONY: help
help:
	@echo "make run    the site on http://localhost:8000/ (installs, migrates, sets up and loads the demo the first time)"
	@echo "make test   every check and test"
