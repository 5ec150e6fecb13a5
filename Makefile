# The house: install, run, test, lint, bench, test-long. Needs only Python >= 3.11 with venv, and GNU make.
SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help install run test test-long bench lint front-end browser clean

PORT ?= 8000
VAR ?= var
CASES ?= 60
VENV := .venv
BIN := $(VENV)/bin
# Node comes with the packages from PyPI; its folder goes first, so a machine without Node (or with an old one) will do.
NODE_PATH_FIRST := PATH="$(CURDIR)/$(BIN):$$PATH"
FRONT_END := workflow_app/web/static/vendor/.built
FRONT_END_SOURCES := package.json package-lock.json $(wildcard workflow_app/web/front_end/*)

help:
	@echo "make run       a running demonstration centre at http://127.0.0.1:$(PORT) (PORT=, VAR= move it)"
	@echo "make test      everything the tests need, then the tests"
	@echo "make install   the packages and the front end only"
	@echo "make lint      formatting, style, types, import direction"
	@echo "make bench     the benchmarks; writes bench/results.json"
	@echo "make test-long what takes too long for every change; counts in docs/test-long.md"

# One stamp per step: a step runs again only when what it is made from is newer.
$(VENV)/.installed: setup.cfg pyproject.toml constraints.txt scripts/make_venv.sh
	@sh scripts/make_venv.sh $(VENV)
	@touch $@

$(FRONT_END): $(FRONT_END_SOURCES) | $(VENV)/.installed
	@echo "Building the front end …"
	@$(NODE_PATH_FIRST) $(BIN)/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@$(NODE_PATH_FIRST) $(BIN)/npm run --silent build
	@touch $@

front-end: $(FRONT_END)

install: $(VENV)/.installed $(FRONT_END)

run: install
	@sh scripts/run.sh "$(BIN)/workflow-app" "$(VAR)" "$(PORT)" "$(CASES)"

browser: $(VENV)/.installed
	@$(BIN)/python scripts/ensure_browser.py

test: install browser
	@$(BIN)/pytest $(ARGS)

test-long: install
	@$(BIN)/pytest -m long tests/long $(ARGS)

bench: install
	@$(BIN)/python -m bench.run

lint: $(VENV)/.installed
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

clean:
	rm -rf $(VENV) node_modules workflow_app/web/static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
