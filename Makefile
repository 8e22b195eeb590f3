# The two commands a newcomer needs: `make run` and `make test`. Both set everything up.
PYTHON ?= python3
PIP_ARGS ?=
ARGS ?=
BIN := .venv/bin
# The one failure that is tried once more, and told: a browser that was waited for in vain, as on a busy machine.
PATIENCE := "TimeoutError: .*Timeout [0-9]+ms exceeded"

.PHONY: setup index run test gate lint format screenshots clean

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Anwen needs Python 3.11 or newer: make PYTHON=python3.11 setup")'
	$(PYTHON) -m venv .venv
	@echo "Installing about 2 GB into .venv/; this takes a few minutes …"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

index: setup
	$(BIN)/anwen build

run: index
	$(BIN)/python app.py $(ARGS)

test: lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup --reruns 1 --only-rerun $(PATIENCE) -rR

gate: setup
	$(BIN)/anwen eval gate

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screenshots: index
	$(BIN)/python docs/screenshots/take.py

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .anwen
	find index -mindepth 1 ! -name README.md -delete
