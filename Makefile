# The targets a person needs; `make help` lists them. Stamp files in .venv say what is installed already.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV  ?= .venv
DB    ?= data/glossary.db
HOST  ?= 127.0.0.1
PORT  ?= 8000
PYTEST_ARGS ?=
# The first interpreter of 3.11 or later; override with `make PYTHON=/path/to/python …`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)

BIN   := $(VENV)/bin
PIP   := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
SEEDS := $(wildcard seeds/*.txt)
# A stamp and not the store itself: make removes the target of a rule that was interrupted.
SEEDED := $(DB).seeded

.PHONY: help run harvest test quick check evaluate snapshot bench torture audit constraints docs extension wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(SEEDED) ## install, harvest the seeds, serve API and pages on http://127.0.0.1:8000
	@test -f $(DB) || $(BIN)/glossary harvest --seeds --db $(DB)
	@exec $(BIN)/glossary serve --db $(DB) --host $(HOST) --port $(PORT)

harvest: $(VENV)/.run ## harvest the seeds again, after a change of the rules
	$(BIN)/glossary harvest --seeds --db $(DB)

test: $(VENV)/.test ## run all tests, doctests included
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/.test $(VENV)/.extension ## ruff, formatting, mypy --strict, import-linter, docs checks, tsc and eslint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -m 'not slow' tests/repository
	$(BIN)/python -m pytest tests/extension/test_package.py -k tools

evaluate: $(VENV)/.evaluate ## precision, recall and F1 by rule, against the floors and two baselines
	$(BIN)/python -m evaluation.evaluate

snapshot: $(VENV)/.test ## compare extraction, exports and contract with the answers on record; WRITE=1 records them
	$(BIN)/python -m evaluation.snapshot $(if $(WRITE),--write)

quick: $(VENV)/.test ## the fast tests, in parallel, without browsers: a loop for work on the code
	$(BIN)/python -m pytest -n auto -m 'not slow and not browser' $(PYTEST_ARGS)

bench: $(VENV)/.bench ## all benchmarks, beside other software; writes docs/benchmarks.md (twenty minutes)
	$(BIN)/python -m benchmarks.run_all

torture: $(VENV)/.test ## attack the service, the store and the commands; writes docs/reliability.md
	$(BIN)/python -m benchmarks.torture --write

audit: $(VENV)/.test ## look the pinned versions up in the database of security advisories (needs the network)
	$(PIP) pip-audit
	@$(BIN)/pip-audit --strict --requirement constraints.txt --no-deps --disable-pip || { \
	echo "Either an advisory names one of the pinned versions, or the database of advisories could not be reached; the lines above say which." >&2; \
	exit 1; }

constraints: $(VENV)/.test ## write constraints.txt and NOTICE from the installed packages
	$(BIN)/python -m docs.constraints

docs: $(VENV)/.test ## generate the pages that come from the code, and the examples of the contract
	$(BIN)/python -m docs.generate

extension: | $(BIN)/python ## zip the browser extension into dist/
	@$(BIN)/python -m docs.pack_extension dist/reading-aid.zip

wheel: $(VENV)/.run ## build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## remove the environment and all caches; the dictionary in data/ stays
	rm -rf $(VENV) build dist .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(SEEDED): $(SEEDS) | $(VENV)/.run
	$(BIN)/glossary harvest --seeds --db $(DB)
	@touch $@

# The tools of the extension; without npm or a network its checks are skipped.
$(VENV)/.extension: extension/package.json | $(BIN)/python
	@if command -v npm >/dev/null && npm --prefix extension install --no-audit --no-fund --no-package-lock --silent; \
	then touch $@; else echo "npm is missing or reaches no network: the checks of extension/ are skipped"; fi

$(VENV)/.run: pyproject.toml | $(BIN)/python
	@echo "Installing the project into $(VENV) …"
	$(PIP) --editable '.[fast]'
	@touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	@echo "Installing the project with its test and check tools into $(VENV) …"
	$(PIP) --editable '.[test,check]'
	@touch $@ $(VENV)/.run

$(VENV)/.evaluate: pyproject.toml | $(BIN)/python
	@echo "Installing the project with the baselines of the evaluation into $(VENV) …"
	$(PIP) --editable '.[test,evaluation]'
	@touch $@ $(VENV)/.run

$(VENV)/.bench: pyproject.toml | $(BIN)/python
	@echo "Installing the project with what the benchmarks compare it with into $(VENV) …"
	$(PIP) --editable '.[test,bench]'
	@touch $@ $(VENV)/.run

$(BIN)/python:
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or later is needed and was not found.' >&2; exit 1; }
	@'$(PYTHON)' -m venv $(VENV) || { rm -rf $(VENV); \
		echo 'No virtual environment: install the venv module (Debian, Ubuntu: apt install python3-venv).' >&2; exit 1; }
