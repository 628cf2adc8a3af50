"""Build the project into a database of its own and read what was built."""

from __future__ import annotations

import gc
import json
import os
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb
import jinja2
import pandas as pd
import pytest
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt_common.dataclass_schema import dbtClassMixin
from dbt_common.tests import enable_test_caching

REPOSITORY = Path(__file__).resolve().parents[2]
SEEDS = REPOSITORY / "seeds" / "demo"
TRUTH = REPOSITORY / "tests" / "truth"
INPUTS = ("transactions", "customers", "products", "campaign_contacts")
NO_TESTS = ("--exclude-resource-types", "test", "unit_test")
NO_UNIT_TESTS = ("--exclude-resource-types", "unit_test")
# dbt makes millions of short-lived objects: a twelfth of a build was the search for
# cycles among them, and every build ends with one
gc.set_threshold(50_000, 50, 1_000)
# other vars make dbt parse the project anew: the same files are read and compiled once
enable_test_caching()
compile_template = jinja2.Environment.compile
compiled = {}


def compile_once(environment, source, name=None, filename=None, **options):
    """The code of a template, compiled by the first build of the process that asks."""
    if not isinstance(source, str) or options:
        return compile_template(environment, source, name, filename, **options)
    key = (type(environment), *sorted(environment.extensions), name, filename, source)
    if key not in compiled:
        compiled[key] = compile_template(environment, source, name, filename)
    return compiled[key]


jinja2.Environment.compile = compile_once
validate_data = dbtClassMixin.validate.__func__
valid = set()


def validate_once(kind, data):
    """A part of a file against its schema, unless it was found valid before."""
    key = (kind, repr(data))
    if key not in valid:
        validate_data(kind, data)
        valid.add(key)


dbtClassMixin.validate = classmethod(validate_once)


@dataclass(frozen=True)
class Build:
    """What one dbt command left behind: its database, its manifest, its messages."""

    folder: Path
    succeeded: bool
    message: str  # the error, or every failed node's message
    statuses: dict[str, str] = field(repr=False)  # of every node that ran, by name
    warnings: list[str] = field(repr=False)
    report: str = field(repr=False)  # the summary at the end of the command
    result: object = field(repr=False)  # as dbt returns it

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.folder / "shop.duckdb"

    @property
    def terminal(self) -> list[str]:
        """The lines of warnings and errors that the command shows."""
        return "\n".join(self.warnings).strip().splitlines()

    @cached_property
    def manifest(self) -> dict:
        """The manifest of the command."""
        return json.loads((self.folder / "target" / "manifest.json").read_text())

    @property
    def models(self) -> dict[str, dict]:
        """Every model of the manifest by name."""
        return self.nodes("model")

    @property
    def public_tables(self) -> list[str]:
        """The names of the models anybody may read."""
        return sorted(
            name for name, model in self.models.items() if model["access"] == "public"
        )

    def nodes(self, kind: str) -> dict[str, dict]:
        """The manifest's nodes of a resource type by name."""
        return {
            node["name"]: node
            for node in self.manifest["nodes"].values()
            if node["resource_type"] == kind
        }

    def frame(self, query: str) -> pd.DataFrame:
        """The rows of a query as a data frame."""
        with duckdb.connect(self.database, read_only=True) as connection:
            return connection.sql(query).df()

    def rows(self, query: str) -> list[tuple]:
        """The rows of a query."""
        with duckdb.connect(self.database, read_only=True) as connection:
            return connection.sql(query).fetchall()

    def value(self, query: str) -> object:
        """The only value of a query of one row and one column."""
        [(value,)] = self.rows(query)
        return value

    def tables(self) -> set[str]:
        """The names of all tables and views in the database."""
        if not self.database.exists():
            return set()
        return {name for (name,) in self.rows("select table_name from duckdb_tables")}

    def column_types(self, table: str) -> dict[str, str]:
        """The data type of every column of a table."""
        return dict(
            self.rows(
                "select column_name, data_type from information_schema.columns "
                f"where table_name = '{table}' order by ordinal_position"
            )
        )


def run_dbt(
    folder: Path,
    command: str = "build",
    *arguments: str,
    variables: dict | None = None,
    threads: int = 2,
    parsed: Build | None = None,
) -> Build:
    """Run a dbt command in this process, with everything it writes under a folder.

    parsed: a build by `parse`, which saves parsing the project again.
    """
    warnings = []
    reports = []

    def keep_message(event):
        if event.info.level in ("warn", "error"):
            warnings.append(event.info.msg)
        elif event.info.name == "JinjaLogInfo":
            reports.append(event.info.msg)

    working_directory = Path.cwd()
    folder.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SEGMENTS_DUCKDB_PATH", str(folder / "shop.duckdb"))
        environment.setenv("SEGMENTS_THREADS", str(threads))
        environment.setenv("SEGMENTS_DATA", str(data_folder()))
        environment.setenv("SEGMENTS_INPUT_FOLDERS", tempfile.gettempdir())
        environment.setenv("DBT_TARGET_PATH", str(folder / "target"))
        environment.setenv("DBT_LOG_PATH", str(folder / "logs"))
        try:
            manifest = parsed.result if parsed else None
            result = dbtRunner(manifest=manifest, callbacks=[keep_message]).invoke(
                [
                    *("--log-level", "none", "--log-level-file", "none"),
                    command,
                    *("--project-dir", str(REPOSITORY)),
                    *("--profiles-dir", str(REPOSITORY)),
                    *("--vars", json.dumps(variables or {})),
                    *arguments,
                ]
            )
        finally:
            # dbt moves into the project and keeps the file open for the next command
            os.chdir(working_directory)
            DuckDBConnectionManager.close_all_connections()
            if not parsed:
                gc.collect()  # what a parse leaves behind is large
    ran = list(getattr(result.result, "results", None) or [])
    failed = [
        str(each.message)
        for each in ran
        if hasattr(each, "node") and each.status in ("error", "fail")
    ]
    return Build(
        folder=folder,
        succeeded=result.success,
        message="\n".join([str(result.exception or ""), *failed]).strip(),
        statuses={
            each.node.name: str(each.status) for each in ran if hasattr(each, "node")
        },
        warnings=warnings,
        report="\n".join(reports),
        result=result.result,
    )


def data_folder() -> Path:
    """Where the public data sets are kept."""
    beside_the_project = REPOSITORY.parent / "shared" / "data"
    return Path(os.environ.get("SEGMENTS_DATA") or beside_the_project).resolve()


def vars_file(name: str) -> dict:
    """The vars of a file in inputs/."""
    return yaml.safe_load((REPOSITORY / "inputs" / name).read_text())


def file_inputs(**paths: Path | None) -> dict:
    """The vars that read inputs from files; an input that is not named is absent."""
    inputs = {name: {"from": str(path)} for name, path in paths.items() if path}
    return {"segments_inputs": inputs}


def merged(variables: dict, changes: dict) -> dict:
    """The vars with others in their place; of inputs, setting by setting."""
    inputs = dict(variables.get("segments_inputs", {}))
    for name, settings in changes.get("segments_inputs", {}).items():
        inputs[name] = inputs.get(name, {}) | settings
    return variables | changes | {"segments_inputs": inputs}


def transactions(**settings) -> dict:
    """The vars that say something of the order lines."""
    return {"segments_inputs": {"transactions": settings}}


def write_orders(path: Path, lines: list[dict]) -> Path:
    """A CSV of order lines by their canonical names; only the header where none."""
    columns = [
        *("order_id", "customer_id", "product_id", "ordered_at", "quantity"),
        "unit_price",
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(lines, columns=columns).to_csv(path, index=False)
    return path
