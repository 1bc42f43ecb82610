# The words of this project; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
NODE_LOCK := web/requirements.txt
# a machine without a Node that Vite can use gets one from PyPI, inside the environment
WITH_NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
PROGRAM := $(shell find src/lintbox -type f -not -name '*.pyc')
WHEEL := dist/lintbox-$(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)-py3-none-any.whl
# nothing in what is built depends on the clock or on the order of a set
REPRODUCIBLY = SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) PYTHONHASHSEED=0
FRONTEND := $(shell find web/src web/public web/*.html web/*.json web/*.ts web/*.js -type f 2>/dev/null)

.PHONY: help run test binary wheel smoke durability siege bench types lint format web lock browser clean
# a recipe that fails leaves nothing that looks done
.DELETE_ON_ERROR:

help: ## list these words
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | while IFS='|' read -r word text; do printf '  make %-11s %s\n' "$$word" "$$text"; done

run: $(VENV)/run.done web/dist/index.html ## install what is missing, build, and serve
	@exec $(BIN)/lintbox serve

test: $(VENV)/test.done web/dist/index.html browser ## run every test, the browser's included
	@$(if $(T),,cd web && $(WITH_NODE) npm run --silent test)
	@$(BIN)/pytest -n auto --dist loadfile $(T)

binary: dist/lintbox ## make dist/lintbox, one file with everything inside

wheel: $(WHEEL) ## build dist/lintbox-*.whl, for pip, pipx and uvx

smoke: dist/lintbox build/installed/.done ## try the binary and the wheel: the whole journey, and ends at any moment
	@$(BIN)/pytest -n 2 $(or $(T),tests/binary)
	@$(BIN)/python -m tests.bench.start

durability: dist/lintbox ## kill the binary N=100 times under load, and count what was lost
	@$(BIN)/python -m tests.binary.durability $(or $(N),100)

siege: $(VENV)/test.done web/dist/index.html ## attack a server with others at work, and print what they notice; A=H4 for one
	@$(BIN)/python -m tests.siege $(A)

bench: dist/lintbox ## measure, mostly against flake8; B=http for one part
	@for part in $(or $(B),$(basename $(notdir $(sort $(wildcard tests/bench/[a-z]*.py))))); do \
	  $(BIN)/python -m tests.bench.$$part; done

API := $(BIN)/python -c 'from lintbox.web import openapi, server; print(openapi.describe_models(server.ROUTES))'
TYPES := npm run --silent types --

types: $(VENV)/run.done web/node_modules/.done ## make the TypeScript types of the API anew
	@$(API) | (cd web && $(WITH_NODE) $(TYPES))

lint: $(VENV)/test.done web/node_modules/.done ## judge format, types, layers and the frontend
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(API) | (cd web && $(WITH_NODE) $(TYPES) --check) \
	  || { echo "web/src/lib/schema.d.ts differs from the API description: run make types, and commit it." >&2; exit 1; }
	cd web && $(WITH_NODE) npm run --silent check && $(WITH_NODE) npm run --silent lint

format: $(VENV)/test.done ## bring the Python code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

web: web/dist/index.html ## build the frontend

lock: $(VENV)/test.done ## resolve the dependencies anew
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group dev -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group plugins -c requirements.txt \
	  $(foreach name,flake8 pycodestyle pyflakes mccabe setuptools,--no-emit-package $(name)) -o requirements-plugins.txt

clean: ## remove what was made; the data stays
	rm -rf $(VENV) web/dist web/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/made:
	@python=$$(.ci/newest-python); test -n "$$python" || { echo "Lintbox needs Python 3.11 or later." >&2; exit 1; }; \
	  "$$python" -m venv $(VENV)
	@touch $@

$(VENV)/plugins.done: $(VENV)/made requirements-plugins.txt
	rm -rf $(VENV)/plugins
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --target $(VENV)/plugins -r requirements-plugins.txt
	@touch $@

$(VENV)/run.done: $(VENV)/made $(VENV)/plugins.done requirements.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.done: $(VENV)/run.done requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

web/node_modules/.done: $(VENV)/made web/package.json web/package-lock.json $(NODE_LOCK)
	@$(WITH_NODE) .ci/has-node || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(NODE_LOCK)
	cd web && $(WITH_NODE) npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: web/node_modules/.done $(FRONTEND)
	cd web && $(WITH_NODE) npm run --silent build
	@touch $@

# one commit makes the same bytes again
dist/lintbox: $(VENV)/test.done web/dist/index.html build.spec $(PROGRAM)
	$(REPRODUCIBLY) $(BIN)/pyinstaller --noconfirm --clean --log-level WARN build.spec
	cd dist && sha256sum lintbox > lintbox.sha256
	$@ licenses --cyclonedx > dist/lintbox.cdx.json

$(WHEEL): $(VENV)/run.done web/dist/index.html build_wheel.py README.md LICENSE $(PROGRAM)
	$(REPRODUCIBLY) $(BIN)/python build_wheel.py dist

# the wheel's dependencies as files, so that its tests need no network
build/wheelhouse/.done: $(VENV)/made requirements.txt
	rm -rf $(@D)
	$(BIN)/pip wheel --quiet --disable-pip-version-check --require-hashes --no-deps --wheel-dir $(@D) -r requirements.txt
	@touch $@

# a fresh environment with the wheel in it, from those files alone
build/installed/.done: $(WHEEL) build/wheelhouse/.done
	rm -rf $(@D)
	$(BIN)/python -m venv $(@D)
	PIP_CONFIG_FILE=/dev/null $(@D)/bin/pip --isolated install --quiet --disable-pip-version-check \
	  --no-index --find-links build/wheelhouse $(WHEEL)
	@touch $@

# Debian's Chromium, by apt where we may; elsewhere the machine has to have one
browser:
	@.ci/has-chromium || .ci/install-chromium \
	  || { echo "The browser tests need Chromium: install it (Debian: apt install chromium)." >&2; exit 1; }
