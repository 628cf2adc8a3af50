"""Compare what the whole history costs with what one snapshot of the customers costs.

    dbt build --vars "$(cat inputs/online_retail_ii.yml)"
    python benchmarks/history_cost.py build/customer_segments.duckdb \
        --vars inputs/online_retail_ii.yml

One snapshot is everything between the accepted order lines and scored customers as of
one date: orders, features, RFM scores, scaling and the nearest segment. The history is
the same for today and every month end, and segments__history. Both are run as dbt
compiles them, on a copy of a built database and with the models that were fitted, in
turn, in one process. A figure is the CPU time of all threads, the median of the rounds,
so that a busy machine changes little.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import duckdb
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

REPOSITORY = Path(__file__).resolve().parents[1]

# both read the lines once; only the first names depend on no as-of date but today
FROM_LINES = (
    "int_segments__as_of_dates",
    "int_segments__products",
    "int_segments__return_matches",
    "int_segments__fully_returned_orders",
    "int_segments__order_lines",
    "int_segments__orders",
)
MEASURED_AT_DATES = (
    "int_segments__orders_as_of",
    "int_segments__running_totals",
    "int_segments__customer_totals",
    "int_segments__customer_order_features",
    "int_segments__rfm_cuts",
    "int_segments__customer_rfm",
)
SCORED_TODAY = (
    "int_segments__customer_products",
    "int_segments__customer_categories",
    "int_segments__customer_product_features",
    "int_segments__customers",
    "int_segments__customer_attributes",
    "int_segments__customer_features",
    "int_segments__customer_scaled",
    "int_segments__customer_clusters",
    "int_segments__customer_segments",
)
SCORED_AT_DATES = (
    "int_segments__history_features",
    "int_segments__history_segments",
    "segments__history",
)
# what a snapshot does with products is no part of the history
ABOUT_PRODUCTS = SCORED_TODAY[:5]


def compiled_models(folder: Path, database: Path, variables: dict) -> dict[str, dict]:
    """Every model of the manifest by name, compiled for a database."""
    os.environ["SEGMENTS_DUCKDB_PATH"] = str(database)
    result = dbtRunner().invoke(
        [
            *("--quiet", "compile", "--project-dir", str(REPOSITORY)),
            *("--profiles-dir", str(REPOSITORY), "--target-path", str(folder)),
            *("--vars", json.dumps(variables)),
        ]
    )
    DuckDBConnectionManager.close_all_connections()
    gc.collect()
    if not result.success:
        raise SystemExit(f"dbt compile failed: {result.exception}")
    manifest = json.loads((folder / "manifest.json").read_text())
    return {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }


def cpu_seconds(
    connection: duckdb.DuckDBPyConnection,
    models: dict[str, dict],
    names: tuple[str, ...],
    *,
    only_today: bool,
) -> dict[str, float]:
    """CPU seconds to build each model, in order."""
    seconds = {}
    for name in names:
        model = models[name]
        sql = model["compiled_code"]
        if only_today and name == "int_segments__as_of_dates":
            sql = f"select * from ({sql}) where is_current"
        kind = "view" if model["config"]["materialized"] == "view" else "table"
        started = time.process_time()
        connection.execute(
            f"create or replace {kind} {model['schema']}.{name} as ({sql})"
        )
        seconds[name] = time.process_time() - started
    return seconds


def medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    """The median over the rounds, model by model."""
    return {
        name: statistics.median(each[name] for each in rounds) for name in rounds[0]
    }


def report(snapshot: dict[str, float], history: dict[str, float]) -> str:
    """The table of all models and both ratios."""
    lines = ["| model | one snapshot, s | whole history, s |", "|---|---:|---:|"]
    for name in dict.fromkeys((*snapshot, *history)):
        cells = (
            f"{part[name]:.3f}" if name in part else "" for part in (snapshot, history)
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")

    def total(part: dict[str, float], left_out: tuple[str, ...]) -> float:
        return sum(value for name, value in part.items() if name not in left_out)

    for what, left_out in (
        ("from accepted lines", ()),
        ("from orders on", (*FROM_LINES, *ABOUT_PRODUCTS)),
    ):
        one, whole = total(snapshot, left_out), total(history, left_out)
        lines.append(f"\n{what}: {whole:.2f} s / {one:.2f} s = {whole / one:.2f}")
    return "\n".join(lines)


def main() -> None:
    """Print what each model costs and how often one snapshot goes into the history."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", type=Path, help="a built DuckDB file; it is copied")
    parser.add_argument("--vars", type=Path, help="the vars file it was built with")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    variables = yaml.safe_load(asked.vars.read_text()) if asked.vars else {}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / asked.database.name
        shutil.copy(asked.database, copy)
        models = compiled_models(Path(folder) / "target", copy, variables)
        with duckdb.connect(copy, config={"threads": 2}) as connection:
            snapshots, histories = [], []
            for _ in range(asked.rounds):
                snapshots.append(
                    cpu_seconds(
                        connection,
                        models,
                        FROM_LINES + MEASURED_AT_DATES + SCORED_TODAY,
                        only_today=True,
                    )
                )
                histories.append(
                    cpu_seconds(
                        connection,
                        models,
                        FROM_LINES + MEASURED_AT_DATES + SCORED_AT_DATES,
                        only_today=False,
                    )
                )
    print(report(medians(snapshots), medians(histories)))


if __name__ == "__main__":
    main()
