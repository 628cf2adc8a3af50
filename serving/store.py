"""The folder that readers open, its versions, and what it says of the last build.

    serve/shop.duckdb                     the published file
    serve/shop/                           its tables as Parquet
    serve/shop.status.json                how the last build ended
    serve/versions/shop/0007-3f2a.../     this and earlier versions

serve/shop is a link into the version whose file serve/shop.duckdb is.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from serving.problems import BUSY, NotPublishedError

FOLDER = "SEGMENTS_SERVE_PATH"  # the environment variable that moves serve/
KEEP = "SEGMENTS_KEEP_VERSIONS"  # how many versions stay
OWNER_ONLY = 0o077  # a umask: nobody else reads customers


@dataclass(frozen=True)
class Version:
    """A published version."""

    folder: Path

    @property
    def number(self) -> int:
        """Its place in the order of publication."""
        return int(self.folder.name.split("-")[0])

    @property
    def build_id(self) -> str:
        """The hash of its content."""
        return self.folder.name.split("-")[1]

    @property
    def database(self) -> Path:
        """Its DuckDB file."""
        return self.folder / f"{self.folder.parent.name}.duckdb"

    @property
    def parquet(self) -> Path:
        """The folder of its Parquet files."""
        return self.folder / "parquet"


@dataclass(frozen=True)
class Status:
    """How the last build or publication ended."""

    state: str  # building | published | failed | restored | stopped | none
    reason: str = ""
    build_id: str | None = None


class Store:
    """The published versions of one database."""

    def __init__(self, name: str, folder: Path | str | None = None):
        self.name = name
        self.folder = Path(folder or os.environ.get(FOLDER) or "serve")

    @property
    def database(self) -> Path:
        """The file that readers open."""
        return self.folder / f"{self.name}.duckdb"

    @property
    def parquet(self) -> Path:
        """The folder of Parquet files that readers open."""
        return self.folder / self.name

    @property
    def history(self) -> Path:
        """The folder of versions."""
        return self.folder / "versions" / self.name

    @property
    def status_file(self) -> Path:
        """The file that says how the last build ended."""
        return self.folder / f"{self.name}.status.json"

    # -- versions ---------------------------------------------------------------

    def versions(self) -> list[Version]:
        """The versions, the oldest first."""
        found = self.history.glob("[0-9]*-*") if self.history.is_dir() else []
        return sorted(map(Version, found), key=lambda version: version.number)

    def current(self) -> Version | None:
        """The version whose file is the published one."""
        for version in reversed(self.versions()):
            with contextlib.suppress(OSError):
                if self.database.samefile(version.database):
                    return version
        # where the file system has no hard links, the link to the Parquet files tells
        with contextlib.suppress(OSError):
            version = Version(self.parquet.resolve(strict=True).parent)
            return version if version in self.versions() else None
        return None

    def add(self, candidate: Path, build_id: str) -> Version:
        """Make a checked candidate a version."""
        number = max((version.number for version in self.versions()), default=0) + 1
        version = Version(self.history / f"{number:04}-{build_id}")
        for path in [*candidate.rglob("*"), candidate]:
            sync(path)
        candidate.rename(version.folder)
        sync(self.history)
        return version

    def switch(self, version: Version) -> None:
        """Let readers see a version, in one step for the file and one for Parquet."""
        # what another program wrote beside the published file would make the next
        # one unreadable; nothing of ours is ever written there
        Path(f"{self.database}.wal").unlink(missing_ok=True)
        step = self.folder / f".{self.name}.next"
        step.unlink(missing_ok=True)
        try:
            os.link(version.database, step)
        except OSError:
            shutil.copyfile(version.database, step)
        sync(step)
        os.replace(step, self.database)
        sync(self.folder)
        self.point_at(version)

    def point_at(self, version: Version) -> None:
        """Let the Parquet folder be a version's."""
        step = self.folder / f".{self.name}.next"
        step.unlink(missing_ok=True)
        step.symlink_to(version.parquet.relative_to(self.folder))
        os.replace(step, self.parquet)
        sync(self.folder)

    def repair(self) -> None:
        """Finish what a killed publication began, and remove what it left."""
        for left in [*self.history.glob(".candidate-*")]:
            shutil.rmtree(left, ignore_errors=True)
        current = self.current()
        if current and self.parquet.resolve() != current.parquet.resolve():
            self.point_at(current)

    def prune(self, keep: int) -> None:
        """Remove the oldest versions, and earlier copies of the same content."""
        current = self.current()
        seen: set[str] = {current.build_id} if current else set()
        kept = 1
        for version in reversed(self.versions()):
            if version == current:
                continue
            if version.build_id in seen or kept >= keep:
                shutil.rmtree(version.folder)
            else:
                seen.add(version.build_id)
                kept += 1

    # -- lock and status --------------------------------------------------------

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """One build or publication at a time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder / f".{self.name}.lock", self.name):
            yield

    def say(self, status: Status) -> None:
        """Write down how a build ended."""
        step = self.folder / f".{self.name}.status"
        step.write_text(json.dumps(vars(status)) + "\n")
        sync(step)
        os.replace(step, self.status_file)

    def status(self) -> Status:
        """How the last build ended, or that one is running."""
        try:
            status = Status(**json.loads(self.status_file.read_text()))
        except (OSError, ValueError, TypeError):
            return Status("none")
        if status.state == "building" and not self.is_locked():
            return Status("stopped", "the build was stopped before its end")
        return status

    def is_locked(self) -> bool:
        """Whether a build or publication is running."""
        try:
            with (self.folder / f".{self.name}.lock").open() as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False


@contextlib.contextmanager
def locked(path: Path, name: str) -> Iterator[None]:
    """Hold a lock file, or say who holds it."""
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise NotPublishedError(
                f"process {file.read().strip() or '?'} is building or publishing "
                f"{name}; wait for it or stop it",
                code=BUSY,
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def sync(path: Path) -> None:
    """Write a file or folder to the disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
