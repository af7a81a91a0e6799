# Everything that starts, tests and checks the blog; `make` alone lists the targets.
# PYTHON names the interpreter (3.11 or newer), PORT and BLOG_* variables reach the blog as they are.

PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(1 + (os.cpu_count() or 1))')
export PYTHONDONTWRITEBYTECODE :=
export PIP_NO_WARN_SCRIPT_LOCATION := 1

.PHONY: help install run test check proof bench lock clean
.DEFAULT_GOAL := help

help:
	@echo 'make install prepare the environment that the blog runs in'
	@echo 'make run     start the blog at http://127.0.0.1:8000 (PORT=… changes it)'
	@echo 'make test    run the tests, PostgreSQL and a real browser included'
	@echo 'make check   formatting, lint, types, imports, templates, then the tests'
	@echo 'make proof   the slow proofs: HTML validator (Java), Lighthouse (Node)'
	@echo 'make bench   measure spam filter and related posts (OCTAVO_CORPUS), and search in 100,000 posts'
	@echo 'make lock    pin the dependencies of pyproject.toml anew (needs uv)'
	@echo 'make clean   remove the environment and all caches; var/ stays'

install: .venv/installed

run: .venv/installed
	@exec $(BIN)/blog run

test: .venv/installed-tests
	@sh .ci/chromium
	@$(BIN)/python -m tests.stage.htmx
	@$(BIN)/pytest -q -n $(WORKERS) --dist worksteal -m 'not proof' $(ARGS)

check: .venv/installed-tests
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint templates --lint --quiet
	@$(MAKE) --no-print-directory test

proof: .venv/installed-tests
	@sh .ci/chromium
	@$(BIN)/python -m tests.stage.htmx
	@sh .ci/proof-tools
	@$(BIN)/pytest -q -m proof $(ARGS)

bench: .venv/installed
	@$(BIN)/python bench/spam.py $(ARGS)
	@$(BIN)/python bench/related.py
	@$(BIN)/python bench/search.py

lock:
	$(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  -p 3.11 pyproject.toml -o requirements.lock --quiet
	$(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  -p 3.11 --all-extras pyproject.toml -o requirements-test.lock --quiet

clean:
	rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is younger than what it was made from; a changed lock or pyproject.toml makes it anew.
.venv/installed: requirements.lock pyproject.toml | .venv/python
	@echo 'Installing what the blog needs …'
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

.venv/installed-tests: requirements-test.lock .venv/installed
	@echo 'Installing what the tests need …'
	@$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

.venv/python:
	@sh .ci/environment $(PYTHON)
	@touch $@
