# The two commands: `make serve` and `make test`. Each does all the set-up it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test clean

serve: $(VENV)/serve
	@$(BIN)/pfpgraph serve

test: $(VENV)/test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check server tests
	@$(BIN)/python -m pytest

# Installed anew only when pyproject.toml changed.
$(VENV)/serve: pyproject.toml | $(BIN)/pip
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/test: pyproject.toml | $(BIN)/pip
	@$(BIN)/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@ $(VENV)/serve

# Debian keeps venv in a package of its own.
$(BIN)/pip:
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq python3-venv && \
	  $(PYTHON) -m venv $(VENV); } || \
	  { rm -rf $(VENV); echo "make: no venv: install python3-venv (3.11 or later), then again" >&2; exit 1; }

clean:
	rm -rf $(VENV) build dist
