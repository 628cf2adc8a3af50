"""Build, publish, restore: every command leaves a whole published version."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from serving.candidate import in_own_process
from serving.gate import passed_build
from serving.problems import NotPublishedError, in_one_line
from serving.store import KEEP, OWNER_ONLY, Status, Store, Version, locked


def build(database: Path, target: Path, arguments: list[str], store: Store) -> Version:
    """Run `dbt build`, and publish what it built if everything passed."""
    with said(store), store.lock():
        target.mkdir(parents=True, exist_ok=True)
        # two builds of one project write one run_results.json
        with locked(target / ".build.lock", "this project"):
            refuse_open(database)
            store.say(Status("building"))
            (target / "run_results.json").unlink(missing_ok=True)
            code = run_dbt(arguments)
            try:
                return publish_locked(database, target, store)
            except NotPublishedError as problem:
                raise NotPublishedError(problem.reason, code or 1) from None


def publish(database: Path, target: Path, store: Store) -> Version:
    """Publish what the last `dbt build` wrote, if everything passed."""
    with said(store), store.lock():
        return publish_locked(database, target, store)


def publish_locked(database: Path, target: Path, store: Store) -> Version:
    """Write a candidate, check it, and let readers see it."""
    if not database.is_file():
        raise NotPublishedError(f"{database} does not exist; run `dbt build`")
    passed = passed_build(target, database.stem)
    store.history.mkdir(parents=True, exist_ok=True)
    store.repair()
    candidate = store.history / f".candidate-{os.getpid()}"
    try:
        (candidate / "parquet").mkdir(parents=True)
        place = {
            "target": str((candidate / database.name).resolve()),
            "folder": str((candidate / "parquet").resolve()),
        }
        written = in_own_process(
            "write",
            source=str(database.resolve()),
            tables=[list(vars(table).values()) for table in passed.tables],
            currency=passed.currency,
            **place,
        )
        in_own_process("check", settle=True, **place)
        version = store.add(candidate, written["build_id"])
        store.switch(version)
    finally:
        shutil.rmtree(candidate, ignore_errors=True)
    store.prune(versions_to_keep())
    store.say(Status("published", build_id=version.build_id))
    return version


def restore(store: Store, wanted: str | None) -> Version:
    """Bring an earlier version back: the one named, or the one before the current."""
    with store.lock():
        versions, current = store.versions(), store.current()
        if wanted is None:
            found = [
                each for each in versions if current and each.number < current.number
            ]
            found = found[-1:]
        else:
            found = [
                each
                for each in versions
                if wanted in (str(each.number), each.folder.name, each.build_id)
            ]
        if not found:
            raise NotPublishedError(
                f"there is no version {wanted or 'before the current one'} of "
                f"{store.name}; `versions` lists them"
            )
        version = found[-1]
        in_own_process(
            "check",
            target=str(version.database.resolve()),
            folder=str(version.parquet.resolve()),
        )
        store.switch(version)
        store.say(
            Status(
                "restored",
                f"version {version.number} was brought back",
                version.build_id,
            )
        )
        return version


@contextlib.contextmanager
def said(store: Store) -> Iterator[None]:
    """Write the reason of a failure where the dashboard finds it."""
    try:
        yield
    except NotPublishedError as problem:
        # the status of a command that waits for another is the other's
        if not store.is_locked():
            note(store, Status("failed", problem.reason))
        raise
    except OSError as error:
        problem = NotPublishedError(in_one_line(error))
        note(store, Status("failed", problem.reason))
        raise problem from None
    except (KeyboardInterrupt, SystemExit):
        note(store, Status("stopped", "the build was stopped before its end"))
        raise


def note(store: Store, status: Status) -> None:
    """Write a status down, where the disk lets us."""
    with contextlib.suppress(OSError):
        store.say(status)


def refuse_open(database: Path) -> None:
    """Stop before dbt does, whose message has 200 lines, if the file is in use."""
    database.parent.mkdir(parents=True, exist_ok=True)
    if not database.exists():
        return
    try:
        duckdb.connect(str(database)).close()
    except duckdb.Error as error:
        raise NotPublishedError(
            f"{database} cannot be written: {in_one_line(error)}; programs that read "
            f"should open the published file",
        ) from None


def run_dbt(arguments: list[str]) -> int:
    """Run `dbt build` as a process that ends with this one."""
    dbt = Path(sys.executable).with_name("dbt")
    command = [str(dbt) if dbt.exists() else "dbt", "build", *arguments]
    with subprocess.Popen(command) as process:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()


def versions_to_keep() -> int:
    """How many versions stay, the current one among them."""
    text = os.environ.get(KEEP) or "5"
    if not (text.isdigit() and 1 <= int(text) <= 1000):
        raise NotPublishedError(f"{KEEP} is {text!r}; it takes a number from 1 to 1000")
    return int(text)


def private_files() -> None:
    """Let nobody else read the files of this process."""
    os.umask(OWNER_ONLY)
