"""Mutate the models one place at a time, and count what unit and data tests catch.

    python benchmarks/mutants.py --seed 1 --mutants 40

Builds the demo shop in a copy of the project. Each mutant changes one place of one SQL
or Python model by an operator of SQL_OPERATORS or PYTHON_OPERATORS; a mutant that
changes no public table, or does not build before it changes one, is replaced by
another. Of the others, the unit tests of the model, the Python tests that call it and
build nothing, and the data tests of the model and its descendants are run until one
fails. Only what reads a changed table is built, on a copy of the original's database,
by a process that ends with the mutant; dbt parses the project once. A mutant that is
stopped after LONGEST seconds is not built or, if it has changed a public table by then,
not caught.

Prints every mutant and a summary; the same seed draws the same mutants. To go
on with a draw that ended early, name the --folder it kept its copy in, and --skip the
mutants that it has judged.
"""

import argparse
import ast
import io
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tokenize
import tomllib
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

REPOSITORY = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
FOLDERS = ("models", "python_models")
FORK = multiprocessing.get_context("fork")  # a mutant inherits the parsed project
LONGEST = 300  # seconds to change a public table, and then to be caught
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
    """A copy of the project, parsed, with the demo shop built in it."""

    def __init__(self, folder: Path):
        self.project = folder / "project"
        self.database = folder / "mutant.duckdb"
        self.original = folder / "original.duckdb"
        kept = self.original.exists()
        if not kept:
            left_out = shutil.ignore_patterns(*LEFT_OUT)
            shutil.copytree(REPOSITORY, self.project, ignore=left_out)
            # A mutated join may return everything with everything, and fill the disk.
            profiles = self.project / "profiles.yml"
            limited = "max_temp_directory_size: 5GB\n        memory_limit:"
            profiles.write_text(profiles.read_text().replace("memory_limit:", limited))
        os.environ |= {
            "SEGMENTS_DUCKDB_PATH": str(self.database),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_LOG_PATH": str(folder / "logs"),
        }
        os.chdir(self.project)
        if not kept:
            built = run("dbt", "--quiet", "build")  # with all tests: none fails yet
            if built.returncode:
                raise SystemExit(built.stdout)
            shutil.move(self.database, self.original)
        self.before = contents(self.original)
        self.texts = {
            path.relative_to(self.project): path.read_text()
            for folder in FOLDERS
            for path in sorted((self.project / folder).rglob("*"))
            if path.suffix in (".sql", ".py")
        }
        self.manifest = dbtRunner().invoke(["--quiet", "parse"]).result
        parents = {
            node.name: {each.split(".")[2] for each in node.depends_on.nodes}
            for node in self.manifest.nodes.values()
            if node.resource_type in ("model", "test")
        }
        self.tests = {
            node.name: parents.pop(node.name)
            for node in self.manifest.nodes.values()
            if node.resource_type == "test"
        }
        self.parents = parents
        self.python = {
            node.name
            for node in self.manifest.nodes.values()
            if node.resource_type == "model" and node.language == "python"
        }

    def descendants(self, model: str) -> set[str]:
        """The model, its children, their children and so on."""
        found: set[str] = set()
        more = {model}
        while more:
            found |= more
            more = {name for name, of in self.parents.items() if of & found} - found
        return found

    def judge(self, path: Path, mutated: str) -> tuple[str, list[str]]:
        """What becomes of a mutant, found out by a process of its own."""
        shutil.copy(self.original, self.database)
        # what a mutant that was stopped had not written yet
        self.database.with_suffix(".duckdb.wal").unlink(missing_ok=True)
        receiver, sender = FORK.Pipe(duplex=False)
        judging = FORK.Process(target=self.send, args=(sender, path, mutated))
        judged = "no build", [f"not within {LONGEST} seconds"]
        judging.start()
        sender.close()
        try:
            while receiver.poll(LONGEST):
                judged = receiver.recv()
        except EOFError:
            judging.join()
            if judging.exitcode:
                raise SystemExit(f"{path.name} was not judged to the end") from None
        finally:
            judging.kill()
            judging.join()
        return judged

    def send(self, sender: Connection, path: Path, mutated: str) -> None:
        """Say what is known of a mutant each time that more is."""
        for judged in Mutant(self, path, mutated).judge():
            sender.send(judged)


class Mutant:
    """A mutant of a model, as far as it and the model's descendants are built."""

    def __init__(self, copy: Copy, path: Path, mutated: str):
        self.copy = copy
        self.path = path
        self.text = mutated
        self.name = path.stem
        self.descendants = copy.descendants(self.name)
        self.settled: set[str] = set()  # built, or equal because all it reads is equal
        self.changed: set[str] = set()
        self.failed: set[str] = set()
        self.tested: set[str] = set()
        for node in copy.manifest.nodes.values():
            if node.resource_type == "model" and node.name == self.name:
                node.raw_code = mutated

    def dbt(self, command: str, *names: str) -> list[str]:
        """Run a dbt command for what is selected; what failed."""
        runner = dbtRunner(manifest=self.copy.manifest)
        ran = runner.invoke(["--log-level", "none", command, "--select", *names])
        if ran.result is None:
            raise SystemExit(str(ran.exception))
        # dbt-duckdb keeps the database open, which nobody else can read then.
        DuckDBConnectionManager.env().close()
        return [
            each.node.name
            for each in ran.result.results
            if each.status in ("fail", "error")
        ]

    def build(self, models: list[str]) -> None:
        """Build models, and see which tables are no longer those of the original."""
        failed = set(self.dbt("run", *models))
        self.failed |= failed
        self.settled |= set(models) - failed
        built = contents(self.copy.database, set(models) - failed)
        self.changed |= {
            name for name, content in built.items() if content != self.copy.before[name]
        }

    def next_models(self) -> list[str]:
        """Models to build now: something they read has changed, and all is settled."""
        while True:
            ready = [
                name
                for name in sorted(self.descendants - self.settled - self.failed)
                if self.copy.parents[name] & self.descendants <= self.settled
            ]
            equal = {x for x in ready if not self.copy.parents[x] & self.changed}
            if not equal:
                # Python models take longest, and may not be needed to decide.
                return [x for x in ready if x not in self.copy.python] or ready[:1]
            self.settled |= equal

    def public(self) -> list[str]:
        """The public tables that have changed."""
        return sorted(x for x in self.changed if x.startswith("segments__"))

    def data_tests(self) -> list[str]:
        """The data tests of what was built since the last call that fail."""
        tests = {
            test
            for test, tables in self.copy.tests.items()
            if tables & self.changed and tables & self.descendants <= self.settled
        } - self.tested
        self.tested |= tests
        return self.dbt("test", *sorted(tests)) if tests else []

    def unit_tests(self) -> list[str]:
        """The unit tests of the model that fail."""
        if self.path.suffix == ".py":
            return python_failures(self.copy.project, self.path, self.text)
        return self.dbt("test", f"{self.name},test_type:unit")

    def judge(self) -> Iterator[tuple[str, list[str]]]:
        """No build, no effect, caught or survived, and the tests or tables that say so.

        What decides most is done first: the model's own table, its descendants until a
        public table has changed, the tests of the model and of what is built by then,
        and the other descendants, a generation at a time, until a test fails.
        """
        if self.name not in self.copy.parents:
            yield "no effect", []  # switched off
            return
        self.build([self.name])
        while not self.public():
            models = self.next_models() if self.changed and not self.failed else []
            if not models:
                yield "no build" if self.failed else "no effect", sorted(self.failed)
                return
            self.build(models)
        yield "survived", self.public()
        caught = self.unit_tests() + self.data_tests()
        while not caught:
            models = self.next_models()
            if models:
                self.build(models)
            caught = self.data_tests()
            if not models:
                break
        yield ("caught", caught) if caught else ("survived", self.public())


def run(program: str, *arguments: str) -> subprocess.CompletedProcess:
    """A program of this environment, run in the copy."""
    return subprocess.run(
        (str(BIN / program), *arguments),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def python_failures(project: Path, path: Path, mutated: str) -> list[str]:
    """The first Python test that fails of those that call a model and build nothing."""
    tests = [
        f"{file.relative_to(project)}::{test}"
        for file in sorted((project / "tests/python").glob("test_*.py"))
        for test in tests_that_call(path.stem, ast.parse(file.read_text()))
    ]
    if not tests:
        return []
    options = ("-qx", "-n0", "-m", "not builds", "-p", "no:cacheprovider")
    settings = tomllib.loads((project / "pyproject.toml").read_text())
    imported = settings["tool"]["pytest"]["ini_options"]["pythonpath"]
    with tempfile.TemporaryDirectory() as first:
        (Path(first) / path.name).write_text(mutated)
        found_in = f"--override-ini=pythonpath={' '.join((first, *imported))}"
        tested = run("pytest", *options, found_in, *tests)
    return re.findall(r"^(?:FAILED|ERROR) [^\s:]+(?:::(\w+))?", tested.stdout, re.M)


def tests_that_call(model: str, module: ast.Module) -> list[str]:
    """Tests of a file that name an imported model, or what names it in that file."""
    reached = {
        alias.asname or alias.name
        for each in ast.walk(module)
        if isinstance(each, ast.Import)
        for alias in each.names
        if alias.name == model
    }
    named = {}
    for each in module.body:
        names = {found.id for found in ast.walk(each) if isinstance(found, ast.Name)}
        if isinstance(each, ast.FunctionDef):
            names |= {argument.arg for argument in each.args.args}  # fixtures
            named[each.name] = names
        elif isinstance(each, ast.Assign):
            named |= {
                target.id: names
                for target in each.targets
                if isinstance(target, ast.Name)
            }
    while more := {x for x, names in named.items() if names & reached} - reached:
        reached |= more
    return sorted(name for name in reached if name.startswith("test_"))


def contents(database: Path, names: set[str] | None = None) -> dict[str, tuple | None]:
    """Rows and hash of the tables and views of these names, or of all.

    None of a view that cannot be read.
    """
    found: dict[str, tuple | None] = {}
    with duckdb.connect(database, read_only=True) as connection:
        relations = connection.execute(
            "select table_name from information_schema.tables"
        ).fetchall()
        for (name,) in relations:
            if names is None or name in names:
                content = f"select count(*), sum(hash({name}::text)) from {name}"
                try:
                    found[name] = connection.execute(content).fetchone()
                except duckdb.Error:
                    found[name] = None
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=40)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--only", default="", help="models whose name holds this")
    parser.add_argument("--folder", type=Path, help="keeps the copy there")
    options = parser.parse_args()
    counts = dict.fromkeys(("caught", "survived", "no effect", "no build"), 0)
    with tempfile.TemporaryDirectory() as temporary:
        copy = Copy((options.folder or Path(temporary)).resolve())
        sites = [
            (path, *place)
            for path, text in copy.texts.items()
            if options.only in path.stem
            for place in places(path, text)
        ]
        random.Random(options.seed).shuffle(sites)
        print(f"{len(sites)} places to mutate, seed {options.seed}", flush=True)
        drawn = list(enumerate(sites, start=1))[options.skip :]
        for number, (path, start, end, new) in drawn:
            text = copy.texts[path]
            outcome, why = copy.judge(path, text[:start] + new + text[end:])
            counts[outcome] += 1
            line = text.count("\n", 0, start) + 1
            change = f"'{text[start:end].strip()}' becomes '{new.strip()}'"
            what = f"{path.name}:{line} {change}; {', '.join(why[:4])}"
            print(f"{number} {outcome}: {what}", flush=True)
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
