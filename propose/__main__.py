"""python -m propose NAME FILE...: write inputs/NAME.yml and say what to do next."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from propose.proposing import PROJECT, propose, shown_path
from propose.reading import UnreadableInputError
from propose.writing import write


def build_command(name: str, files: list[Path]) -> str:
    """The command that builds from the file, with the folders it may read."""
    outside = sorted(
        {
            str(path.resolve().parent)
            for path in files
            if not path.resolve().is_relative_to(PROJECT) and path.suffix not in (".duckdb", ".db", ".xlsx")
        }
    )
    database = [path for path in files if path.suffix in (".duckdb", ".db")]
    command = f"make build INPUT={name}"
    if database:
        command = f"SEGMENTS_DUCKDB_PATH={database[0]} {command}"
    if outside:
        command = f"SEGMENTS_INPUT_FOLDERS={':'.join(outside)} {command}"
    return command


def main(arguments: list[str]) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        prog="make inputs", usage='make inputs NAME=my_shop FILES="orders.csv lines.csv"', description=__doc__
    )
    parser.add_argument("name", help="the shop: inputs/<name>.yml is written")
    parser.add_argument("files", nargs="+", type=Path, help="CSV, Parquet, Excel or DuckDB files")
    parser.add_argument("--output", type=Path, help="write here instead")
    parser.add_argument("--force", action="store_true", help="overwrite the file")
    asked = parser.parse_args(arguments)
    if not re.fullmatch("[a-z][a-z0-9_]*", asked.name):
        parser.error(f"NAME={asked.name}: use lower-case letters, digits and _, such as my_shop")
    path = asked.output or PROJECT / "inputs" / f"{asked.name}.yml"
    if path.exists() and not asked.force:
        print(
            f"{shown_path(path)} exists; delete it or choose another NAME.",
            file=sys.stderr,
        )
        return 1
    try:
        proposal = propose(asked.files, PROJECT / "build" / "inputs" / asked.name)
    except UnreadableInputError as error:
        print(error, file=sys.stderr)
        return 1
    write(
        proposal,
        path,
        f"Proposed from {', '.join(file.name for file in asked.files)}. Every value can be changed; docs/own_data.md "
        "explains them.",
    )
    questions = proposal.questions()
    print(f"{shown_path(path)} is written.")
    for key, setting in questions:
        print(f"\n  {key}")
        for line in setting.question:
            print(f"    {line}")
    unused = [note for note in proposal.notes if " is not used: " in note]
    if unused:
        print()
    for note in unused:
        print(f"  {note}")
    if questions:
        print(
            f"\nAnswer {'this question' if len(questions) == 1 else f'these {len(questions)} questions'} in the file, "
            "then:"
        )
    print(f"\n  {build_command(asked.name, asked.files)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
