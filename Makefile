# make demo and make test set up what they need; both are quick when repeated.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PLAN   := plans/wuhan.yaml

# The Python of the Windows machine that wheelhouse-windows is for.
WINDOWS_PYTHON ?= 3.12

.PHONY: demo test test-windows-like test-matrix mutate mutate-calculator coverage check-office check-browser lint fuzz bench bench-panel dist wheelhouse wheelhouse-windows clean

demo: $(VENV)/.installed
	@$(BIN)/mzprog evaluate $(PLAN) --year 2018 --format table

# With LibreOffice, poppler and Chromium, what they make of our files is tested too; what was left out is said last.
test: $(VENV)/.dev
	@! command -v chromedriver >/dev/null || $(MAKE) --silent --keep-going $(VENV)/.browser $(AXE) \
		|| echo "selenium 或 axe-core 没有装上：用到它的测试略去"
	$(BIN)/python -m pytest -n auto

# Without what Python has on POSIX alone, and with streams in code page 936; what a test itself needs of that is named.
test-windows-like: $(VENV)/.dev
	PYTHONPATH=$(CURDIR)/tests/windows_like $(BIN)/python -m pytest -n auto

# On every Python of this machine, and with the oldest libraries that pyproject.toml allows. What is lacking is named.
test-matrix: $(VENV)/bin/python
	$(BIN)/python tests/matrix.py

# Of these tests the ones that need LibreOffice (soffice) and poppler (pdftotext):
check-office: $(VENV)/.dev
	$(BIN)/python -m pytest tests/render/test_office.py

# and those that need Chromium with its driver, poppler, and npm to fetch axe-core:
AXE := $(VENV)/axe/node_modules/axe-core/axe.min.js
check-browser: $(VENV)/.browser $(AXE)
	$(BIN)/python -m pytest tests/render/test_browser.py tests/desk/test_browser.py

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Random hostile input for MINUTES (5); what failed once is tried first the next time.
MINUTES ?= 5
fuzz: $(VENV)/.dev
	$(BIN)/python -m fuzz --minutes $(MINUTES)

# Does a test notice when the program is made faulty? 400 faults drawn from all outside the calculator, about half an
# hour; MUTATE="--count 100 --seed 2 --minutes 10" draws others. Then every fault of the calculator; docs/testing.md.
mutate: $(VENV)/.measure
	$(BIN)/python -m tests.mutate $(MUTATE)

mutate-calculator: $(VENV)/.measure
	$(BIN)/python -m tests.mutate --calculator --minutes 120

# Which lines and branches the tests run, those in processes of their own included.
coverage: $(VENV)/.measure
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.many_plans
	$(BIN)/python -m benchmarks.memory

# Long tables, against reading them alone and against inexact arithmetic; REGIONS=50000 is a hundred million rows.
REGIONS ?= 300
bench-panel: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[bench]'
	$(BIN)/python -m benchmarks.long_tables --regions $(REGIONS)

# The packages, built twice: whoever builds them from these sources gets these bytes.
dist: $(VENV)/.dev
	rm -rf dist dist-again
	$(BIN)/python -m hatchling build -d dist
	$(BIN)/python -m hatchling build -d dist-again
	diff -r dist dist-again
	rm -r dist-again

# Everything that an installation on a machine without a network needs, in one folder.
wheelhouse: $(VENV)/.installed
	rm -rf $@
	$(BIN)/python -m pip wheel --quiet --constraint constraints.txt --wheel-dir $@ '.[office]'

# The same for Windows. pip judges what Windows alone needs by the machine it runs on: colorama, which click asks for.
wheelhouse-windows: wheelhouse
	rm -rf $@
	$(BIN)/python -m pip download --quiet --constraint constraints.txt --dest $@ --only-binary :all: \
		--platform win_amd64 --python-version $(WINDOWS_PYTHON) "$$(ls wheelhouse/mzprog-*.whl)[office]" colorama

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mzprog 需要 Python 3.11 或更新的版本")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/.measure: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[measure]'
	@touch $@

$(VENV)/.browser: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --retries 1 --constraint constraints.txt --editable '.[browser]'
	@touch $@

$(AXE): | $(VENV)/bin/python
	npm install --prefix $(VENV)/axe --silent --no-audit --no-fund --fetch-retries 1 axe-core@4.14.1

clean:
	rm -rf $(VENV) .matrix dist dist-again wheelhouse wheelhouse-windows .mypy_cache .pytest_cache .ruff_cache .hypothesis
