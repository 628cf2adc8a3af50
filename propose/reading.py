"""Read files and tables as text, with the dialect they were written in."""

from __future__ import annotations

import csv
import gzip
import io
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from propose.progress import Progress

DELIMITERS = (",", ";", "\t", "|")
ENDINGS = {".csv", ".tsv", ".txt", ".gz", ".parquet", ".xlsx", ".duckdb", ".db"}
SHOWN = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", "blanks": "white space"}


class UnreadableInputError(Exception):
    """A file that cannot be read, with a sentence for the user."""


@dataclass
class Table:
    """One or more files of one layout, loaded as text."""

    name: str  # for people: the file's name
    relation: str  # in the connection
    columns: list[str]
    files: list[Path] = field(default_factory=list)
    database_table: str | None = None  # its name where it comes from a DuckDB file
    types: dict[str, str] = field(default_factory=dict)  # of typed sources
    delimiter: str | None = None
    encoding: str = "utf-8"
    encoding_evidence: str = ""
    row_count: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def is_typed(self) -> bool:
        """Whether the source states the types of its columns."""
        return bool(self.types)


def quoted(name: str) -> str:
    """A column's or table's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """A text in SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def detected_encoding(content: bytes) -> tuple[str, str]:
    """The encoding of a file, and why."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16", "the file begins with the mark of UTF-16"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        special = len(re.findall(rb"[\x80-\x9f]", content))
        if special:
            return "cp1252", (
                f"byte {error.start} is no UTF-8, and {special:,} bytes are signs that "
                "only Windows-1252 has, such as the euro sign"
            )
        return "latin-1", f"byte {error.start} is no UTF-8, every byte is Latin-1"
    others = 0 if text.isascii() else len(re.sub(r"[\x00-\x7f]+", "", text))
    return "utf-8", f"{others:,} letters beyond ASCII, all valid UTF-8"


def detected_delimiter(text: str) -> str | None:
    """The delimiter that splits most lines into the same number of fields, above one."""
    best = (0.0, 0, None)
    for delimiter in DELIMITERS:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))[:500]
        widths = [len(row) for row in rows if row]
        if not widths or widths[0] < 2:
            continue
        share = sum(width == widths[0] for width in widths) / len(widths)
        best = max(best, (round(share, 2), widths[0], delimiter), key=lambda one: one[:2])
    return best[2]


def split_by_blanks(text: str) -> bool:
    """Whether blanks split every line into the same number of fields, above two."""
    widths = {len(line.split()) for line in text.splitlines() if line.strip()}
    return len(widths) == 1 and widths.pop() > 2


def read_csv(connection: duckdb.DuckDBPyConnection, path: Path, relation: str) -> Table:
    """A CSV file as a table of text."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    if not content.strip():
        raise UnreadableInputError(f"{path} is empty; export it again.")
    encoding, why = detected_encoding(content)
    text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0].strip()
    told = re.fullmatch("sep=(.)", first)
    if told:
        text = text.split("\n", 1)[1]
    head = "\n".join(text.splitlines()[:500])
    delimiter = told.group(1) if told else detected_delimiter(head)
    blanks = delimiter is None and split_by_blanks(head)
    if blanks:
        text = "\n".join("\t".join(line.split()) for line in text.splitlines() if line.strip())
    delimiter = "\t" if blanks else delimiter or ","
    names = [name.strip() for name in next(csv.reader(io.StringIO(text), delimiter=delimiter))]
    columns = [name or f"column_{number}" for number, name in enumerate(names, 1)]
    looks = sum(bool(re.fullmatch(r"[-+]?[\d.,:/ -]*\d[\d.,:/ -]*|[^@ ]+@[^@ ]+", name)) for name in names if name)
    if looks >= 0.5 * len(names):
        raise UnreadableInputError(
            f"{path}, line 1: {', '.join(names[:4])} look like values; write the names of the columns into line 1."
        )
    if len({name.lower() for name in columns}) < len(columns):
        twice = sorted({name for name in columns if columns.count(name) > 1})
        raise UnreadableInputError(
            f"{path}, line 1: the column {twice[0] if twice else columns[0]!r} stands "
            "twice in the header; rename one of them in the file."
        )
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.csv"
        plain.write_text(text, encoding="utf-8", newline="")
        connection.execute(
            f"create table {relation} as select *, row_number() over () as segments_row, "
            f"{literal(path.name)} as segments_file from read_csv({literal(plain)}, "
            f"delim={literal(delimiter)}, header=true, quote='\"', escape='\"', "
            f"auto_detect=false, strict_mode=false, null_padding=true, "
            f"ignore_errors=true, max_line_size=2000000, columns={{{types}}})"
        )
    table = Table(path.name, relation, columns, [path], delimiter=delimiter)
    table.encoding, table.encoding_evidence = encoding, why
    if blanks:
        table.delimiter = "blanks"
    return table


def read_parquet(connection: duckdb.DuckDBPyConnection, path: Path, relation: str) -> Table:
    """A Parquet file as a table of text that knows its types."""
    source = f"read_parquet({literal(path)})"
    return _typed(connection, source, Table(path.name, relation, [], [path]))


def _typed(connection, source: str, table: Table) -> Table:
    described = connection.execute(f"describe select * from {source}").fetchall()
    table.columns = [name for name, *_ in described]
    table.types = {name: kind for name, kind, *_ in described}
    texts = ", ".join(f"cast({quoted(name)} as varchar) as {quoted(name)}" for name in table.columns)
    connection.execute(
        f"create table {table.relation} as select {texts}, row_number() over () "
        f"as segments_row, {literal(table.name)} as segments_file from {source}"
    )
    return table


def read_database(connection: duckdb.DuckDBPyConnection, path: Path, first: int) -> list[Table]:
    """Every table of a DuckDB file."""
    connection.execute(f"attach {literal(path)} as shop_{first} (read_only)")
    found = connection.execute(
        f"select schema_name, table_name from duckdb_tables() where database_name = 'shop_{first}' order by all"
    ).fetchall()
    tables = []
    for number, (schema, name) in enumerate(found, first):
        table = Table(f"{schema}.{name}", f"t{number}", [], [], f"{schema}.{name}")
        source = f"shop_{first}.{quoted(schema)}.{quoted(name)}"
        tables.append(_typed(connection, source, table))
    connection.execute(f"detach shop_{first}")
    return tables


def read_tables(
    connection: duckdb.DuckDBPyConnection, paths: list[Path], converted: Path, progress: Progress
) -> list[Table]:
    """All files as tables; files of one layout are one table."""
    tables: list[Table] = []
    for path in paths:
        if not path.exists():
            raise UnreadableInputError(f"There is no file {path}; correct FILES.")
        progress.say(f"Reading {path.name}", path)
        number = len(tables)
        if path.suffix in (".duckdb", ".db"):
            tables += read_database(connection, path, number)
        elif path.suffix == ".parquet":
            tables.append(read_parquet(connection, path, f"t{number}"))
        elif path.suffix == ".xlsx":
            from propose.excel import sheets_as_csv  # noqa: PLC0415 (few shops need its package)

            for sheet in sheets_as_csv(path, converted):
                table = read_csv(connection, sheet, f"t{len(tables)}")
                table.notes.append(f"written from the sheet of {path.name}")
                tables.append(table)
        elif path.suffix in ENDINGS:
            tables.append(read_csv(connection, path, f"t{number}"))
        else:
            raise UnreadableInputError(f"{path} is no CSV, Parquet, Excel (.xlsx) or DuckDB file; export it as one.")
    merged = _merged(connection, tables)
    for table in merged:
        [(table.row_count,)] = connection.execute(f"select count(*) from {table.relation}").fetchall()
    return merged


def _merged(connection, tables: list[Table]) -> list[Table]:
    groups: dict[tuple, list[Table]] = {}
    for table in tables:
        is_file = table.database_table is None
        key = (tuple(table.columns), table.is_typed, is_file or table.name)
        groups.setdefault(key, []).append(table)
    for group in groups.values():
        first = group[0]
        for number, other in enumerate(group[1:], 2):
            # files of one name in two folders are two files
            connection.execute(
                f"insert into {first.relation} by name select * replace "
                f"(segments_file || ' ({number})' as segments_file) from {other.relation}"
            )
            first.files += other.files
            if other.encoding != first.encoding:
                first.notes.append(f"{other.name} is {other.encoding}")
    return [group[0] for group in groups.values()]
