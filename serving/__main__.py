"""The command line: build, publish, versions, restore."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import serving
from serving.problems import NotPublishedError, in_one_line
from serving.publish import build, private_files, publish, restore
from serving.store import Store


def main() -> int:
    """Run a command; its exit code."""
    arguments = sys.argv[1:]
    of_dbt = []
    if "--" in arguments:
        split = arguments.index("--")
        arguments, of_dbt = arguments[:split], arguments[split + 1 :]
    parser = argparse.ArgumentParser(
        prog="python -m serving",
        description=serving.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=["build", "publish", "versions", "restore"])
    parser.add_argument("database", type=Path, help="the file that dbt writes")
    parser.add_argument("version", nargs="?", help="to restore: number or build_id")
    options = parser.parse_args(arguments)
    store = Store(options.database.stem)
    target = Path(os.environ.get("DBT_TARGET_PATH") or "target")
    private_files()
    try:
        if options.command == "versions":
            print("\n".join(listed(store)))
            return 0
        if options.command == "restore":
            version = restore(store, options.version)
        elif options.command == "publish":
            version = publish(options.database, target, store)
        else:
            version = build(options.database, target, of_dbt, store)
    except (NotPublishedError, OSError) as problem:
        reason = getattr(problem, "reason", None) or in_one_line(problem)
        done = "restored" if options.command == "restore" else "published"
        print(f"Not {done}: {reason}.", file=sys.stderr)
        current = store.current()
        if current:
            print(
                f"Readers still see version {current.number} ({current.build_id}) in "
                f"{store.database}.",
                file=sys.stderr,
            )
        return getattr(problem, "code", None) or 1
    print(f"Version {version.number} ({version.build_id}) is in {store.database}")
    return 0


def listed(store: Store) -> list[str]:
    """A line per version."""
    current, status = store.current(), store.status()
    lines = [
        f"{'*' if version == current else ' '} {version.number:>4}  {version.build_id}"
        for version in store.versions()
    ] or [f"Nothing of {store.name} is published."]
    if status.state in ("failed", "stopped", "restored"):
        lines.append(f"Last command: {status.state}: {status.reason}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
