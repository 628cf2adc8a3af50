"""Write and check a candidate, each in a process of its own.

A process that is stopped, or runs out of memory, then takes nothing else with it, and
what is checked is what is on the disk. Tasks and answers are JSON:

    python -m serving.candidate write < task
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import duckdb

from serving.problems import NotPublishedError, in_one_line

MANIFEST = "segments__manifest"
# Clients of the 1.x line cannot open a file in the newest storage format.
STORAGE = "v1.4.0"
COMMENTS = {
    MANIFEST: "One row per published table: the build it comes from, its rows, and a "
    "hash of its content. Equal content has an equal build_id.",
    "build_id": "The build this row was published with, as in segments__manifest.",
    "as_of_date": "Date of measurement of the build.",
    "currency": "Currency of all money, as a three-letter code.",
    "table_name": "Name of the table.",
    "module": "Module that the table belongs to.",
    "row_count": "Number of rows.",
    "column_count": "Number of columns without build_id.",
    "content_hash": "Hash of the rows without build_id, in any order.",
}


def write(source: str, target: str, folder: str, tables: list, currency: str | None):
    """Copy the public tables into a new file and into Parquet files.

    tables: name, relation in the source, module and columns left out of each.
    """
    with duckdb.connect() as connection:
        run = connection.execute
        run(f"attach {literal(source)} as {quoted(Path(source).stem)} (read_only)")
        run(f"attach {literal(target)} as candidate (storage_version '{STORAGE}')")
        known = [
            (name, relation, module, *content(connection, kept(relation, withheld)))
            for name, relation, module, withheld in tables
        ]
        build_id = hashlib.sha256(
            json.dumps([(name, *rest) for name, _, _, *rest in known]).encode()
        ).hexdigest()[:12]
        for name, relation, _, withheld in tables:
            run(
                f"create table candidate.{quoted(name)} as select *, "
                f"{literal(build_id)} as build_id from {kept(relation, withheld)} "
                "order by all"
            )
            comments(connection, relation, f"candidate.{quoted(name)}", withheld)
        write_manifest(connection, build_id, known, currency)
        for name in [*(name for name, *_ in known), MANIFEST]:
            file = str(Path(folder) / f"{name}.parquet")
            run(
                f"copy candidate.{quoted(name)} to {literal(file)} "
                "(format parquet, compression zstd)"
            )
        run("detach candidate")
    return {"build_id": build_id}


def write_manifest(connection, build_id: str, known: list, currency: str | None):
    """The table that says what was published."""
    relations = {name: relation for name, relation, *_ in known}
    customers = relations.get("segments__customers")
    as_of = (
        connection.execute(f"select max(as_of_date) from {customers}").fetchall()[0][0]
        if customers
        else None
    )
    connection.execute(
        f"create table candidate.{MANIFEST} (table_name varchar, module varchar, "
        "row_count bigint, column_count integer, content_hash varchar, "
        "as_of_date date, currency varchar, build_id varchar)"
    )
    connection.executemany(
        f"insert into candidate.{MANIFEST} values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (name, module, rows, len(columns), digest, as_of, currency, build_id)
            for name, _, module, rows, columns, digest in known
        ],
    )
    connection.execute(
        f"comment on table candidate.{MANIFEST} is {literal(COMMENTS[MANIFEST])}"
    )
    for column, comment in COMMENTS.items():
        if column != MANIFEST:
            connection.execute(
                f"comment on column candidate.{MANIFEST}.{column} is {literal(comment)}"
            )


def kept(relation: str, withheld: list[str]) -> str:
    """A relation without columns that are not published."""
    if not withheld:
        return relation
    return f"(select * exclude ({', '.join(map(quoted, withheld))}) from {relation})"


def content(connection, relation: str) -> tuple:
    """Number of rows, columns with types, and a hash that no order of rows changes."""
    selected = connection.sql(f"select * from {relation}")
    columns = [
        (name, str(kind))
        for name, kind in zip(selected.columns, selected.types, strict=True)
    ]
    [(rows, low, high)] = connection.execute(
        "select count(*), coalesce(sum(md5_number_lower(row_text)), 0), "
        "coalesce(sum(md5_number_upper(row_text)), 0) from (select "
        f"cast(whole_row as varchar) as row_text "
        f"from (select * from {relation}) whole_row)"
    ).fetchall()
    digest = hashlib.sha256(f"{columns} {rows} {low} {high}".encode()).hexdigest()
    return rows, columns, digest


def comments(connection, relation: str, copy: str, withheld: list[str]) -> None:
    """Give a copy the comments of its table."""
    database, schema, table = (part.strip('"') for part in relation.split("."))
    place = "database_name = ? and schema_name = ? and table_name = ?"
    names = [database, schema, table]
    of_table = connection.execute(
        f"select comment from duckdb_tables() where {place} and comment is not null",
        names,
    ).fetchall()
    for (comment,) in of_table:
        connection.execute(f"comment on table {copy} is {literal(comment)}")
    of_columns = connection.execute(
        f"select column_name, comment from duckdb_columns() where {place} "
        "and comment is not null",
        names,
    ).fetchall()
    shown = [each for each in of_columns if each[0] not in withheld]
    for column, comment in [*shown, ("build_id", COMMENTS["build_id"])]:
        connection.execute(
            f"comment on column {copy}.{quoted(column)} is {literal(comment)}"
        )


def check(target: str, folder: str | None = None, settle: bool = False):
    """Read a whole file, and its Parquet files; settle: write what waits in a WAL."""
    log = Path(f"{target}.wal")
    if settle:
        with duckdb.connect(target) as connection:
            connection.execute("force checkpoint")
    if log.exists():
        raise NotPublishedError(f"{log.name} was not written into {Path(target).name}")
    with duckdb.connect(target, read_only=True) as connection:
        listed = connection.execute(
            f"select table_name, row_count, content_hash, build_id from {MANIFEST}"
        ).fetchall()
        found = {name for (name,) in connection.execute("show tables").fetchall()}
        if found != {MANIFEST, *(name for name, *_ in listed)}:
            raise NotPublishedError(f"{Path(target).name} does not hold what it lists")
        for name, rows, digest, build_id in listed:
            places = [quoted(name)]
            if folder:
                places.append(
                    f"read_parquet({literal(str(Path(folder) / name) + '.parquet')})"
                )
            for place in places:
                counted, _, hashed = content(connection, kept(place, ["build_id"]))
                [(others,)] = connection.execute(
                    f"select count(*) from {place} where build_id is distinct from ?",
                    [build_id],
                ).fetchall()
                if counted != rows or hashed != digest or others:
                    raise NotPublishedError(f"{name} is not as the build wrote it")
    return {"build_id": listed[0][3] if listed else None}


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | None) -> str:
    """Text in SQL."""
    return "null" if text is None else "'" + text.replace("'", "''") + "'"


TASKS = {"write": write, "check": check}


def in_own_process(task: str, **arguments) -> dict:
    """Run a task in a new process; its answer, or why there is none."""
    with subprocess.Popen(
        [sys.executable, "-m", "serving.candidate", task],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).resolve().parents[1],
    ) as process:
        process.stdin.write(json.dumps(arguments) + "\n")
        process.stdin.flush()
        said = process.stdout.read().strip().splitlines()
    try:
        answer = json.loads(said[-1])
    except (IndexError, ValueError):
        answer = {}
    if "error" in answer:
        raise NotPublishedError(answer["error"])
    if process.returncode < 0:
        raise NotPublishedError(
            f"the process that should {task} the tables was stopped by signal "
            f"{-process.returncode}; too little memory is the usual cause"
        )
    if process.returncode:
        raise NotPublishedError(in_one_line(said[-1] if said else "no answer"))
    return answer


def end_with_parent() -> None:
    """End when the process that waits for the answer does: it holds stdin open."""
    sys.stdin.read()
    os._exit(1)


def main() -> None:
    """Run the task of the command line."""
    arguments = json.loads(sys.stdin.readline())
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        answer = TASKS[sys.argv[1]](**arguments)
    except NotPublishedError as problem:
        answer = {"error": problem.reason}
    except (duckdb.Error, OSError, MemoryError) as error:
        answer = {"error": in_one_line(error)}
    print(json.dumps(answer), flush=True)
    # the thread that waits for the parent need not end first
    os._exit(1 if "error" in answer else 0)


if __name__ == "__main__":
    main()
