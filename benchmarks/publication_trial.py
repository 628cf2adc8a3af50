"""Publish while readers read and processes are killed: does anybody see two versions?

    python benchmarks/publication_trial.py [reads] [kills]
    python benchmarks/publication_trial.py disks    # as root: eight full disks

Each round writes a small build anew and publishes it; most publications are killed at a
random moment, some builds fail their tests. Readers open the published file all the
time and compare the versions in the rows of all tables. The figures of the last run are
in docs/publication.md.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb

REPOSITORY = Path(__file__).resolve().parents[1]
TABLES = ("segments__customers", "segments__profiles", "segments__moves")
PRIVATE = "int_segments__lines"
PAUSE = 0.05  # seconds between two reads


def write_build(
    folder: Path, version: int, customers: int = 200, reverse: bool = False
) -> Path:
    """Write a database and the files of a dbt command that passed; the database."""
    database = folder / "build" / "shop.duckdb"
    database.parent.mkdir(parents=True, exist_ok=True)
    order = "desc" if reverse else "asc"
    with connected(database) as connection:
        for table in (*TABLES, PRIVATE):
            connection.execute(
                f"create or replace table {table} as select 'C' || i as customer_id, "
                f"date '2025-01-01' as as_of_date, {version} as version, "
                f"0.1 * i as share, cast(null as varchar) as note, 'line ' || i as raw "
                f"from range({customers}) numbers (i) order by i {order}"
            )
            connection.execute(f"comment on table {table} is 'One row per customer'")
            connection.execute(
                f"comment on column {table}.customer_id is 'The customer''s id'"
            )
    write_artifacts(folder)
    return database


def connected(database: Path, seconds: float = 10) -> duckdb.DuckDBPyConnection:
    """Open a file that a killed process may still hold for a moment."""
    for _ in range(int(seconds * 10)):
        try:
            return duckdb.connect(str(database))
        except duckdb.IOException:
            time.sleep(0.1)
    return duckdb.connect(str(database))


def write_artifacts(folder: Path, command: str = "build", **statuses: str) -> None:
    """Write manifest.json and run_results.json; statuses: of nodes that did not pass.

    A status of "absent" leaves a node out of the results.
    """
    target = folder / "target"
    target.mkdir(parents=True, exist_ok=True)
    nodes, results = {}, []
    for name in (*TABLES, PRIVATE, "a_test"):
        is_test = name == "a_test"
        kind = "test" if is_test else "model"
        key = f"{kind}.customer_segments.{name}"
        nodes[key] = {
            "name": name,
            "resource_type": kind,
            "access": "public" if name in TABLES else "private",
            "database": "shop",
            "group": "segments_customers",
            "relation_name": f'"shop"."main"."{name}"',
            "columns": {
                "raw": {"name": "raw", "config": {"meta": {"published": False}}}
            },
            "config": {"materialized": "table", "meta": {"currency": "EUR"}},
            "depends_on": {"nodes": ["model.x"]},
        }
        status = statuses.get(name, "pass" if is_test else "success")
        if status != "absent":
            message = "Got 3 results, configured to fail if != 0"
            results.append({"unique_id": key, "status": status, "message": message})
    (target / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    run = {"args": {"which": command}, "results": results}
    (target / "run_results.json").write_text(json.dumps(run))


def environment(folder: Path) -> dict[str, str]:
    """The environment of a command that publishes into a folder."""
    return os.environ | {
        "SEGMENTS_SERVE_PATH": str(folder / "serve"),
        "DBT_TARGET_PATH": str(folder / "target"),
    }


def serving(folder: Path, command: str, *arguments: str, **options) -> subprocess.Popen:
    """Start a command of `python -m serving`."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "serving", command),
            str(folder / "build" / "shop.duckdb"),
            *arguments,
        ],
        cwd=REPOSITORY,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def read_once(published: Path) -> tuple[int, ...]:
    """The versions that one reader sees in all tables at one time."""
    with duckdb.connect(str(published), read_only=True) as connection:
        seen = set()
        builds = {
            build
            for (build,) in connection.execute(
                "select distinct build_id from segments__manifest"
            ).fetchall()
        }
        for table in TABLES:
            found = connection.execute(
                f"select distinct version, build_id from {table}"
            ).fetchall()
            seen |= {version for version, _ in found}
            builds |= {build for _, build in found}
        if len(builds) != 1:
            seen.add(-1)
    return tuple(sorted(seen))


def read_all_the_time(published: Path, stop, answers, done) -> None:
    """Read until told to stop; what was seen, and the errors."""
    seen: Counter = Counter()
    while not stop.is_set():
        try:
            versions = read_once(published)
            seen["mixed" if len(versions) != 1 else "whole"] += 1
        except Exception as error:
            seen[f"error: {str(error).splitlines()[0][:200]}"] += 1
        with done.get_lock():
            done.value += 1
        time.sleep(PAUSE)
    answers.put(seen)


def trial(folder: Path, reads: int, kills: int, readers: int = 4) -> dict:
    """Run the trial; what happened."""
    write_build(folder, 0)
    first = serving(folder, "publish")
    first.communicate()
    assert first.returncode == 0
    published = folder / "serve" / "shop.duckdb"
    random.seed(1)
    counts: Counter = Counter()
    stop, answers = multiprocessing.Event(), multiprocessing.Queue()
    done = multiprocessing.Value("l", 0)
    processes = [
        multiprocessing.Process(
            target=read_all_the_time, args=(published, stop, answers, done), daemon=True
        )
        for _ in range(readers)
    ]
    for process in processes:
        process.start()
    longest, version = 2.5, 0
    while counts["killed"] < kills or done.value < reads:
        version += 1
        write_build(folder, version)
        if version % 5 == 0:
            write_artifacts(folder, a_test="fail")
        command = serving(folder, "publish")
        if version % 4:
            time.sleep(random.uniform(0.05, longest))
            command.kill()
        command.communicate()
        outcome = {0: "published", -9: "killed"}.get(command.returncode, "refused")
        counts[outcome] += 1
    write_artifacts(folder)
    last = serving(folder, "publish")
    last.communicate()
    counts["last"] = last.returncode
    stop.set()
    seen: Counter = sum((answers.get() for _ in processes), Counter())
    for process in processes:
        process.join()
    return {"rounds": dict(counts), "reads": dict(seen)}


def full_disks(folder: Path, sizes: range = range(2, 18, 2)) -> list[tuple]:
    """Publish into file systems of some sizes in MB: size, exit code, what is read."""
    outcomes = []
    for size in sizes:
        place = folder / str(size)
        (place / "serve").mkdir(parents=True)
        mounted = ("mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs")
        subprocess.run([*mounted, str(place / "serve")], check=True)
        try:
            write_build(place, 1)
            serving(place, "publish").communicate()
            write_build(place, 2, customers=100_000)
            command = serving(place, "publish")
            said = command.communicate(timeout=300)[1].splitlines()
            seen = read_once(place / "serve" / "shop.duckdb")
            outcomes.append((size, command.returncode, seen, *said))
        finally:
            subprocess.run(["umount", str(place / "serve")], check=True)
    return outcomes


if __name__ == "__main__":
    if sys.argv[1:] == ["disks"]:
        with tempfile.TemporaryDirectory() as place:
            for outcome in full_disks(Path(place)):
                print(*outcome, sep="; ")
        sys.exit()
    wanted = [int(text) for text in sys.argv[1:]] + [10_000, 60][len(sys.argv) - 1 :]
    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(trial(Path(place), *wanted), indent=2))
