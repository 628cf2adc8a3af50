"""Mutate the models one place at a time, and count what unit and data tests catch.

    python benchmarks/mutants.py --seed 1 --mutants 40

Builds the demo shop in a copy of the project. Each mutant changes one place of one SQL
or Python model by an operator of SQL_OPERATORS or PYTHON_OPERATORS; the model and its
children are built, and a mutant that changes no public table, or does not build, is
replaced by another. Of the others, the unit tests of the model, the Python tests that
load it and build nothing, and the data tests of the model and its children are run.
Prints every mutant and a summary; the same seed draws the same mutants.
"""

import argparse
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tokenize
from pathlib import Path

import duckdb

REPOSITORY = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
FOLDERS = ("models", "python_models")
LEFT_OUT = (
    *(".git", ".venv", "build", "target", "logs", "__pycache__", ".pytest_cache"),
    "dbt_packages",  # links to the project itself
)
COMPARISONS = [
    *((r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > ")),
    *((r"(?<=\w|\)) \+ ", " - "), (r"(?<=\w|\)) - ", " + ")),
    *((r"(?<=\w|\)) / ", " * "), (r"(?<!select)(?<=\w|\)) \* (?!from)", " / ")),
]
SQL_OPERATORS = [
    *COMPARISONS,
    *((r" = ", " <> "), (r" <> ", " = ")),
    *((r"\band\b", "or"), (r"\bor\b", "and"), (r"\bnot (?!null|in\b)", "")),
    *((r"\bsum\(", "avg("), (r"\bavg\(", "sum(")),
    *((r"\bmin\(", "max("), (r"\bmax\(", "min("), (r"count\(distinct ", "count(")),
    *((r"\bleft join\b", "inner join"), (r"\binner join\b", "left join")),
    *((r"\bis null\b", "is not null"), (r"\bis not null\b", "is null")),
    *((r"\bcoalesce\(", "nullif("), (r" desc\b", ""), (r"\bunion all\b", "union")),
    *((r"\btrue\b", "false"), (r"\bfalse\b", "true")),
    (r"(?<![\w.])\d+(?![\w.])", lambda found: str(int(found[0]) + 1)),
]
PYTHON_OPERATORS = [
    *COMPARISONS,
    *((r" == ", " != "), (r" != ", " == "), (r"\band\b", "or"), (r"\bor\b", "and")),
    *((r"\.mean\(", ".sum("), (r"\.sum\(", ".mean(")),
    *((r"\.min\(", ".max("), (r"\.max\(", ".min(")),
    *((r"\.argmin\(", ".argmax("), (r"\.argmax\(", ".argmin(")),
    *((r"\bmin\(", "max("), (r"\bmax\(", "min("), (r"\bnot ", "")),
    *((r"\baxis=0\b", "axis=1"), (r"\baxis=1\b", "axis=0")),
    (r"(?<![\w.])\d+(?![\w.])", lambda found: str(int(found[0]) + 1)),
]
# Comments, Jinja statements, text, types and digits of rounding are not mutated.
SQL_MASKED = (
    r"\{#.*?#\}|\{%.*?%\}|--[^\n]*|\{\{ ?(?:ref|var|config).*?\}\}|decimal\([^)]*\)"
    r"|, \d+\)|'[^'\n{}]*'(?![^{]*\}\})|between[^\n]*?and|\bnot null"
)


def blank(text: str, start: int, end: int) -> str:
    """The text with blanks in a range, line ends kept."""
    return text[:start] + re.sub(r"[^\n]", "\0", text[start:end]) + text[end:]


def masked_sql(text: str) -> str:
    """SQL of which only what may be mutated is left, at its place."""
    for found in re.finditer(SQL_MASKED, text, re.DOTALL):
        text = blank(text, found.start(), found.end())
    return text


def masked_python(text: str) -> str:
    """Python of which only what may be mutated is left, at its place."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.STRING, tokenize.COMMENT):
            start = starts[token.start[0] - 1] + token.start[1]
            text = blank(text, start, starts[token.end[0] - 1] + token.end[1])
    return re.sub(r"^(?:import|from) .*$", lambda m: "\0" * len(m[0]), text, flags=re.M)


def places(path: Path, text: str) -> list[tuple[int, int, str]]:
    """Start, end and replacement of every possible mutation of a file."""
    python = path.suffix == ".py"
    masked = masked_python(text) if python else masked_sql(text)
    found = []
    for pattern, replacement in PYTHON_OPERATORS if python else SQL_OPERATORS:
        for match in re.finditer(pattern, masked):
            new = replacement(match) if callable(replacement) else replacement
            found.append((match.start(), match.end(), new))
    return sorted(found)


class Copy:
    """A copy of the project with the demo shop built in it."""

    def __init__(self, folder: Path):
        self.project = folder / "project"
        self.database = folder / "mutant.duckdb"
        self.original = folder / "original.duckdb"
        shutil.copytree(
            REPOSITORY, self.project, ignore=shutil.ignore_patterns(*LEFT_OUT)
        )
        self.environment = os.environ | {
            "SEGMENTS_DUCKDB_PATH": str(self.database),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        }
        self.target = folder / "target"
        built = self.dbt("build", "--exclude-resource-type", "unit_test", "test")
        if built.returncode:
            raise SystemExit(built.stdout)
        shutil.move(self.database, self.original)
        self.before = contents(self.original)

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """A command in the copy."""
        return subprocess.run(
            command,
            cwd=self.project,
            env=self.environment,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess:
        """A dbt command in the copy."""
        return self.run(str(BIN / "dbt"), "--quiet", *arguments)

    def failures(self) -> list[str]:
        """The tests of the last dbt command that failed."""
        results = json.loads((self.target / "run_results.json").read_text())["results"]
        return [
            each["unique_id"].split(".")[-1 if "unit_test." in each["unique_id"] else 2]
            for each in results
            if each["status"] in ("fail", "error")
        ]

    def caught_by(self, path: Path) -> list[str]:
        """The tests that catch the mutant of a model."""
        name = path.stem
        caught = []
        if path.suffix == ".py":
            files = sorted(
                str(file.relative_to(self.project))
                for file in (self.project / "tests/python").glob("test_*.py")
                if f"import {name}" in file.read_text()
            )
            if files:
                command = ("-qx", "-n0", "-m", "not builds", "-p", "no:cacheprovider")
                tested = self.run(str(BIN / "pytest"), *command, *files)
                caught += re.findall(r"^FAILED \S+::(\w+)", tested.stdout, re.M)
        self.dbt(
            "test", "--select", f"{name},test_type:unit", f"{name}+,test_type:data"
        )
        return caught + self.failures()

    def judge(self, path: Path, mutated: str) -> tuple[str, list[str]]:
        """What becomes of a mutant: no build, no effect, caught or survived."""
        file = self.project / path
        original = file.read_text()
        shutil.copy(self.original, self.database)
        file.write_text(mutated)
        try:
            if self.dbt("run", "--select", f"{path.stem}+").returncode:
                return "no build", []
            changed = sorted(
                name
                for name, content in contents(self.database).items()
                if content != self.before[name]
            )
            if not changed:
                return "no effect", []
            caught = self.caught_by(path)
            return ("caught", caught) if caught else ("survived", changed)
        finally:
            file.write_text(original)


def contents(database: Path) -> dict[str, list[tuple]]:
    """Rows and hash of every public table."""
    with duckdb.connect(database, read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() "
            "where starts_with(table_name, 'segments__')"
        ).fetchall()
        content = "select count(*), sum(hash({0}::text)) from {0}"
        return {
            name: connection.execute(content.format(name)).fetchall()
            for (name,) in tables
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=40)
    parser.add_argument("--only", default="", help="models whose name holds this")
    options = parser.parse_args()
    texts = {
        path.relative_to(REPOSITORY): path.read_text()
        for folder in FOLDERS
        for path in sorted((REPOSITORY / folder).rglob("*"))
        if path.suffix in (".sql", ".py") and options.only in path.stem
    }
    sites = [
        (path, *place) for path, text in texts.items() for place in places(path, text)
    ]
    random.Random(options.seed).shuffle(sites)
    counts = dict.fromkeys(("caught", "survived", "no effect", "no build"), 0)
    print(f"{len(sites)} places to mutate, seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder))
        for path, start, end, new in sites:
            text = texts[path]
            outcome, why = copy.judge(path, text[:start] + new + text[end:])
            counts[outcome] += 1
            line = text.count("\n", 0, start) + 1
            change = f"'{text[start:end].strip()}' becomes '{new.strip()}'"
            print(
                f"{outcome}: {path.name}:{line} {change}; {', '.join(why[:4])}",
                flush=True,
            )
            if counts["caught"] + counts["survived"] >= options.mutants:
                break
    effective = max(counts["caught"] + counts["survived"], 1)
    print(
        f"{counts['caught']} of {effective} mutants that change a public table are "
        f"caught ({100 * counts['caught'] / effective:.0f} %); besides them "
        f"{counts['no effect']} change none and {counts['no build']} do not build"
    )


if __name__ == "__main__":
    main()
