"""Choose the constants of the recommendations, on the split of June 2011 alone.

    python benchmarks/recommendations.py --splits 2011-06-24 --folder build/splits
    python benchmarks/recommendation_tuning.py build/splits/2011-06-24.duckdb

The rule was written before it was run. The settings below are taken in their order, one
pass. Each tries its values, the rest being as chosen or, where not yet chosen, as in
START; the value with the highest NDCG@10 of `item_hybrid_trending` on products new to
the customer is kept, and of equals the first, which is the cheapest. What is kept is
what ships. No split but June is read. The tables are made by dbt, so that what is tuned
is the SQL that serves.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from datetime import date, timedelta
from pathlib import Path

import duckdb
import yaml

REPOSITORY = Path(__file__).resolve().parents[1]
HORIZON_DAYS = 56
METHOD = "item_hybrid_trending"
START = {
    "neighbour_products": 100,
    "purchase_history_products": 100,
    "purchase_half_life_days": 120,
    "trend_half_life_days": 10,
    "trend_weight": 0.75,
    "trend_prior_buyers": 5,
}
GRID = {
    "neighbour_products": (30, 50, 100, 200),
    "purchase_history_products": (50, 100, 200),
    "purchase_half_life_days": (60, 120, 240),
    "trend_half_life_days": (5, 10, 20),
    "trend_weight": (0.5, 0.75, 1),
    "trend_prior_buyers": (2, 5, 20),
}


def ndcg(database: Path, split: str, settings: dict) -> float:
    """NDCG@10 of the method, after the products models were built with the settings."""
    variables = yaml.safe_load((REPOSITORY / "inputs/online_retail_ii.yml").read_text())
    variables |= {
        "segments_as_of_date": str(
            date.fromisoformat(split) + timedelta(days=HORIZON_DAYS)
        ),
        "segments_tuning": settings | {"backtest_customers": 100_000},
    }
    subprocess.run(
        [
            REPOSITORY / ".venv/bin/dbt",
            *("--quiet", "run", "--vars", json.dumps(variables), "--select"),
            "int_segments__purchase_histories+,+int_segments__backtest_scores",
        ],
        cwd=REPOSITORY,
        env=os.environ
        | {
            "SEGMENTS_DUCKDB_PATH": str(database),
            "DBT_TARGET_PATH": str(database.parent / "target"),
            "DBT_LOG_PATH": str(database.parent / "logs"),
        },
        check=True,
    )
    with duckdb.connect(str(database), read_only=True) as connection:
        [(value,)] = connection.execute(
            "select avg(ndcg) from int_segments__backtest_scores"
            " where evaluation_set = 'unseen' and method = ?",
            [METHOD],
        ).fetchall()
    return float(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", type=Path, help="of the split, named by its day")
    split = parser.parse_args().database
    shipped = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())["vars"]
    chosen = dict(START)
    measured: dict[tuple, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        database = Path(shutil.copy(split, folder))
        for name, values in GRID.items():
            for value in values:
                settings = chosen | {name: value}
                key = tuple(settings.values())
                if key not in measured:
                    measured[key] = ndcg(database, split.stem, settings)
                print(f"{name:32} {value:6} {measured[key]:.6f}", flush=True)
            chosen[name] = max(
                values, key=lambda v: measured[tuple((chosen | {name: v}).values())]
            )
    for name, value in chosen.items():
        note = "as shipped" if value == shipped[name] else "not what ships"
        print(f"{name:32} {value:6} {note}")


if __name__ == "__main__":
    main()
