"""Of five hundred damaged files each is read whole or refused in a sentence."""

import csv
import io
import json
import random
import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from bad_input_cases import COLUMNS, GOOD, quoted
from dbt_builds import NO_TESTS, Build, file_inputs, run_dbt

FILE_COUNT = 500
SEED = 20250131
LINES = ("--select", "segments_exchange_rates", "+int_segments__transaction_lines")
NASTY = [
    *(
        ",",
        '"',
        "\n",
        "\r\n",
        ";",
        "\t",
        "\0",
        "é",
        "\u200b",
        "NaN",
        "-",
        "1e9",
        "0x1F",
    ),
    *(
        ",,",
        '""',
        "\n\n",
        "  ",
        "=1+1",
        "999999999999999999999",
        "2025-02-30",
        "%",
        "'",
    ),
]


def good_file(draw: random.Random, number: int) -> str:
    """A file of five to thirty good lines."""
    rows = [
        GOOD
        | {
            "order_id": f"F{number}-{line}",
            "product_name": draw.choice(["Red mug", "Mug, blue", 'Big "mug"']),
            "quantity": str(draw.randint(1, 9)),
            "unit_price": f"{draw.randint(1, 9999) / 100:.2f}",
        }
        for line in range(draw.randint(5, 30))
    ]
    values = [COLUMNS, *([row[name] for name in COLUMNS] for row in rows)]
    return "".join(",".join(map(quoted, row)) + "\n" for row in values)


def damaged(draw: random.Random, text: str) -> bytes:
    """The file with one to four things done to it, mostly below its header."""
    for _ in range(draw.randint(1, 4)):
        start = text.index("\n") + 1 if draw.random() < 0.97 else 0
        at = draw.randint(min(start, len(text)), len(text))
        kind = draw.choice(["insert", "insert", "delete", "double", "cut", "swap"])
        lines = text.splitlines(keepends=True)
        line = draw.randrange(1, max(len(lines), 2)) if len(lines) > 1 else 0
        if kind == "insert":
            text = text[:at] + draw.choice(NASTY) + text[at:]
        elif kind == "delete":
            text = text[:at] + text[at + draw.randint(1, 12) :]
        elif kind == "double":
            text = "".join([*lines[:line], lines[line], *lines[line:]])
        elif kind == "cut" and draw.random() < 0.2:
            text = text[:at]
        elif kind == "swap":
            text = "".join([*lines[:line], *lines[line + 1 :], lines[line]])
        if not text.count("\n"):
            break
    content = text.encode()
    if draw.random() < 0.03:
        at = draw.randrange(len(content) or 1)
        content = content[:at] + bytes([draw.randint(128, 255)]) + content[at + 1 :]
    return content


def records(content: bytes) -> list[list[str]]:
    """Records as Python's csv module reads them, blank lines aside."""
    text = content.decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


def has_damaged_quotes(connection, path: Path, width: int) -> bool:
    """Whether the engine itself says that a quote is opened and not closed."""
    columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(width))
    connection.execute("drop table if exists e; drop table if exists s")
    connection.execute(
        f"create or replace table t as select * from read_csv('{path}', "
        "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
        "strict_mode = true, max_line_size = 2000000, store_rejects = true, "
        f"rejects_limit = 0, rejects_table = 'e', rejects_scan = 's', "
        f"columns = {{{columns}}})"
    )
    return bool(
        connection.execute(
            "select count(*) from e "
            "where error_type in ('UNQUOTED VALUE', 'INVALID ENCODING')"
        ).fetchall()[0][0]
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where the damaged files are."""
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(scope="module")
def files(folder) -> dict[str, bytes]:
    """Every damaged file by name."""
    draw = random.Random(SEED)
    made = {}
    (folder / "orders").mkdir()
    for number in range(FILE_COUNT):
        made[f"f{number:03}.csv"] = damaged(draw, good_file(draw, number))
    for name, content in made.items():
        (folder / "orders" / name).write_bytes(content)
    return made


@pytest.fixture(scope="module")
def complaints(folder, files) -> dict[str, str]:
    """What is said of each file that is refused before anything is built."""
    variables = file_inputs(transactions=f"{folder}/orders/*.csv")
    shop = run_dbt(
        folder / "check",
        "run-operation",
        "list_complaints",
        *("--args", json.dumps({"input": "transactions"})),
        variables=variables,
    )
    assert shop.succeeded, shop.message
    found = {}
    for told in shop.warnings:
        match = re.search(r"file (\S+): (.*)", told, flags=re.DOTALL)
        if match:
            found[Path(match.group(1)).name] = match.group(2).strip()
    return found


@pytest.fixture(scope="module")
def quotes(folder, files, complaints) -> set[str]:
    """Files that are refused while they are read."""
    with duckdb.connect() as connection:
        return {
            name
            for name in files
            if name not in complaints
            and has_damaged_quotes(
                connection, folder / "orders" / name, len(records(files[name])[0])
            )
        }


@pytest.fixture(scope="module")
def shop(folder, files, complaints, quotes) -> Build:
    """All the files that are not refused, read by the real pipeline."""
    (folder / "read").mkdir()
    for name, content in files.items():
        if name not in complaints and name not in quotes:
            (folder / "read" / name).write_bytes(content)
    variables = file_inputs(transactions=f"{folder}/read/*.csv")
    built = run_dbt(folder / "build", "build", *NO_TESTS, *LINES, variables=variables)
    assert built.succeeded, built.message
    return built


def test_most_damaged_files_are_read(files, complaints, quotes):
    refused = len(complaints) + len(quotes)
    assert len(files) == FILE_COUNT
    assert 0 < refused < FILE_COUNT / 3


def test_no_record_of_a_damaged_file_is_lost(shop, files, complaints, quotes):
    found = dict(
        shop.rows(
            "select source_file, count(*) from int_segments__transaction_lines "
            "group by 1"
        )
    )
    for name, content in files.items():
        if name not in complaints and name not in quotes:
            assert found.get(name, 0) == len(records(content)) - 1, name


def test_no_penny_of_a_damaged_file_is_lost(shop, files, complaints, quotes):
    """Money of lines that are plainly good is counted, each once."""
    raw, kept, rejected = shop.rows(
        "select sum(line_amount), sum(line_amount) filter (is_accepted), "
        "sum(line_amount) filter (not is_accepted) from int_segments__transaction_lines"
    )[0]
    assert raw == kept + rejected
    by_file = dict(
        shop.rows(
            "select source_file, sum(line_amount) from int_segments__transaction_lines "
            "where is_accepted group by 1"
        )
    )
    checked = 0
    for name, content in files.items():
        if name in complaints or name in quotes:
            continue
        header, *rows = records(content)
        if header != list(COLUMNS) or len({tuple(row) for row in rows}) != len(rows):
            continue
        lines = [dict(zip(header, row, strict=True)) for row in rows if len(row) == 9]
        if len(lines) != len(rows) or any(
            line
            | {"order_id": ""}
            | {key: "" for key in ("product_name", "quantity", "unit_price")}
            != GOOD
            | {"order_id": ""}
            | {key: "" for key in ("product_name", "quantity", "unit_price")}
            or not line["quantity"].isdecimal()
            or not line["quantity"].isascii()
            or not line["order_id"].strip()
            or line["quantity"].strip("0") == ""
            or len(line["quantity"]) > 6
            or not line["unit_price"].replace(".", "", 1).isdecimal()
            or not 0 < Decimal(line["unit_price"]) <= 1_000_000
            for line in lines
        ):
            continue
        expected = sum(
            Decimal(line["quantity"]) * Decimal(line["unit_price"]) for line in lines
        )
        assert by_file.get(name, 0) == expected, name
        checked += 1
    assert checked > 50


def test_a_refusal_is_a_sentence(complaints, quotes):
    assert all("\n" not in told and len(told) < 700 for told in complaints.values())


def test_a_file_with_damaged_quotes_is_refused_by_name(folder, quotes, tmp_path):
    for name in sorted(quotes)[:2]:
        refused = run_dbt(
            tmp_path / name,
            "build",
            *(*NO_TESTS, *LINES),
            variables=file_inputs(transactions=folder / "orders" / name),
        )
        assert not refused.succeeded
        assert f"/{name}, line" in refused.message
        assert len(refused.terminal) <= 5
        assert "Traceback" not in refused.message
