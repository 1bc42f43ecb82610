# Targets; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
# where it is set, as in many containers, every process would compile our source again
export PYTHONDONTWRITEBYTECODE :=

VENV := .venv
BIN := $(VENV)/bin
NODE_LOCK := web/requirements.txt
# without a Node that Vite supports, one is installed from PyPI into the environment
WITH_NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
PROGRAM := $(shell find src/lintbox -type f -not -name '*.pyc')
WHEEL := dist/lintbox-$(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)-py3-none-any.whl
# reproducible builds: independent of the clock and of the hash seed
REPRODUCIBLY = SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) PYTHONHASHSEED=0
FRONTEND := $(shell find web/src web/public web/*.html web/*.json web/*.ts web/*.js -type f 2>/dev/null)

.PHONY: help run test pythons binary wheel smoke durability siege bench types lint format web lock browser clean
# delete the target of a failed recipe
.DELETE_ON_ERROR:

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | while IFS='|' read -r word text; do printf '  make %-11s %s\n' "$$word" "$$text"; done

run: $(VENV)/run.done web/dist/index.html ## install what is missing, build, and serve
	@exec $(BIN)/lintbox serve

test: $(VENV)/test.done web/dist/index.html browser ## run all tests, including the browser's
	@$(if $(T),,cd web && $(WITH_NODE) npm run --silent test)
	@$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(T)

pythons: build/pythons/.done ## test checking under Debian testing's two newest Pythons, without root
	@for python in $(CURDIR)/build/pythons/usr/bin/python3.*; do \
	  "$$python" -VV; \
	  environment=build/$$(basename "$$python"); \
	  .ci/make-environment "$$python" "$$environment"; \
	  "$$environment/bin/pytest" -n auto --dist loadfile $(or $(T),tests/lint tests/hazards); \
	done

binary: dist/lintbox ## build dist/lintbox, the one-file binary

wheel: $(WHEEL) ## build dist/lintbox-*.whl, for pip, pipx and uvx

smoke: dist/lintbox build/installed/.done ## test the binary and the wheel: the whole journey, and stops at any moment
	@$(BIN)/pytest -n 2 $(or $(T),tests/binary)
	@$(BIN)/python -m tests.bench.start

durability: dist/lintbox ## kill the binary N=100 times under load, and count lost uploads; E=engine with workers and NATS
	@$(BIN)/python -m tests.binary.durability $(or $(N),100) $(E)

siege: $(VENV)/test.done web/dist/index.html ## attack a server under load, and print the effect on other users; A=H4 for one attack
	@$(BIN)/python -m tests.siege $(A)

bench: dist/lintbox ## run the benchmarks, mostly against flake8; B=http for one
	@for part in $(or $(B),$(basename $(notdir $(sort $(wildcard tests/bench/[a-z]*.py))))); do \
	  $(BIN)/python -m tests.bench.$$part; done

API := $(BIN)/python -c 'from lintbox.web import openapi, server; print(openapi.describe_models(server.ROUTES))'
TYPES := npm run --silent types --

types: $(VENV)/run.done web/node_modules/.done ## regenerate the TypeScript types of the API
	@$(API) | (cd web && $(WITH_NODE) $(TYPES))

lint: $(VENV)/test.done web/node_modules/.done ## check format, types, layers and the frontend
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(API) | (cd web && $(WITH_NODE) $(TYPES) --check) \
	  || { echo "web/src/lib/schema.d.ts differs from the API description: run make types, and commit it." >&2; exit 1; }
	cd web && $(WITH_NODE) npm run --silent check && $(WITH_NODE) npm run --silent lint

format: $(VENV)/test.done ## format the Python code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

web: web/dist/index.html ## build the frontend

lock: $(VENV)/test.done ## update the lock files
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group dev -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group plugins -c requirements.txt \
	  $(foreach name,flake8 pycodestyle pyflakes mccabe setuptools,--no-emit-package $(name)) -o requirements-plugins.txt

clean: ## delete build products; data stays
	rm -rf $(VENV) web/dist web/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/made:
	@python="$${PYTHON:-$$(.ci/newest-python)}"; \
	  test -n "$$python" \
	  || { echo "Lintbox needs Python 3.11 or later, with venv (Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }; \
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

# reproducible: the same commit gives the same bytes
dist/lintbox: $(VENV)/test.done web/dist/index.html build.spec $(PROGRAM)
	$(REPRODUCIBLY) $(BIN)/pyinstaller --noconfirm --clean --log-level WARN build.spec
	cd dist && sha256sum lintbox > lintbox.sha256
	$@ licenses --cyclonedx > dist/lintbox.cdx.json

$(WHEEL): $(VENV)/run.done web/dist/index.html build_wheel.py README.md LICENSE $(PROGRAM)
	$(REPRODUCIBLY) $(BIN)/python build_wheel.py dist

# the wheel's dependencies, so that its tests need no network
build/wheelhouse/.done: $(VENV)/made requirements.txt
	rm -rf $(@D)
	$(BIN)/pip wheel --quiet --disable-pip-version-check --require-hashes --no-deps --wheel-dir $(@D) -r requirements.txt
	@touch $@

# a fresh environment with the wheel, installed from those files alone
build/installed/.done: $(WHEEL) build/wheelhouse/.done
	rm -rf $(@D)
	$(BIN)/python -m venv $(@D)
	PIP_CONFIG_FILE=/dev/null $(@D)/bin/pip --isolated install --quiet --disable-pip-version-check \
	  --no-index --find-links build/wheelhouse $(WHEEL)
	@touch $@

build/pythons/.done: .ci/unpack-pythons | $(VENV)/test.done
	PATH="$(CURDIR)/$(BIN):$$PATH" .ci/unpack-pythons $(@D)
	@touch $@

# installs Debian's Chromium with apt if permitted; other systems must provide one
browser:
	@.ci/has-chromium || .ci/install-chromium \
	  || { echo "The browser tests need Chromium: install it (Debian: apt install chromium)." >&2; exit 1; }
