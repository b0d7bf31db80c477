# Every target sets up what it needs.  `make site` and `make test` are all that a newcomer has to know.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV := $(VENV)/.dev
CODE := dossier.py casework tests tools benchmarks

.PHONY: site serve test check fuzz format accept docs tools vendor languages screenshots benchmarks mutants clean system

site: $(READY)  ## build the demo dossier into site/
	$(BIN)/dossier build

serve: $(READY)  ## preview the demo dossier and rebuild it as files change
	$(BIN)/dossier serve

test: $(DEV) tools  ## everything: lint, types, all tests, browser tests included
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder -m "not alone"  # a file's sites are built once
	$(BIN)/pytest -m alone  # Lighthouse: what else runs, a second page too, would cost a page its points

check: $(DEV)  ## lint, types and the fast tests, in under a minute
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/pytest -q -n auto -m "not browser and not slow"

fuzz: $(DEV)  ## 10,000 mutations of the demo, 500 kills of a running write, and 30 rounds of edits
	PYTHONPATH=. $(BIN)/python tests/fuzz.py --count 10000
	DOSSIER_KILLS=500 $(BIN)/pytest -q -s tests/test_faults.py -k killed
	DOSSIER_ROUNDS=30 $(BIN)/pytest -q -n auto tests/test_again.py -k "over_another or preview_remembers"

format: $(DEV)  ## put the code in its form
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

accept: $(DEV)  ## take what the golden tests give now as what they shall give
	$(BIN)/pytest -q tests/test_cases.py --accept

docs: $(READY)  ## make the reference pages anew from the code
	$(BIN)/python tools/docs.py

vendor: $(READY)  ## fetch the vendored browser files anew, by name and hash
	$(BIN)/python tools/vendor.py

languages: $(DEV)  ## bring the catalogues in casework/words/languages/ up to the texts in the code, and compile them
	$(BIN)/python tools/languages.py

screenshots: $(DEV) site tools  ## take the pictures in docs/screenshots anew
	$(BIN)/python tools/screenshots.py

benchmarks: $(DEV) tools  ## measure against other generators on a quiet machine, for docs/benchmarks.md; needs Node, takes long
	$(BIN)/python -m benchmarks.run

mutants: $(DEV)  ## change what derives and checks, one small thing at a time, and list what no test notices; takes long
	$(BIN)/pip install -q --disable-pip-version-check -e '.[mutants]'
	PATH="$(CURDIR)/$(BIN):$$PATH" mutmut run
	$(BIN)/mutmut results

SYSTEM := nginx:nginx-light chromium:chromium chromium-headless-shell:chromium-headless-shell pdftotext:poppler-utils \
	java:default-jre-headless node:nodejs npm:npm fish:fish zsh:zsh groff:groff-base
FONTS := NotoSansCJK:fonts-noto-cjk NotoSans-Regular:fonts-noto-core
NODE := tests/tools/node_modules/.ready

tools: system $(NODE)  ## what the browser tests need besides Python

system:  # installed when root, else named
	@missing=""; \
	for each in $(SYSTEM); do command -v "$${each%%:*}" >/dev/null || missing="$$missing $${each#*:}"; done; \
	for each in $(FONTS); do find /usr/share/fonts -name "$${each%%:*}*" 2>/dev/null | grep -q . || missing="$$missing $${each#*:}"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then apt-get update -q && apt-get install -y -q --no-install-recommends $$missing; \
	else echo "make test needs more of the system: apt-get install$$missing" >&2; exit 1; fi

$(NODE): tests/tools/package-lock.json | system
	npm ci --prefix tests/tools
	touch $@

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check -e .
	touch $@

$(DEV): $(READY)
	$(BIN)/pip install -q --disable-pip-version-check -e '.[dev]'
	touch $@

clean:  ## remove what the targets above made
	rm -rf $(VENV) site mutants tests/tools/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
