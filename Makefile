# Every target sets up what it needs.  `make site` and `make test` are all that a newcomer has to know.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV := $(VENV)/.dev
CODE := dossier.py casework tests tools

.PHONY: site serve test check fuzz format accept docs tools vendor screenshots clean

site: $(READY)  ## build the demo dossier into site/
	$(BIN)/dossier build

serve: $(READY)  ## preview the demo dossier and rebuild it as files change
	$(BIN)/dossier serve

test: $(DEV) tools  ## everything: lint, types, all tests, browser tests included
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/pytest -n auto

check: $(DEV)  ## lint, types and the fast tests, in under a minute
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/pytest -q -n auto -m "not browser and not slow"

fuzz: $(DEV)  ## 10,000 mutations of the demo, and 500 kills of a running write
	PYTHONPATH=. $(BIN)/python tests/fuzz.py --count 10000
	DOSSIER_KILLS=500 $(BIN)/pytest -q -s tests/test_faults.py -k killed

format: $(DEV)  ## put the code in its form
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

accept: $(DEV)  ## take what the golden tests give now as what they shall give
	$(BIN)/pytest -q tests/test_cases.py --accept

docs: $(READY)  ## make the reference pages anew from the code
	$(BIN)/python tools/docs.py

vendor: $(READY)  ## fetch the vendored browser files anew, by name and hash
	$(BIN)/python tools/vendor.py

screenshots: $(DEV) site tools  ## take the pictures in docs/screenshots anew
	$(BIN)/python tools/screenshots.py

tools:  ## what the browser tests need from the system: installed when root, else named
	@if ! command -v chromium >/dev/null; then \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -q && apt-get install -y -q --no-install-recommends chromium poppler-utils fonts-noto-cjk; \
	  else echo "make test needs Chromium: apt-get install chromium poppler-utils fonts-noto-cjk" >&2; exit 1; fi; fi

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check -e .
	touch $@

$(DEV): $(READY)
	$(BIN)/pip install -q --disable-pip-version-check -e '.[dev]'
	touch $@

clean:  ## remove what the targets above made
	rm -rf $(VENV) site .mypy_cache .pytest_cache .ruff_cache .hypothesis
