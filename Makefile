# The habits of this repository. Everything is installed in .uv/ (uv itself) and .venv/ (what uv.lock names).
PYTHON ?= python3
UV := .uv/bin/uv
RUN := .venv/bin/
export UV_PYTHON_DOWNLOADS = never
export UV_LINK_MODE = copy

.PHONY: demo test test-real lint audit-dependencies format bench pictures clean

demo: .venv/for-use  ## set everything up, harvest the demo portals, publish, serve
	$(RUN)ogledalo demo $(ARGS)

test: .venv/for-work  ## set everything up and pass the tests
	$(RUN)pytest -q --numprocesses auto --dist loadfile $(ARGS)

test-real: .venv/for-work  ## the connectors and stores against a real CKAN, ArcGIS and S3; those that cannot be had are skipped
	$(RUN)pytest tests/real -m real -q -rs $(ARGS)

lint: .venv/for-work  ## style, types and layers
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	$(RUN)mypy
	$(RUN)lint-imports
	-$(RUN)deptry . --per-rule-ignores "DEP002=psycopg|python-multipart|uvicorn" || true
	-$(RUN)vulture api catalogue connectors policies schemas --min-confidence 90 || true

audit-dependencies: .venv/for-work  ## known vulnerabilities of what uv.lock names
	$(RUN)python deploy/audit_dependencies.py --uv $(UV) --pip-audit $(RUN)pip-audit

format: .venv/for-work  ## write the code in the house's form
	$(RUN)ruff check --fix .
	$(RUN)ruff format .

bench: .venv/for-work  ## measure, print ratios, assert nothing
	$(RUN)pytest tests/bench -m bench -q -s $(ARGS)

pictures: .venv/for-use  ## take the README's pictures from a demo that serves (needs chromium)
	$(RUN)python docs/take_pictures.py

clean:  ## drop everything that was set up or made, the demo's data too
	rm -rf .uv .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(UV):
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check uv

.venv/for-use: $(UV) pyproject.toml uv.lock
	$(UV) sync --frozen --no-dev --inexact --quiet --python $(PYTHON)
	@touch $@

.venv/for-work: $(UV) pyproject.toml uv.lock
	$(UV) sync --frozen --quiet --python $(PYTHON)
	@touch .venv/for-use $@
