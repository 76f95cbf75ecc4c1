# The two commands are `make run` and `make test`; `make help` lists the rest.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup run test test-long bench lint types contracts check lock clean

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(STAMP)  ## prepare .venv with the coach command in it

# Compiled modules are kept, whatever the shell says: without them each start compiles 400 files.
export PYTHONDONTWRITEBYTECODE =

$(STAMP): requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is needed: install it, or run make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "The venv module is missing: on Debian or Ubuntu run 'apt-get install python3.11-venv'."; rm -rf $(VENV); exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup  ## start the app on localhost (weights and demo group the first time)
	$(BIN)/coach run

test: setup  ## the tests, in a quarter of an hour on two cores
	$(BIN)/python -m pytest -m "not model and not long" -n 2 --dist loadfile

test-long: setup  ## those that take minutes each
	$(BIN)/python -m pytest -m "long" -n 0

bench: setup  ## measure speed beside the alternatives, in half an hour on two cores
	$(BIN)/coach model pull
	$(BIN)/python -m benchmarks $(ARGS)

lint: setup  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup  ## strict type check
	$(BIN)/mypy

contracts: setup  ## imports run downward only
	$(BIN)/lint-imports

check: lint types contracts  ## lint, types and import contracts

lock: setup  ## resolve requirements.txt again (needs uv)
	uv pip compile pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-header --output-file requirements.txt

clean:  ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build *.egg-info
