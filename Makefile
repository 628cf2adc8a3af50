# Two targets do everything: `make build`, then `make test`.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
INPUT ?=
BIN := .venv/bin
VARS := $(if $(INPUT),--vars "$$(cat inputs/$(INPUT).yml)",)
export SEGMENTS_DUCKDB_PATH ?= build/$(if $(INPUT),$(INPUT),customer_segments).duckdb
export SEGMENTS_SERVE_PATH ?= serve
SERVING := $(BIN)/python -m serving
SERVED := $(SEGMENTS_SERVE_PATH)/$(notdir $(SEGMENTS_DUCKDB_PATH))
VERSION ?=

NAME ?=
FILES ?=

MODULE ?= base
SPARK_ARGS = $(if $(filter all,$(MODULE)),,--selector $(MODULE)) --exclude-resource-type unit_test test --quiet \
    --vars "$$(cat spark/demo.yml)" --target-path build/spark/target
NO_JAVA := Spark is left out: it needs Java 17 or later (apt-get install openjdk-17-jre-headless).

.PHONY: help build inputs test-extended spark-build spark-test publish versions restore dashboard report notebook test lint docs export clean lock demo

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: .venv/.ready ## set up, build the demo shop (or INPUT=online_retail_ii), publish it, show its segments
	@$(SERVING) build "$$SEGMENTS_DUCKDB_PATH" -- --exclude-resource-type unit_test $(VARS)
	@$(BIN)/python scripts/summary.py "$(SERVED)"

publish: .venv/.ready ## publish what the last plain `dbt build` wrote, if everything passed
	@$(SERVING) publish "$$SEGMENTS_DUCKDB_PATH"

versions: .venv/.ready ## list the published versions and how the last build ended
	@$(SERVING) versions "$$SEGMENTS_DUCKDB_PATH"

restore: .venv/.ready ## bring the version before back, or VERSION=7
	@$(SERVING) restore "$$SEGMENTS_DUCKDB_PATH" $(VERSION)

inputs: .venv/.ready ## look at files and write inputs/NAME.yml (NAME=my_shop FILES="orders.csv lines.csv")
	@$(BIN)/python -m propose $(NAME) $(FILES)

test: .venv/.ready-dev ## everything CI runs
	@$(MAKE) --no-print-directory --jobs 2 build lint
	@$(BIN)/dbt docs generate --static --quiet
	@if java -version 2>/dev/null; then $(MAKE) --no-print-directory spark-build && \
	    .venv-spark/bin/python benchmarks/spark_equality.py build/spark "$$SEGMENTS_DUCKDB_PATH"; else echo "$(NO_JAVA)"; fi
	@$(BIN)/pytest -m "not extended" --numprocesses auto --maxprocesses 4 --dist loadfile

test-extended: .venv/.ready-dev build ## the tests that take minutes each
	@$(BIN)/pytest -m extended

spark-build: .venv-spark/.ready build/spark/demo ## build the base of the demo shop on a local Spark session (or MODULE=all)
	@PYTHONWARNINGS=ignore .venv-spark/bin/dbt build --target spark $(SPARK_ARGS)

spark-test: .venv/.ready spark-build ## build it on DuckDB too and compare the public tables
	@SEGMENTS_DUCKDB_PATH=build/spark/demo.duckdb $(BIN)/dbt build $(SPARK_ARGS)
	@.venv-spark/bin/python benchmarks/spark_equality.py build/spark build/spark/demo.duckdb

lint: .venv/.ready-dev ## check the style of SQL and Python
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@DBT_TARGET_PATH=build/lint SEGMENTS_DUCKDB_PATH=build/lint/lint.duckdb $(BIN)/sqlfluff lint models analyses --processes 2 --disable-progress-bar --nocolor

docs: .venv/.ready ## write the documentation site, one file: target/static_index.html
	@$(BIN)/dbt docs generate --static

dashboard: .venv/.ready-dashboard ## show the published tables in a browser (or INPUT=online_retail_ii)
	@$(BIN)/streamlit run dashboard/app.py -- "$(SERVED)"

report: .venv/.ready-dashboard ## write the published tables as one interactive page, and PNG files for slides
	@$(BIN)/python scripts/report.py "$(SERVED)" build/$(basename $(notdir $(SEGMENTS_DUCKDB_PATH)))_report.html

notebook: .venv/.ready-notebook ## open the reasoning behind the segments as a notebook
	@$(BIN)/jupyter lab --ip 127.0.0.1 notebooks/customer_segmentation.ipynb

export: .venv/.ready ## write a table as CSV that a spreadsheet may open (TABLE=segments__customers)
	@$(BIN)/python scripts/export.py "$(SERVED)" $(TABLE) build/$(TABLE).csv

demo: .venv/.ready ## write the demo shop's seeds anew (the same bytes every time)
	@$(BIN)/python benchmarks/generate_shop.py --demo

clean: ## remove everything that was made here
	rm -rf .venv .venv-spark serve build/spark build/*.duckdb build/*.duckdb.wal build/*_report build/*.html build/*.csv target logs

lock: ## pin the newest allowed dependencies
	$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet uv
	for extra in -dev "" -dashboard -notebook -spark; do \
	    build/lock/bin/uv pip compile requirements$$extra.in --upgrade --generate-hashes \
	        $$([ "$$extra" = -dev ] || echo --constraints requirements-dev.lock) \
	        --no-strip-extras --universal --no-emit-index-url --no-emit-find-links \
	        --no-header --python-version 3.11 --quiet -o requirements$$extra.lock; \
	done
	rm -rf build/lock

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.ready: requirements.lock | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv-spark/.ready: requirements-spark.lock
	@java -version 2>/dev/null || { echo "$(NO_JAVA)"; exit 1; }
	$(PYTHON) -m venv .venv-spark
	.venv-spark/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	echo "$(CURDIR)/spark" > "$$(.venv-spark/bin/python -c 'import site; print(site.getsitepackages()[0])')/customer_segments.pth"
	@touch $@

build/spark/demo: .venv-spark/.ready seeds/demo scripts/spark_demo.py
	@.venv-spark/bin/python scripts/spark_demo.py

.venv/.ready-dashboard: requirements-dashboard.lock .venv/.ready
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dashboard.lock
	@touch $@

.venv/.ready-notebook: requirements-notebook.lock .venv/.ready
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-notebook.lock
	@touch $@

.venv/.ready-dev: requirements-dev.lock .venv/.ready
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
