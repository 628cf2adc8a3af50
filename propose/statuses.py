"""What the words of a status column mean."""

from __future__ import annotations

import csv
import os
import re
from functools import cache
from pathlib import Path

import duckdb

from propose.names import says
from propose.profiles import Column
from propose.proposal import OPEN, Setting, money

STATUS_RULES = Path(__file__).parents[1] / "seeds" / "rules" / "segments_status_rules.csv"


@cache
def status_words() -> dict[str, str]:
    """The meaning of each status that the build knows."""
    with STATUS_RULES.open(newline="", encoding="utf-8") as file:
        return {row["word"]: row["meaning"] for row in csv.DictReader(file)}


def meaning(word: str) -> str | None:
    """The meaning of a status, None where it is not known."""
    return status_words().get(re.sub(r"[\s_-]+", " ", word.lower()).strip())


def common_prefix(words: list[str]) -> str:
    """What all words begin with, up to its last mark: wc- of wc-completed."""
    found = re.match(r"(.*[-_:. ])", os.path.commonprefix(words)) if len(words) > 1 else None
    return found.group(1) if found else ""


FLAG = ("returnflag", "return flag", "returned", "is return", "returned flag", "retoure", "retourniert", "retourne")
NO_FLAG = ("amount", "amt", "quantity", "qty", "count", "date", "time", "day", "reason", "tax", "cash", "fee", "value")
FLAG += ("devuelto", "reso", "cancelled", "canceled", "is cancelled", "storniert", "annule", "cancelado", "annullato")


def return_flag(columns: dict[str, Column], taken: set[str]) -> Column | None:
    """A column of few values that says by its name which lines went back or were cancelled."""
    for column in columns.values():
        # a count or a date of returns is no flag
        if column.name in taken or not 2 <= column.distinct + (column.filled < column.rows) <= 6 or column.is_date:
            continue
        if says(column.name, *FLAG) and not says(column.name, *NO_FLAG):
            return column
    return None


def status_mapping(connection: duckdb.DuckDBPyConnection, column: Column, amount: str | None) -> Setting:
    """A status column, where every word is one that the build knows."""
    counts = connection.execute(
        f"select {column.sql} as word, count(*), sum({amount or 'null'}) from {column.table.relation} "
        f"where {column.sql} is not null group by word order by 2 desc, 1"
    ).fetchall()
    by_meaning: dict[str, list[str]] = {}
    unknown = []
    prefix = common_prefix([word for word, *_ in counts])
    mapped = {}
    for word, rows, total in counts:
        known = meaning(word) or meaning(word.removeprefix(prefix))
        if known is None:
            unknown.append((word, rows, total))
        else:
            by_meaning.setdefault(known, []).append(f"{word} ({rows:,})")
        if meaning(word) is None:
            mapped[word] = word.removeprefix(prefix)
    words = "; ".join(f"{kind}: {', '.join(shown)}" for kind, shown in by_meaning.items())
    if not unknown:
        return Setting({"column": column.name, "values": mapped} if mapped else column.name, words)
    lines = [
        "What do these statuses mean? Write completed, cancelled, returned or on hold for each, as "
        f"{{column: {column.name}, values: {{{unknown[0][0]}: completed}}}}:"
    ]
    lines += [
        f"{word}: {rows:,} rows" + (f", {money(total)}" if total is not None else "")
        for word, rows, total in unknown[:8]
    ]
    return Setting(OPEN, words, lines)
