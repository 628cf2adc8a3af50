"""Readers see one whole version, whatever happens to a build or a publication."""

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import duckdb
import pytest
from dbt_builds import REPOSITORY
from publication_trial import (
    PRIVATE,
    TABLES,
    read_once,
    serving,
    write_artifacts,
    write_build,
)

from serving.store import Status, Store


@pytest.fixture
def store(tmp_path) -> Store:
    """Where the shop of a test is published."""
    return Store("shop", tmp_path / "serve")


@pytest.fixture
def run(tmp_path):
    """Run a command of `python -m serving`: exit code and lines said."""

    def command(name, *arguments, **options):
        process = serving(tmp_path, name, *arguments, **options)
        out, err = process.communicate(timeout=120)
        return process.returncode, [*out.splitlines(), *err.splitlines()]

    return command


def seen(store) -> tuple[int, ...]:
    """The versions in the published tables."""
    return read_once(store.database)


def build_id(store) -> str:
    """The build that is published."""
    with duckdb.connect(str(store.database), read_only=True) as connection:
        [(found,)] = connection.execute(
            "select distinct build_id from segments__manifest"
        ).fetchall()
    return found


# -- what is published ----------------------------------------------------------


def test_the_published_file_holds_the_public_tables_with_comments(tmp_path, store, run):
    database = write_build(tmp_path, 1)
    assert run("publish")[0] == 0
    with duckdb.connect(str(store.database), read_only=True) as connection:
        tables = dict(
            connection.execute(
                "select table_name, comment from duckdb_tables()"
            ).fetchall()
        )
        assert set(tables) == {*TABLES, "segments__manifest"}
        assert tables["segments__profiles"] == "One row per customer"
        commented = connection.execute(
            "select comment from duckdb_columns() where column_name = 'customer_id'"
        ).fetchall()
        assert set(commented) == {("The customer's id",)}
        listed = connection.execute(
            "select distinct row_count, column_count, cast(as_of_date as text), "
            "currency, module from segments__manifest"
        ).fetchall()
    assert listed == [(200, 5, "2025-01-01", "EUR", "customers")]
    for table in TABLES:
        file = store.parquet / f"{table}.parquet"
        assert duckdb.sql(f"select count(*) from '{file}'").fetchall() == [(200,)]
    assert not list(store.folder.rglob("*.wal"))
    assert PRIVATE.encode() in database.read_bytes()
    assert PRIVATE.encode() not in store.database.read_bytes()
    # a column that the project withholds
    assert b"line 150" in database.read_bytes()
    assert b"line 150" not in store.database.read_bytes()


def test_only_the_owner_reads_what_is_published(tmp_path, store, run):
    write_build(tmp_path, 1)
    run("publish")
    for path in store.folder.rglob("*"):
        if not path.is_symlink():
            assert path.stat().st_mode & 0o077 == 0, path


def test_equal_content_has_an_equal_build_id_and_equal_parquet_files(
    tmp_path, store, run
):
    write_build(tmp_path, 1)
    run("publish")
    first = build_id(store)
    files = {file.name: file.read_bytes() for file in store.parquet.iterdir()}
    write_build(tmp_path, 1, reverse=True)
    run("publish")
    assert build_id(store) == first
    assert {file.name: file.read_bytes() for file in store.parquet.iterdir()} == files
    assert len(store.versions()) == 1
    write_build(tmp_path, 2)
    run("publish")
    assert build_id(store) != first


def test_a_customer_who_is_erased_leaves_no_bytes(tmp_path, store, run, monkeypatch):
    monkeypatch.setenv("SEGMENTS_KEEP_VERSIONS", "1")
    write_build(tmp_path, 1, customers=5000)
    run("publish")
    assert any(b"C4999" in file.read_bytes() for file in [store.database])
    write_build(tmp_path, 2, customers=4999)
    run("publish")
    left = [file for file in store.folder.rglob("*") if file.is_file()]
    assert not [file for file in left if b"C4999" in file.read_bytes()]


def test_the_demo_shop_is_published_as_it_was_built(demo_shop, tmp_path, store):
    (tmp_path / "build").mkdir()
    shutil.copy(demo_shop.database, tmp_path / "build" / "shop.duckdb")
    shutil.copytree(demo_shop.folder / "target", tmp_path / "target")
    process = serving(tmp_path, "publish")
    assert process.communicate()[1] == ""
    with duckdb.connect(str(store.database), read_only=True) as connection:
        tables = {name for (name,) in connection.execute("show tables").fetchall()}
        currencies = connection.execute(
            "select distinct currency from segments__manifest"
        ).fetchall()
        uncommented = connection.execute(
            "select table_name, column_name from duckdb_columns() "
            "where comment is null and table_name like 'segments%'"
        ).fetchall()
    assert tables == {*demo_shop.public_tables, "segments__manifest"}
    assert currencies == [("EUR",)]
    assert uncommented == []


# -- the gate -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("artifacts", "words"),
    [
        ({"a_test": "fail"}, "a_test: Got 3 results"),
        ({"segments__moves": "error"}, "segments__moves"),
        ({"segments__moves": "skipped"}, "segments__moves"),
        ({"segments__moves": "absent"}, "without a selection"),
        ({"a_test": "absent"}, "without a selection"),
        ({"command": "test"}, "`dbt test`"),
    ],
)
def test_a_build_that_did_not_pass_is_not_published(
    tmp_path, store, run, artifacts, words
):
    write_build(tmp_path, 1)
    run("publish")
    write_build(tmp_path, 2)
    write_artifacts(tmp_path, **artifacts)
    code, lines = run("publish")
    assert code == 1
    assert len(lines) == 2
    assert words in lines[0]
    assert "still see version 1" in lines[1]
    assert seen(store) == (1,)
    assert store.status().state == "failed"
    assert words in store.status().reason


def test_a_warning_is_published(tmp_path, store, run):
    write_build(tmp_path, 1)
    write_artifacts(tmp_path, a_test="warn")
    assert run("publish")[0] == 0
    assert store.status() == Status("published", build_id=build_id(store))


@pytest.mark.parametrize("file", ["manifest.json", "run_results.json"])
def test_a_missing_or_torn_artifact_is_named(tmp_path, run, file):
    write_build(tmp_path, 1)
    text = (tmp_path / "target" / file).read_text()
    (tmp_path / "target" / file).write_text(text[:40])
    assert f"{file} is not whole" in run("publish")[1][0]
    (tmp_path / "target" / file).unlink()
    code, lines = run("publish")
    assert code == 1
    assert f"{file} does not exist" in lines[0]


def test_a_build_of_another_database_is_refused(tmp_path, store, run):
    database = write_build(tmp_path, 1)
    other = shutil.copy(database, database.with_name("other.duckdb"))
    process = subprocess.run(
        [sys.executable, "-m", "serving", "publish", str(other)],
        cwd=REPOSITORY,
        env=os.environ
        | {
            "SEGMENTS_SERVE_PATH": str(store.folder),
            "DBT_TARGET_PATH": str(tmp_path / "target"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 1
    assert "wrote shop.duckdb, not other.duckdb" in process.stderr


def test_a_missing_database_is_named(tmp_path, run):
    write_artifacts(tmp_path)
    code, lines = run("publish")
    assert code == 1
    assert "shop.duckdb does not exist" in lines[0]


def test_a_candidate_that_differs_from_its_list_is_refused(tmp_path, store, run):
    write_build(tmp_path, 1)
    run("publish")
    write_build(tmp_path, 2)
    run("publish")
    first = store.versions()[0]
    with duckdb.connect(str(first.database)) as connection:
        connection.execute("update segments__moves set version = 7 where share < 1")
    code, lines = run("restore")
    assert code == 1
    assert "segments__moves is not as the build wrote it" in lines[0]
    assert seen(store) == (2,)


# -- versions -------------------------------------------------------------------


def test_an_earlier_version_comes_back_with_one_command(tmp_path, store, run):
    for version in (1, 2, 3):
        write_build(tmp_path, version)
        run("publish")
    assert run("restore")[0] == 0
    assert seen(store) == (2,)
    file = store.parquet / "segments__moves.parquet"
    assert duckdb.sql(f"select distinct version from '{file}'").fetchall() == [(2,)]
    assert store.status().state == "restored"
    assert run("restore", "3")[0] == 0
    assert seen(store) == (3,)
    code, lines = run("restore", "9")
    assert code == 1
    assert "no version 9" in lines[0]
    assert run("versions")[1][2].startswith("*    3")


def test_versions_are_kept_by_number(tmp_path, store, run, monkeypatch):
    monkeypatch.setenv("SEGMENTS_KEEP_VERSIONS", "2")
    for version in (1, 2, 3, 4):
        write_build(tmp_path, version)
        run("publish")
    assert [version.number for version in store.versions()] == [3, 4]
    monkeypatch.setenv("SEGMENTS_KEEP_VERSIONS", "none")
    assert "from 1 to 1000" in run("publish")[1][0]


# -- what goes wrong ------------------------------------------------------------


def test_a_second_command_is_told_who_is_first(tmp_path, store, run):
    write_build(tmp_path, 1)
    run("publish")
    with (store.folder / ".shop.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, lines = run("publish")
        assert store.is_locked()
    assert code == 75
    assert "is building or publishing shop" in lines[0]
    assert len(lines) == 2
    assert store.status().state == "published"


def test_a_full_disk_leaves_the_former_version(tmp_path, store, run):
    write_build(tmp_path, 1)
    run("publish")
    write_build(tmp_path, 2, customers=200_000)
    limited = f"ulimit -f 200; exec {sys.executable} -m serving publish "
    process = subprocess.run(
        ["bash", "-c", limited + str(tmp_path / "build" / "shop.duckdb")],
        cwd=REPOSITORY,
        env=os.environ
        | {
            "SEGMENTS_SERVE_PATH": str(store.folder),
            "DBT_TARGET_PATH": str(tmp_path / "target"),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.returncode == 1
    assert "no space left" in process.stderr
    assert len(process.stderr.splitlines()) == 2
    assert seen(store) == (1,)
    assert not list(store.history.glob(".candidate*"))


@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv of util-linux")
def test_a_folder_that_cannot_be_written_is_named(tmp_path, store, run):
    write_build(tmp_path, 1)
    run("publish")
    write_build(tmp_path, 2)
    for path in (store.history, store.folder):
        path.chmod(0o500)
    # root may write everywhere unless it gives that right up
    give_up = (
        ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
        if os.getuid() == 0
        else []
    )
    process = subprocess.run(
        [
            *give_up,
            *(sys.executable, "-m", "serving", "publish"),
            str(tmp_path / "build" / "shop.duckdb"),
        ],
        cwd=REPOSITORY,
        env=os.environ
        | {
            "SEGMENTS_SERVE_PATH": str(store.folder),
            "DBT_TARGET_PATH": str(tmp_path / "target"),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    for path in (store.history, store.folder):
        path.chmod(0o700)
    assert process.returncode == 1
    assert "Permission denied" in process.stderr
    assert len(process.stderr.splitlines()) <= 3
    assert seen(store) == (1,)


def test_a_file_in_place_of_the_folder_is_named(tmp_path, store, run):
    write_build(tmp_path, 1)
    store.folder.write_text("")
    code, lines = run("publish")
    assert code == 1
    assert str(store.folder) in lines[0]
    assert len(lines) <= 3


def test_an_open_reader_keeps_its_version_and_stops_nothing(tmp_path, store, run):
    write_build(tmp_path, 1)
    run("publish")
    with duckdb.connect(str(store.database), read_only=True) as reader:
        write_build(tmp_path, 2)
        assert run("publish")[0] == 0
        held = reader.execute("select distinct version from segments__moves").fetchall()
    assert held == [(1,)]
    assert seen(store) == (2,)


def test_a_build_that_another_program_writes_is_not_read(tmp_path, store, run):
    database = write_build(tmp_path, 1)
    run("publish")
    with duckdb.connect(str(database)):
        for command in ("publish", "build"):
            code, lines = run(command)
            assert code == 1
            assert "open in another program" in lines[0]
            assert len(lines) == 2
    assert seen(store) == (1,)


def test_what_another_program_left_beside_the_file_does_no_harm(tmp_path, store, run):
    write_build(tmp_path, 1)
    run("publish")
    (store.folder / "shop.duckdb.wal").write_bytes(b"not of this file")
    write_build(tmp_path, 2)
    assert run("publish")[0] == 0
    assert seen(store) == (2,)


def test_killed_publications_show_nobody_half_a_version(tmp_path, store, run):
    write_build(tmp_path, 1)
    run("publish")
    wrong, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                versions = seen(store)
                if len(versions) != 1:
                    wrong.append(versions)
            except Exception as error:
                wrong.append(str(error))
            time.sleep(0.02)

    reader = threading.Thread(target=read)
    reader.start()
    random.seed(3)
    for version in range(2, 7):
        write_build(tmp_path, version)
        process = serving(tmp_path, "publish")
        time.sleep(random.uniform(0.1, 1.5))
        process.kill()
        process.communicate()
    assert run("publish")[0] == 0
    stop.set()
    reader.join()
    assert wrong == []
    assert seen(store) == (6,)
    assert not list(store.history.glob(".candidate*"))


def test_a_stopped_build_is_told_from_a_running_one(tmp_path, store):
    write_build(tmp_path, 1)
    store.folder.mkdir()
    store.say(Status("building"))
    with (store.folder / ".shop.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert store.status().state == "building"
    assert store.status().state == "stopped"
    assert Store("nothing", store.folder).status() == Status("none")


# -- builds ---------------------------------------------------------------------


@pytest.fixture
def with_dbt(tmp_path, monkeypatch):
    """Run `python -m serving build` with a script in place of dbt."""

    def command(script, **options):
        place = tmp_path / "bin"
        place.mkdir(exist_ok=True)
        (place / "python").unlink(missing_ok=True)
        (place / "python").symlink_to(sys.executable)
        (place / "dbt").write_text(f"#!/bin/sh\n{script}\n")
        (place / "dbt").chmod(0o700)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        return subprocess.Popen(
            [
                *(str(place / "python"), "-m", "serving", "build"),
                str(tmp_path / "build" / "shop.duckdb"),
                *("--", "--vars", "{a: 1}"),
            ],
            cwd=REPOSITORY,
            env=os.environ
            | {
                "SEGMENTS_SERVE_PATH": str(tmp_path / "serve"),
                "DBT_TARGET_PATH": str(tmp_path / "target"),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    return command


def test_a_build_that_passes_is_published(tmp_path, store, with_dbt):
    write_build(tmp_path, 1)
    results = tmp_path / "target" / "run_results.json"
    kept = shutil.copy(results, tmp_path / "results")
    process = with_dbt(f'echo "$@"; cp {kept} {results}')
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert out.splitlines()[0] == "build --vars {a: 1}"
    assert seen(store) == (1,)


def test_a_build_that_fails_keeps_its_exit_code_and_says_why(tmp_path, store, with_dbt):
    write_build(tmp_path, 1)
    process = with_dbt("exit 2")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert len(err.splitlines()) == 1
    assert "run_results.json does not exist" in err
    assert store.status().state == "failed"
    assert not store.database.exists()


def test_a_build_that_is_stopped_stops_dbt(tmp_path, store, with_dbt):
    write_build(tmp_path, 1)
    process = with_dbt(f"echo $$ > {tmp_path}/pid; exec sleep 60")
    for _ in range(200):
        if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip():
            break
        time.sleep(0.05)
    assert store.status().state == "building"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    assert store.status().state == "stopped"
