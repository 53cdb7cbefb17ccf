# The cable archive. `make run` shows it at http://127.0.0.1:8000, `make test` proves it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help run quick test test-all bench check format clean

help:
	@echo "make run       serve the archive with its specimens at http://127.0.0.1:8000"
	@echo "make quick     run the tests of the parser, of queries and of the code's structure, which need no database"
	@echo "make test      check style and types, and run the tests on SQLite and on PostgreSQL"
	@echo "make test-all  the same with the tests that are slow"
	@echo "make bench     measure import, search and serving beside their peers, on both databases; SIZE=20000 cables"
	@echo "make check     check style and types"
	@echo "make format    put the code into the one style"
	@echo "make clean     remove what was installed; data/ stays"

run: $(VENV)/runtime
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) import_cables fixtures/cables
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@$(MANAGE) serve

quick test test-all: $(VENV)/tests
	@tests/run.sh $@

SIZE ?= 20000

bench: $(VENV)/bench
	@tests/services.sh
	@$(BIN)/python -m bench --cables $(SIZE)

check: $(VENV)/tests $(VENV)/bench
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/tests
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# What pyproject.toml asks for is installed in the versions of constraints.txt, again whenever one of the two changes.

PACKAGES = $(BIN)/python -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; print(*$(1), sep="\n")'
INSTALL = $(call PACKAGES,$(1)) > $@.txt && $(BIN)/pip install --quiet --constraint constraints.txt --requirement $@.txt && touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The archive needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/runtime: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing the archive's packages into $(VENV)"
	@$(call INSTALL,project["dependencies"])

$(VENV)/tests: $(VENV)/runtime
	@echo "Installing the tests' packages into $(VENV)"
	@$(call INSTALL,project["optional-dependencies"]["test"])

$(VENV)/bench: $(VENV)/runtime
	@echo "Installing the bench's packages into $(VENV)"
	@$(call INSTALL,project["optional-dependencies"]["bench"])
