# One place for everything one does with this house. `make` alone lists it.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
DATA ?= data
UV := .tools/bin/uv
BIN := .venv/bin
NODE := $(BIN)/node
FEDERATION := $(CURDIR)/build/federation
REQUIREMENTS := $(wildcard requirements/*.txt)
SOURCES := $(shell find templates assets portal -name '*.html' -o -name '*.py' -o -name '*.scss' -o -name '*.js' -o -name '*.mjs')
LANGUAGES := $(wildcard translations/*/LC_MESSAGES/messages.po)
say = @printf '\033[1m%s\033[0m %s\n' "•" "$(1)"

export UV_NO_CONFIG := 1
export UV_LINK_MODE := copy
export UV_NO_PROGRESS := 1

.DEFAULT_GOAL := help
.PHONY: help run federation-demo training test check fix strings lock assets bench drill-kill screenshots journeys clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run.stamp static/dist/manifest.json translations/compiled.stamp ## Install, fill the demo and serve it (PORT=8000 DATA=data)
	@exec $(BIN)/python -m demo.run --port $(PORT) --data $(DATA)

federation-demo: .venv/run.stamp $(FEDERATION)/.stamp static/dist/manifest.json translations/compiled.stamp ## The same with federations of SPID and CIE to sign in through (DATA=data-federation)
	@exec $(BIN)/python -m demo.run --federation $(FEDERATION)/bin/python --port $(PORT) --data $(if $(filter data,$(DATA)),data-federation,$(DATA))

training: .venv/run.stamp static/dist/manifest.json translations/compiled.stamp ## The desk for who learns it: invented people, marked everywhere (DATA=data-training)
	@exec $(BIN)/python -m demo.run --training --port $(PORT) --data $(if $(filter data,$(DATA)),data-training,$(DATA))

test: .venv/test.stamp $(FEDERATION)/.stamp static/dist/manifest.json translations/compiled.stamp check ## Check everything and run every test
	$(call say,The browser for the journeys)
	@$(BIN)/python -m tests.support.browser
	$(call say,Unit and page tests on SQLite and PostgreSQL)
	@FEDERATION_PYTHON=$(FEDERATION)/bin/python $(BIN)/python -m pytest -m "not journey" -n 2 --ignore=tests/conventions --ignore=tests/journeys
	$(call say,Journeys in a browser)
	@$(BIN)/python -m pytest -m journey tests/journeys

check: .venv/test.stamp static/dist/manifest.json translations/compiled.stamp ## Lint, types, import contracts, strings
	$(call say,Lint)
	@$(BIN)/ruff check --quiet && $(BIN)/ruff format --check --quiet
	$(call say,Types)
	@$(BIN)/mypy
	$(call say,Arrows)
	@$(BIN)/lint-imports --no-cache > .import-linter.log 2>&1 || (cat .import-linter.log; exit 1)
	$(call say,Conventions and strings)
	@$(BIN)/python -m pytest tests/conventions

fix: .venv/test.stamp ## Let ruff put right what it can
	@$(BIN)/ruff check --fix --quiet; $(BIN)/ruff format --quiet

strings: .venv/test.stamp ## Bring the translation catalogues up to date with the sources
	@mkdir -p build
	@$(BIN)/pybabel --quiet extract -F translations/babel.cfg -k _l -k lazy_gettext --no-location --sort-output \
	  --no-wrap --project Accanto --version 1 -o build/messages.pot .
	@$(BIN)/pybabel --quiet update -i build/messages.pot -d translations --no-fuzzy-matching --ignore-obsolete --no-wrap

assets: static/dist/manifest.json ## Build styles, scripts, icons and fonts

drill-kill: .venv/test.stamp static/dist/manifest.json translations/compiled.stamp ## kill -9 the portal 20 times while people send, on both databases
	@ACCANTO_TEST_KILLS=20 $(BIN)/python -m pytest tests/durability

journeys: .venv/test.stamp static/dist/manifest.json translations/compiled.stamp ## Only the journeys in a browser
	@$(BIN)/python -m pytest -m journey tests/journeys

screenshots: .venv/test.stamp static/dist/manifest.json translations/compiled.stamp ## Every page at 360 and 1280 px, into build/screenshots
	@$(BIN)/python -m tests.support.screenshots

bench: .venv/test.stamp static/dist/manifest.json translations/compiled.stamp ## CPU per page against a Flask hello world, bytes on the wire
	@$(BIN)/python -m bench

growth: .venv/test.stamp static/dist/manifest.json translations/compiled.stamp ## The same pages at 1,000 and at 1,000,000 cases on PostgreSQL
	@$(BIN)/python -m bench.growth

lock: $(UV) ## Compile requirements/*.in into hashed locks
	@cd requirements && for name in run demo test uv; do \
	  ../$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links $$name.in \
	    $$(test $$name = run -o $$name = uv || echo -c run.txt) \
	    $$(test $$name != test || echo -c demo.txt) -o $$name.txt; done; \
	  ../$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links federation.in -o federation.txt

clean: ## Remove what was installed and built (not DATA)
	rm -rf .venv .tools node_modules static/dist build translations/compiled.stamp

$(UV): requirements/uv.txt
	$(call say,Installing uv)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps \
	  --target .tools --upgrade --require-hashes -r requirements/uv.txt
	@touch $@

.venv/run.stamp: $(UV) requirements/run.txt requirements/demo.txt
	$(call say,Installing the Python packages)
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt -r requirements/demo.txt
	@touch $@

.venv/test.stamp: .venv/run.stamp requirements/test.txt
	$(call say,Installing what the tests need)
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/test.txt
	@touch $@

$(FEDERATION)/.stamp: $(UV) requirements/federation.txt
	$(call say,Installing the official counterpart of the federation)
	@$(UV) venv --quiet --clear --python $(PYTHON) $(FEDERATION)
	@$(UV) pip install --quiet --python $(FEDERATION)/bin/python --require-hashes -r requirements/federation.txt
	@touch $@

node_modules/.stamp: .venv/run.stamp package-lock.json
	$(call say,Installing the npm packages)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

static/dist/manifest.json: node_modules/.stamp $(SOURCES)
	$(call say,Building styles and scripts)
	@$(NODE) assets/build.mjs
	@touch $@

translations/compiled.stamp: .venv/run.stamp $(LANGUAGES)
	$(call say,Compiling the translations)
	@$(BIN)/pybabel --quiet compile -d translations
	@touch $@
