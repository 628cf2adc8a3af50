"""Write what the public tables of the demo shop hold, for a test to compare with.

    dbt build && python scripts/demo_figures.py

Reads the database of SEGMENTS_DUCKDB_PATH and writes
seeds/demo/segments_demo_figures.csv. Run it after a change that is meant to change the
tables, and read the difference.
"""

import os
import subprocess
import sys
from pathlib import Path

import duckdb

REPOSITORY = Path(__file__).resolve().parents[1]
FILE = REPOSITORY / "seeds" / "demo" / "segments_demo_figures.csv"
TEST = "assert_the_demo_shop_has_the_figures_it_had"


def main() -> None:
    target = Path(os.environ.get("DBT_TARGET_PATH") or REPOSITORY / "target")
    command = [Path(sys.executable).parent / "dbt", "--quiet", "compile"]
    subprocess.run(
        [*command, "--select", TEST],
        cwd=REPOSITORY,
        env=os.environ | {"SEGMENTS_DEMO_FIGURES": "warn"},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    [compiled] = (target / "compiled").rglob(f"{TEST}.sql")
    figures = compiled.read_text().split("-- compared")[0]
    database = os.environ.get("SEGMENTS_DUCKDB_PATH", "build/customer_segments.duckdb")
    with duckdb.connect(REPOSITORY / database, read_only=True) as connection:
        connection.sql(f"{figures} select * from figures order by 1, 2").write_csv(
            str(FILE)
        )


if __name__ == "__main__":
    main()
