"""What a million order lines cost as CSV, beside the same lines as Parquet.

    .venv/bin/python benchmarks/read_csv.py

Writes UCI Online Retail II, 1,067,371 lines, as one CSV file and one Parquet file of
the same text columns, and lets dbt read each in a process of its own. `read` is the
checks before anything is built and the table of raw lines, which Parquet does not
need; `clean` goes on to the first model that reads every line. What starting dbt costs
is measured on ten lines and taken off the seconds, which are those of the processor,
so that a busy machine changes them little. One run, beside other work:

| stage | file | seconds | of Parquet | peak MiB |
|---|---|---|---|---|
| read | parquet | -0.2 | | 218 |
| read | csv | 1.9 | | 678 |
| clean | parquet | 6.9 | 1.00 | 752 |
| clean | csv | 9.1 | 1.32 | 782 |

The rows are cut into columns once. Before it two scans look at line ends and encoding
only, and are in the seconds; a million lines are never held in Python. Of the peak some
200 MiB are what Python, dbt and DuckDB hold for ten lines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("SEGMENTS_DATA") or REPOSITORY.parent / "shared" / "data")
COLUMNS = {
    "order_id": "Invoice",
    "customer_id": "Customer ID",
    "product_id": "StockCode",
    "product_name": "Description",
    "ordered_at": "InvoiceDate",
    "quantity": "Quantity",
    "unit_price": "Price",
    "country": "Country",
}
LINES = 1_067_371
STAGES = {
    "read": ["stg_segments__raw_transactions"],
    "clean": ["segments_exchange_rates", "+int_segments__transaction_lines"],
}
WRITE = """
import duckdb, sys
for path, lines in zip(sys.argv[1::2], sys.argv[2::2]):
    duckdb.execute(f"copy ({lines}) to '{path}'")
"""


def write_files(folder: Path) -> dict[tuple[str, int], Path]:
    """The lines, all of them and ten, as CSV and as Parquet, every column as text."""
    texts = ", ".join(
        f'cast("{name}" as varchar) as "{name}"' for name in COLUMNS.values()
    )
    source = f"select {texts} from read_parquet('{DATA}/online_retail_ii/*.parquet')"
    files = {
        (kind, count): folder / f"lines_{count}.{kind}"
        for kind in ("csv", "parquet")
        for count in (LINES, 10)
    }
    arguments = [
        text
        for (_, count), path in files.items()
        for text in (str(path), f"{source} limit {count}")
    ]
    # a process that has held much memory would lend its peak to those it starts
    subprocess.run([sys.executable, "-c", WRITE, *arguments], check=True)
    return files


def measured(file: Path, models: list[str]) -> tuple[float, float]:
    """Processor seconds and largest memory, in MiB, of dbt reading a file."""
    folder = Path(tempfile.mkdtemp(dir=file.parent))
    variables = {
        "segments_inputs": {"transactions": {"from": str(file), "columns": COLUMNS}},
        "segments_currency": "GBP",
    }
    process = subprocess.Popen(
        [
            str(Path(sys.executable).parent / "dbt"),
            *("build", "--exclude-resource-types", "test", "unit_test"),
            *("--project-dir", str(REPOSITORY), "--profiles-dir", str(REPOSITORY)),
            *("--vars", json.dumps(variables), "--quiet", "--select", *models),
        ],
        env=os.environ
        | {
            "SEGMENTS_DUCKDB_PATH": str(folder / "shop.duckdb"),
            "SEGMENTS_INPUT_FOLDERS": str(file.parent),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        },
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"dbt failed on {file}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        files = write_files(Path(name))
        megabytes = files["csv", LINES].stat().st_size / 1e6
        print(f"{LINES:,} lines, {megabytes:.0f} MB of CSV\n")
        print(
            "| stage | file | seconds | of Parquet | peak MiB |\n|---|---|---|---|---|"
        )
        for stage, models in STAGES.items():
            seconds = {}
            for kind in ("parquet", "csv"):
                start, _ = measured(files[kind, 10], models)
                whole, peak = measured(files[kind, LINES], models)
                seconds[kind] = whole - start
                ratio = seconds[kind] / seconds["parquet"]
                shown = f"{ratio:.2f}" if stage == "clean" else ""
                cells = [stage, kind, f"{seconds[kind]:.1f}", shown, f"{peak:.0f}"]
                print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
