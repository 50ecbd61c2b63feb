# One command to run, one to test. Both set up .venv first, and only when a lock file has changed.
# The first Python that is new enough; `make run PYTHON=...` names another.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
    $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
# torch comes as the CPU build: from a folder of wheels where one is set, else from PyTorch's own CPU index.
LINKS := $(or $(UV_FIND_LINKS),$(PIP_FIND_LINKS))
TORCH := $(if $(LINKS),$(addprefix --find-links ,$(LINKS)),--torch-backend=cpu)
NOT_ON_CPU := ^(torch|triton|nvidia-[a-z0-9-]+|cuda-[a-z]+)==

.PHONY: run test check lock hooks clean
.DEFAULT_GOAL := run

# macOS and older Ubuntu have a Python that is too old, Debian and Ubuntu one without venv: say so before anything is made.
$(UV):
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "Python 3.11 or newer is needed; $(or $(PYTHON),python3) is $$($(or $(PYTHON),python3) --version 2>&1 | head -n 1)." >&2; \
	    echo "Install one (Debian, Ubuntu: sudo apt install python3 python3-venv; macOS: brew install python), or name it:" >&2; \
	    echo "make $(or $(firstword $(MAKECMDGOALS)),run) PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$(PYTHON) cannot make a virtual environment: its venv module is missing. On Debian and Ubuntu:" >&2; \
	    $(PYTHON) -c 'import sys; print("sudo apt install python%d.%d-venv" % sys.version_info[:2])' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

# The lock is complete, so nothing is resolved: packages are fetched and unpacked.
$(VENV)/.run: requirements.lock pyproject.toml | $(UV)
	$(UV) pip install --python $(BIN)/python --no-deps --compile-bytecode $(TORCH) -r requirements.lock
	touch $@

$(VENV)/.test: requirements-dev.lock pyproject.toml | $(UV)
	$(UV) pip install --python $(BIN)/python --no-deps --compile-bytecode $(TORCH) -r requirements-dev.lock
	touch $(VENV)/.run $@

run: $(VENV)/.run
	$(BIN)/python app.py

# The tests of the page drive a Chromium: the system's, else one of Playwright's.
$(VENV)/.browser: $(VENV)/.test
	@command -v chromium || command -v chromium-browser || command -v google-chrome || $(BIN)/playwright install chromium || \
	    echo "No Chromium: the tests of the page will fail. On Debian: sudo apt install chromium" >&2
	@touch $@

test: $(VENV)/.browser
	$(BIN)/python -m pytest

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

hooks: $(VENV)/.test
	$(BIN)/pre-commit install

# The lock serves every platform; torch is named without a build and its GPU companions are left out.
lock: | $(UV)
	for name in "requirements.lock:" "requirements-dev.lock:--extra dev --extra yardstick"; do \
	    out=$${name%%:*}; \
	    $(UV) pip compile pyproject.toml $${name#*:} --universal --python-version 3.11 --no-annotate --no-header --quiet \
	        $(addprefix --find-links ,$(LINKS)) --no-emit-find-links > $$out.all && \
	    { grep -vE '$(NOT_ON_CPU)' $$out.all; sed -nE 's/^(torch==[0-9.]+).*/\1/p' $$out.all | head -n 1; } > $$out && rm $$out.all; \
	done

# Everything that can be made again; data/sessions.db, the conversations, cannot.
clean:
	rm -rf $(VENV) data/index data/cache build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
