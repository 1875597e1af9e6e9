# One place for every command. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

REGION ?= banda-aceh
PORT ?= 8080
EMULATOR_PORT ?= 4566
PYTHON ?= $(shell command -v python3.11 || command -v python3)
TESTS ?=

# Which stack of the region, where, and what of its template's parameters changes.
STACK = $(if $(STAGE),--stage $(STAGE)) $(if $(ENDPOINT),--endpoint $(ENDPOINT))
PARAMETERS = $(if $(DOMAIN),--domain $(DOMAIN)) $(if $(CERTIFICATE),--certificate $(CERTIFICATE)) $(if $(ALARM_EMAIL),--alarm-email $(ALARM_EMAIL))

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --disable-pip-version-check --no-compile
DOTS := awk '/^(Collecting|Requirement)/ {printf "."; fflush()} /^(ERROR|Installing)/ {print "\n" $$0; fflush()}'

.PHONY: help run test check format package deploy diff destroy bench lock chromium

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  REGION=$(REGION) PORT=$(PORT) EMULATOR_PORT=$(EMULATOR_PORT) can be given to run and package."

run: $(VENV)/.run ## Run the whole stack on this machine, at http://localhost:$(PORT)
	@exec $(BIN)/python -m infra run $(REGION) --port $(PORT) --emulator-port $(EMULATOR_PORT)

package: $(VENV)/.run ## Make out/<region>/: deployment.zip, stack.json, web/
	@$(BIN)/python -m infra package $(REGION)

deploy: $(VENV)/.run ## Bring a region to AWS; also STAGE= DOMAIN= CERTIFICATE= ALARM_EMAIL= YES=1
	@$(BIN)/python -m infra deploy $(REGION) $(STACK) $(PARAMETERS) $(if $(YES),--yes)

diff: $(VENV)/.run ## Show what a deploy would change
	@$(BIN)/python -m infra diff $(REGION) $(STACK) $(PARAMETERS)

destroy: $(VENV)/.run ## Remove a region from AWS, keep its data; WITH_DATA=1 deletes it too
	@$(BIN)/python -m infra destroy $(REGION) $(STACK) $(if $(WITH_DATA),--with-data) $(addprefix --confirm ,$(CONFIRM))

test: check chromium ## Everything, from nothing: check, then all tests
	$(BIN)/pytest -n 2 --dist loadgroup $(TESTS)

check: $(VENV)/.dev ## What needs no run: style, types, imports, the template
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m infra package $(REGION)
	$(BIN)/cfn-lint --template out/$(REGION)/stack.json --regions ap-southeast-3

format: $(VENV)/.dev ## Put every file into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## Measure, and write docs/benchmarks.md; BENCH="--help" says what can be chosen
	@$(BIN)/python -m bench $(BENCH)

lock: $(VENV)/.dev ## Write down the versions that are installed
	@{ head -n 1 constraints.txt; $(BIN)/pip freeze | sort -f; } > constraints.new && mv constraints.new constraints.txt

chromium: # the browser that tests/web looks at the pages with
	@command -v chromium chromium-browser google-chrome >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing chromium ..."; apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else \
		echo "Chromium is missing: install it with your system's package manager (Debian: sudo apt-get install chromium)."; exit 1; \
	fi

# Two layers, so that `make run` does not wait for what only tests need.
$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is missing: it is what the functions run on. Install it, or say where it is: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "$(PYTHON) is not Python 3.11, which is what the functions run on."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements.txt requirements-run.txt constraints.txt
	@echo "Installing what runs, under a minute:"
	@$(PIP) -r requirements-run.txt | $(DOTS)
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@echo "Installing what tests, a minute or two:"
	@$(PIP) -r requirements-dev.txt | $(DOTS)
	@touch $@
