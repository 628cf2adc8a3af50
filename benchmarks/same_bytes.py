"""Build one shop in five ways and compare every public table, byte for byte.

    python benchmarks/same_bytes.py                       # a million lines
    python benchmarks/same_bytes.py --lines 50000 --keep build/same_bytes

The shop is that of generate_shop.py. It is built with two threads, once more with two
threads, with one, with four, and from files whose rows are shuffled. A table's
fingerprint is made of all its values in full precision; the order of rows, which no
table promises, is no part of it. The exit code is 1 where a fingerprint differs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
DBT = [str(Path(sys.executable).with_name("dbt")), "--quiet"]
INPUTS = ("transactions", "customers", "products")
WAYS = {
    "two threads": {"threads": 2, "files": "as written"},
    "a second run": {"threads": 2, "files": "as written"},
    "one thread": {"threads": 1, "files": "as written"},
    "four threads": {"threads": 4, "files": "as written"},
    "shuffled rows": {"threads": 2, "files": "shuffled"},
}


def fingerprint(
    connection: duckdb.DuckDBPyConnection, table: str, without: str | None = None
) -> str:
    """How many rows a table has and a hash of them all, whatever their order.

    without: a column to leave out. Every row is hashed and the hashes are added up, so
    that a large table needs no more memory than a small one.
    """
    columns = f"* exclude ({without})" if without else "*"
    [(found,)] = connection.sql(
        "select count(*) || ' rows, ' || coalesce(sum("
        "cast(md5_number_lower(cast(table_row as varchar)) as hugeint)"
        f"), 0) from (select {columns} from {table}) as table_row"
    ).fetchall()
    return found


def shuffle(source: Path, target: Path) -> None:
    """Write the files of a folder again, their rows in an order drawn from a seed."""
    target.mkdir()
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        for name in INPUTS:
            connection.execute("select setseed(0.5)")
            connection.execute(
                f"copy (from '{source / name}.parquet' order by random()) "
                f"to '{target / name}.parquet'"
            )


def build(folder: Path, files: Path, threads: int) -> Path:
    """A database of the shop and of nothing else."""
    folder.mkdir()
    places = {
        "SEGMENTS_DUCKDB_PATH": str(folder / "shop.duckdb"),
        "SEGMENTS_INPUT_FOLDERS": str(files),
        "SEGMENTS_THREADS": str(threads),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }
    inputs = {name: {"from": str(files / f"{name}.parquet")} for name in INPUTS}
    kinds = ["--exclude-resource-types", "test", "unit_test"]
    subprocess.run(
        [*DBT, "build", *kinds, "--vars", json.dumps({"segments_inputs": inputs})],
        cwd=PROJECT,
        env=os.environ | places,
        check=True,
    )
    return folder / "shop.duckdb"


def fingerprints(folder: Path) -> dict[str, str]:
    """The fingerprint of every public table of a build."""
    manifest = json.loads((folder / "target" / "manifest.json").read_text())
    tables = sorted(
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["access"] == "public"
    )
    with duckdb.connect(folder / "shop.duckdb", read_only=True) as connection:
        return {table: fingerprint(connection, table) for table in tables}


def compare(folder: Path, lines: int) -> int:
    """Build in every way, print what differs, and count the differences."""
    written = folder / "as written"
    subprocess.run(
        [
            *(sys.executable, PROJECT / "benchmarks" / "generate_shop.py"),
            *("--lines", str(lines), "--output", written),
        ],
        check=True,
    )
    shuffle(written, folder / "shuffled")
    differences = 0
    expected = None
    for way, how in WAYS.items():
        started = time.monotonic()
        build(folder / way, folder / how["files"], how["threads"])
        found = fingerprints(folder / way)
        expected = expected or found
        differing = [table for table in expected if found[table] != expected[table]]
        differences += len(differing)
        print(
            f"{way}: {len(found)} tables, {len(differing)} differ, "
            f"{time.monotonic() - started:.0f} s",
            flush=True,
        )
        for table in differing:
            print(f"  {table}: {found[table]} for {expected[table]}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process {peak:.0f} MiB")
    return differences


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a new folder for what is built")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True)
        sys.exit(min(compare(options.keep.resolve(), options.lines), 1))
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(min(compare(Path(folder), options.lines), 1))


if __name__ == "__main__":
    main()
