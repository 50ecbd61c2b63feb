# One command to run, one to test. Both set up .venv first, and only when a lock file has changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
# torch comes as the CPU build: from a folder of wheels where one is set, else from PyTorch's own CPU index.
LINKS := $(or $(UV_FIND_LINKS),$(PIP_FIND_LINKS))
TORCH := $(if $(LINKS),--find-links $(LINKS),--torch-backend=cpu)
NOT_ON_CPU := ^(torch|triton|nvidia-[a-z0-9-]+|cuda-[a-z]+)==

.PHONY: run test check lock hooks clean
.DEFAULT_GOAL := run

$(UV):
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

# The lock is complete, so nothing is resolved: packages are fetched and unpacked.
$(VENV)/.run: requirements.lock pyproject.toml | $(UV)
	$(UV) pip install --python $(BIN)/python --no-deps $(TORCH) -r requirements.lock
	touch $@

$(VENV)/.test: requirements-dev.lock pyproject.toml | $(UV)
	$(UV) pip install --python $(BIN)/python --no-deps $(TORCH) -r requirements-dev.lock
	touch $(VENV)/.run $@

run: $(VENV)/.run
	$(BIN)/python app.py

test: $(VENV)/.test
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
	        $(if $(LINKS),--find-links $(LINKS)) --no-emit-find-links > $$out.all && \
	    { grep -vE '$(NOT_ON_CPU)' $$out.all; sed -nE 's/^(torch==[0-9.]+).*/\1/p' $$out.all | head -n 1; } > $$out && rm $$out.all; \
	done

clean:
	rm -rf $(VENV) data build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
