# SPDX-License-Identifier: MIT
# The ways to set up, check and run Coprod Desktop. `make help` lists them.

VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
PYTEST_ARGS ?=
# A process for each core; 0 runs them one after the other, in this one.
WORKERS ?= auto

# Tests and checks need no display; the demo shows a window only where there is one.
export QT_QPA_PLATFORM ?= offscreen
# pyright comes whole from its wheel: do not look for a newer one.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.PHONY: help setup test check lint types layers terms format demo run bench soak wine screenshots \
	lock build clean

help: ## list these targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: $(READY) ## system libraries, virtual environment, locked dependencies
	@:

$(READY): requirements-dev.lock pyproject.toml hatch_build.py scripts/setup.sh
	sh scripts/setup.sh $(VENV)

test: setup ## the tests (PYTEST_ARGS="-k bundle" narrows them)
	$(PY) -m pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

check: lint types layers terms ## lint, format, types, layers, locks and licences (all: make -k)

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: setup
	$(VENV)/bin/pyright

layers: setup
	$(VENV)/bin/lint-imports

terms: setup
	$(PY) scripts/locks.py
	$(PY) scripts/licences.py

format: setup ## put the code into the house format
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .

demo: setup ## a wing and an office with invented records, and a bundle between them
	env -u QT_QPA_PLATFORM $(VENV)/bin/coprod demo --window

run: setup ## the program, in a window
	sh scripts/setup.sh $(VENV) window
	env -u QT_QPA_PLATFORM $(VENV)/bin/coprod-desktop

bench: setup ## measurements
	$(PY) -m tests.bench

soak: setup ## long runs with faults injected
	$(PY) -m pytest -m soak $(PYTEST_ARGS)

wine: setup ## the tests with Windows' Python, under Wine (PYTEST_ARGS as for test)
	sh scripts/setup.sh $(VENV) wine
	$(PY) scripts/wine.py -m pytest -o cache_dir=build/wine/cache $(PYTEST_ARGS)

screenshots: setup ## pictures of every screen in every look, in build/screens, and the guide's
	$(PY) scripts/screenshots.py build/screens --all
	$(PY) scripts/screenshots.py docs/images --guide

lock: ## resolve the dependencies anew and write the locks
	sh scripts/lock.sh

build: setup ## a folder to hand out, in dist/ (PyInstaller)
	$(PY) -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements-build.lock
	rm -rf build/licences
	$(PY) scripts/licences.py build/licences
	$(PY) -m PyInstaller --noconfirm --log-level WARN build.spec
	$(PY) scripts/check_build.py

clean: ## remove what the targets above made
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
