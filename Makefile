# The cable archive. `make run` shows it at http://127.0.0.1:8000, `make test` proves it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help run quick test test-all bench check format lock upgrade audit clean

help:
	@echo "make run       serve the archive with its specimens at http://127.0.0.1:8000"
	@echo "make quick     run the tests of the parser, of queries and of the code's structure, which need no database"
	@echo "make test      check style and types, and run the tests on SQLite and on PostgreSQL"
	@echo "make test-all  the same with the tests that are slow"
	@echo "make bench     measure import, search and serving beside their peers, on both databases; SIZE=20000 cables"
	@echo "make check     check style and types"
	@echo "make format    put the code into the one style"
	@echo "make lock      make requirements/*.txt from pyproject.toml; versions that are locked stay"
	@echo "make upgrade   the same with the newest versions, of all packages or of PACKAGES='django granian'"
	@echo "make audit     say how old the locked versions are, which have newer releases, and which vulnerabilities are known"
	@echo "make clean     remove what was installed; data/ stays"

run: $(VENV)/runtime
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) import_cables fixtures/cables
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@$(MANAGE) serve

quick test test-all: $(VENV)/test
	@tests/run.sh $@

SIZE ?= 20000

bench: $(VENV)/bench
	@tests/services.sh
	@$(BIN)/python -m bench --cables $(SIZE)

check: $(VENV)/test $(VENV)/bench
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/test
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(VENV)/audit
	@$(BIN)/python -m requirements.lock

upgrade: $(VENV)/audit
	@$(BIN)/python -m requirements.lock $(if $(PACKAGES),--upgrade-package $(PACKAGES),--upgrade)

audit: $(VENV)/runtime $(VENV)/test $(VENV)/bench $(VENV)/audit
	@$(BIN)/python -m requirements.audit

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Each lock file is installed with its hashes, again whenever it changes: make .venv/runtime, for one, on a server.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The archive needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/%: requirements/%.txt | $(BIN)/python
	@echo "Installing requirements/$*.txt into $(VENV)"
	@$(BIN)/pip install --quiet --require-hashes --requirement $< && touch $@
