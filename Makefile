# Everything that a newcomer, a developer or CI runs. `make help` lists it.
# All of it stays inside this folder: packages, caches, temporary files, data.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
TESTS ?= tests
# The quarter before this one.
DEMO_PERIOD ?= $(shell date +"%Y %m" | awk '{q = int(($$2 + 2) / 3) - 1; y = $$1; if (q == 0) {q = 4; y--}; print y "-Q" q}')
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

export PIP_CACHE_DIR := $(CURDIR)/.cache/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export TMPDIR := $(CURDIR)/.cache/tmp
export UV_PYTHON_DOWNLOADS := never
export UV_CACHE_DIR := $(CURDIR)/.cache/uv

.PHONY: help setup setup-dev run demo talk picture test golden lint format types layers check browser lighthouse load attack faults measure train docs lock clean

help: ## List what can be made
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- setting up: stamps make the second time quick ----------------------------

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install the package python3."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=/path/to/python3.11"; exit 1; }
	@mkdir -p $(TMPDIR)
	@echo "Making the Python environment in $(VENV) ..."
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "This Python cannot make an environment. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.runtime: requirements.lock requirements-build.lock pyproject.toml | $(VENV)/bin/python
	@mkdir -p $(TMPDIR)
	@echo "Installing the packages in requirements.lock (a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --quiet --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --quiet --require-hashes -r requirements-build.lock
	@$(BIN)/python -m pip install --quiet --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/.runtime
	@echo "Installing the packages for tests and checks ..."
	@$(BIN)/python -m pip install --quiet --quiet --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.runtime ## Install what the service needs; leaves .venv/bin/strandline
	@mkdir -p $(TMPDIR)

setup-dev: $(VENV)/.runtime $(VENV)/.dev ## Install what tests and checks need as well

# --- using it -----------------------------------------------------------------

run: setup ## Set up and start the service
	@$(BIN)/strandline run

demo: setup ## Make up a council's last quarter and write its evidence summaries
	@period=$(DEMO_PERIOD); export STRANDLINE_DATA=demo/data; rm -rf demo; \
	$(BIN)/strandline init 2>/dev/null >/dev/null; \
	$(BIN)/strandline simulate --families 200 --staff 120 --period $$period --profile mixed --seed 1; \
	$(BIN)/strandline quotes list 2>/dev/null | sed -n 1,12p | cut -f 1 | xargs $(BIN)/strandline quotes approve >/dev/null; \
	$(BIN)/strandline export --strand all --period $$period --format all --out demo/summaries >/dev/null; \
	for row in family culture workforce; do \
	  $(BIN)/strandline export --strand $$row --period $$period --format all --out demo/summaries >/dev/null; \
	done; \
	echo; echo "Made-up answers, real summaries. Open these:"; \
	ls demo/summaries/*.html demo/summaries/*.docx | sed "s|^|  $(CURDIR)/|"; \
	echo "The tables and data beside them: $(CURDIR)/demo/summaries"

talk: setup ## Answer a survey in this terminal (Q=family-closure)
	@$(BIN)/strandline talk $(or $(Q),family-closure)

picture: demo ## Make the README's picture of a summary from the demo
	@test -n "$(CHROMIUM)" || { echo "Chromium is missing. On Debian: apt-get install chromium"; exit 1; }
	@mkdir -p docs/images $(TMPDIR)
	@"$(CHROMIUM)" --headless --no-sandbox --disable-gpu --no-first-run --hide-scrollbars \
	  --disable-background-networking --disable-sync --user-data-dir=.cache/chromium \
	  --window-size=860,1180 --screenshot=docs/images/summary.png \
	  "file://$(CURDIR)/demo/summaries/strandline-family-$(DEMO_PERIOD).html" 2>/dev/null
	@echo docs/images/summary.png

# --- checking it --------------------------------------------------------------

test: setup-dev ## Run every test that needs no system package
	@mkdir -p $(TMPDIR)
	@$(BIN)/python -m pytest $(TESTS) --ignore=tests/browser --basetemp=.cache/pytest -n 2 --dist loadgroup -q

golden: setup-dev ## Rewrite the golden files (read the difference before you commit it)
	@$(BIN)/python -m pytest tests/golden --golden-update -q

lint: setup-dev ## Style and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: setup-dev ## Put the style right where a machine can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: setup-dev ## Types, strictly, tests included
	@$(BIN)/mypy
	@$(BIN)/mypy tests

layers: setup-dev ## Who may import whom
	@$(BIN)/lint-imports

check: lint types layers test ## Lint, types, import rules and tests

node_modules/.package-lock.json: package-lock.json
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --no-progress --loglevel=error; \
	else echo "SKIPPED: axe-core. npm is missing; on Debian: apt-get install npm"; fi

browser: setup-dev node_modules/.package-lock.json ## Walk through every page in Chromium, with axe-core
	@mkdir -p $(TMPDIR)
	@test -n "$(CHROMIUM)" || { echo "Chromium is missing. On Debian: apt-get install chromium"; exit 1; }
	@CHROMIUM="$(CHROMIUM)" $(BIN)/python -m pytest tests/browser --basetemp=.cache/pytest-browser -n 2 -q -rs

lighthouse: setup-dev ## Rate the pages with Lighthouse (needs Node.js; half a gigabyte of memory)
	@command -v npm >/dev/null || { echo "SKIPPED: Lighthouse needs npm; on Debian: apt-get install npm"; exit 0; }; \
	test -d tools/lighthouse/node_modules || (cd tools/lighthouse && npm ci --ignore-scripts --no-progress --loglevel=error); \
	mkdir -p $(TMPDIR); CHROME_PATH="$(CHROMIUM)" $(BIN)/python -m tools.lighthouse

load: setup-dev ## Let 300 families answer the pages at once on this machine (PEOPLE=300)
	@mkdir -p $(TMPDIR)
	@$(BIN)/python -m tools.load --people $(or $(PEOPLE),300)

attack: setup-dev ## Attack what the service leaves behind (the quick form)
	@$(BIN)/python -m pytest tests/attack --basetemp=.cache/pytest-attack -q -s

faults: setup-dev ## Kill, fill, damage and cut off the service (heavy: half an hour and more)
	@mkdir -p $(TMPDIR)
	@STRANDLINE_KILL_EVERY=1 STRANDLINE_KILLS=500 STRANDLINE_FAULT_KILLS=$(or $(KILLS),500) $(BIN)/python -m pytest tests/faults tests/integration/store/test_kill.py tests/integration/store/test_kill_copies.py --basetemp=.cache/pytest-faults -q -s

fuzz: setup-dev ## Fuzz every entrance with atheris, FUZZ_SECONDS each (60)
	@test -x .cache/fuzz-env/bin/python || $(BIN)/python -m venv .cache/fuzz-env
	@.cache/fuzz-env/bin/python -m pip install --quiet --only-binary :all: -r tools/fuzz/requirements.txt
	@packages=$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))'); \
	for target in update reply definition area csv jsonl; do \
	  echo "== $$target"; \
	  PYTHONPATH=.:$$packages .cache/fuzz-env/bin/python -m tools.fuzz $$target \
	    -max_total_time=$(or $(FUZZ_SECONDS),60) -rss_limit_mb=1500 -verbosity=0 -print_final_stats=1; \
	done

measure: setup-dev ## Measure redaction, language, tone, themes and care (STRANDLINE_CORPORA names the texts)
	@for tool in redaction language tone themes care; do \
	  if [ -e tools/measure_$$tool.py ]; then echo "== $$tool"; $(BIN)/python -m tools.measure_$$tool; fi; \
	done

.venv-train/.done: tools/train/requirements.txt
	@mkdir -p $(TMPDIR)
	@"$(PYTHON)" -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet -r tools/train/requirements.txt
	@touch $@

train: .venv-train/.done ## Train the tone readers anew (STRANDLINE_CORPORA; over an hour, 1.5 GB of packages apart)
	@export OMP_NUM_THREADS=$(or $(THREADS),2); \
	for part in final NEAS NHFT fold0 fold1 fold2 fold3 fold4; do \
	  for reader in plain wide; do \
	    .venv-train/bin/python -m tools.train.tone $$reader $$part --out .cache/tone; \
	  done; \
	done; \
	.venv-train/bin/python -m tools.train.light --out .cache/tone; \
	.venv-train/bin/python -m tools.train.keep --out .cache/tone

docs: setup-dev ## Write the generated pages under docs/
	@for tool in tools/build_*.py; do PYTHONPATH=. $(BIN)/python $$tool; done

# --- looking after it ---------------------------------------------------------

lock: setup-dev ## Pin the packages anew (needs uv)
	@command -v uv >/dev/null || { echo "uv is needed to pin packages: pip install uv"; exit 1; }
	@uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-emit-index-url -q -o requirements.lock
	@uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --no-emit-index-url -q -o requirements-dev.lock
	@echo 'setuptools>=77' | uv pip compile - --generate-hashes --no-header --no-emit-index-url --no-annotate -q -o requirements-build.lock

clean: ## Remove everything that was installed or cached, but no data
	@rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
