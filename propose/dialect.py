"""The decimal mark and the form of dates of a table, from counts of the readings."""

from __future__ import annotations

import duckdb

from propose import texts
from propose.profiles import Column
from propose.proposal import OPEN, Setting, money, of
from propose.reading import SHOWN, Table
from propose.roles import date_sql, reading_of

PLAIN_FORMS = {
    "iso": "year-month-day",
    "named": "day, month's name and year",
    "epoch": "seconds since 1970",
    "epoch_ms": "milliseconds since 1970",
    "excel": "days of a spreadsheet (45356 is 2024-03-05)",
}
LIKE_DATES = {"dmy": "31/01/2025", "mdy": "01/31/2025"}


def file_dialect(table: Table, delimiter_is_default: bool) -> dict[str, Setting]:
    """Delimiter and encoding of a CSV file, where they are not the defaults."""
    found: dict[str, Setting] = {}
    if table.delimiter and not delimiter_is_default:
        found["delimiter"] = Setting(
            table.delimiter,
            f"{SHOWN[table.delimiter]}: {len(table.columns)} columns in every line",
        )
    if table.encoding != "utf-8":
        found["encoding"] = Setting(table.encoding, table.encoding_evidence)
    return found


def decimal_mark(numbers: list[Column]) -> Setting | None:
    """Point or comma by the numbers that have only one reading; None where none has a mark."""
    point, comma, either = (
        sum(column.numbers[kind] for column in numbers if not column.type) for kind in ("point", "comma", "either")
    )
    if not point and not comma and not either:
        return None
    counts = (
        f"{point:,} numbers are written with a decimal point only, {comma:,} with a comma only, "
        f"{either:,} could be either"
    )
    if point and not comma:
        return Setting("point", counts)
    if comma and not point:
        return Setting("comma", counts)
    if not point and not comma:
        return Setting(
            OPEN,
            counts,
            [
                f"Is the mark in numbers such as {_example(numbers)} a decimal mark or a group of thousands?",
                *(f"decimal: {mark} reads the numbers as {_sums(numbers, mark)}" for mark in ("point", "comma")),
            ],
        )
    if min(point, comma) <= 0.02 * max(point, comma):
        kept = "point" if point > comma else "comma"
        return Setting(kept, counts + "; the few others are rejected by the build")
    return Setting(
        OPEN,
        counts,
        [
            f"Two decimal marks stand in one file ({_marks(numbers)}). Export it anew with one of them:",
            f"decimal: point loses {comma:,} numbers, decimal: comma loses {point:,}.",
        ],
    )


def _marks(numbers: list[Column]) -> str:
    point = [one.name for one in numbers if one.numbers["point"] > one.numbers["comma"]]
    comma = [one.name for one in numbers if one.numbers["comma"] > one.numbers["point"]]
    return f"a point in {', '.join(point) or 'some rows'}, a comma in {', '.join(comma) or 'some rows'}"


def _example(numbers: list[Column]) -> str:
    for column in numbers:
        for value, _ in column.top:
            if "." in value or "," in value:
                return repr(value)
    return "these"


def _sums(numbers: list[Column], mark: str) -> str:
    parts = []
    for column in numbers:
        if column.numbers["either"]:
            total = sum(count * float(_plain(value, mark)) for value, count in column.top if _plain(value, mark))
            parts.append(f"{column.name} {money(total)} in its {len(column.top)} commonest values")
    return ", ".join(parts)


def _plain(value: str, mark: str) -> str:
    kept = "".join(sign for sign in value if sign in "0123456789.,-")
    kept = kept.replace(",", "") if mark == "point" else kept.replace(".", "").replace(",", ".")
    try:
        float(kept)
    except ValueError:
        return ""
    return kept


def date_form(
    connection: duckdb.DuckDBPyConnection, column: Column, order: Column | None, others: list[Column]
) -> tuple[str, Setting]:
    """The form of a date column: the reading used here, and the setting for the file."""
    counts, reading = column.dates, reading_of(column)
    if reading in PLAIN_FORMS:
        return _plain_form(column, reading)
    two_digits = _year_first(connection, column)
    if two_digits is not None:
        return "ymd", two_digits
    dmy, mdy, either, same = (counts[kind] for kind in ("dmy", "mdy", "either", "same"))
    if dmy and mdy:
        mixed = (
            f"{column.name} mixes two forms: {dmy:,} dates can only be day/month, {mdy:,} only month/day, "
            f"{either:,} could be both. Export the dates anew as 2025-01-31, then set dates: iso."
        )
        return reading, Setting(OPEN, f"{dmy:,} only day first, {mdy:,} only month first", [mixed])
    if dmy or mdy:
        kind, form = ("dmy", "d.m.Y") if dmy else ("mdy", "m/d/Y")
        read = f"{of(dmy + mdy + either + same, column.filled)} values read as {form}"
        return kind, Setting(kind, f"{read}, {dmy + mdy:,} of them only so; 0 conflict")
    if not either:
        return "dmy", Setting("dmy", f"day and month are equal in all {same:,} values: both readings agree")
    found = _by_neighbours(connection, column, order, others)
    return found or ("dmy", _open_dates(connection, column, either))


def _plain_form(column: Column, reading: str) -> tuple[str, Setting]:
    """A form that needs no setting, unless dates of another form stand beside it."""
    counts, known = column.dates, column.filled
    others = counts["dmy"] + counts["mdy"] + counts["either"]
    if reading == "iso" and others > 0.02 * known:
        mixed = f"{others + counts['same']:,} dates of {column.name} are written day/month or month/day"
        why = f"{of(counts['iso'], known)} are year-month-day, {others + counts['same']:,} are not"
        return reading, Setting(OPEN, why, [f"{mixed}; export all as 2025-01-31, then set dates: iso."])
    read = f"{of(counts[reading], known)} values read as {PLAIN_FORMS[reading]}; {known - counts[reading]:,} do not"
    return reading, Setting("excel" if reading == "excel" else "iso", read)


def _year_first(connection: duckdb.DuckDBPyConnection, column: Column) -> Setting | None:
    """Whether dates of two digits each begin with the year: the year has few values, the day many."""
    parts = f"regexp_extract_all({column.sql}, '\\d+')"
    others, first, last, years, days = connection.execute(
        "select count(*) filter (where len(parts[1]) > 2 or len(parts[3]) > 2), max(try_cast(parts[1] as int)), "
        "max(try_cast(parts[3] as int)), count(distinct parts[1]), count(distinct parts[3]) "
        f"from (select {parts} as parts from {column.table.relation} where {column.sql} is not null) as split"
    ).fetchone()
    if others or last is None or last > 31:
        return None
    counts = f"two digits each: {years:,} values come first, {days:,} last"
    if first > 31 or years * 3 < days:
        return Setting("ymd", f"{counts}, so the year is first")
    if days * 3 < years:
        return None
    question = f"Is {column.top[0][0]!r} in {column.name} year-month-day, or is the year last?"
    return Setting(OPEN, counts, [question, "dates: ymd (25-01-31), dates: dmy (31-01-25) or dates: mdy (01-31-25)"])


def _open_dates(connection, column: Column, either: int) -> Setting:
    ranges = []
    for kind in ("dmy", "mdy"):
        first, last = connection.execute(
            f"select min(cast({date_sql(column, kind)} as date)), max(cast({date_sql(column, kind)} as date)) "
            f"from {column.table.relation}"
        ).fetchone()
        ranges.append(f"dates: {kind} ({LIKE_DATES[kind]}) gives dates from {first} to {last}")
    return Setting(
        OPEN,
        f"{either:,} values read both ways, none only one way",
        [
            f"Is {column.top[0][0]!r} in {column.name} day/month or month/day? No value tells; every amount is the "
            "same, "
            "its date is not.",
            *ranges,
        ],
    )


def _by_neighbours(connection, column: Column, order: Column | None, others: list[Column]):
    """Decide by another date column, or by the order in which rows or order ids ascend."""
    for other in others:
        if other.name == column.name or not other.is_date:
            continue
        if other.dates["dmy"] and not other.dates["mdy"]:
            return "dmy", Setting(
                "dmy",
                f"no value of {column.name} tells, but {other.dates['dmy']:,} of {other.name} are only d.m.Y",
            )
        if other.dates["mdy"] and not other.dates["dmy"]:
            return "mdy", Setting(
                "mdy",
                f"no value of {column.name} tells, but {other.dates['mdy']:,} of {other.name} are only m/d/Y",
            )
    keys = ["segments_row"]
    if order is not None and order.is_number:
        keys.insert(0, texts.number(order.sql, "point"))
    for key in keys:
        breaks = {}
        for kind in ("dmy", "mdy"):
            breaks[kind], steps = connection.execute(
                "select count(*) filter (where day < before), count(*) filter (where day != before or before is "
                "null) from (select day, lag(day) over "
                f"(order by key, segments_row) as before from (select {key} as key, segments_row, "
                f"cast({date_sql(column, kind)} as date) as day from {column.table.relation}) as rows_of_file "
                f"where day is not null) as steps"
            ).fetchone()
        low, high = sorted(breaks, key=lambda kind: breaks[kind])
        if steps >= 10 and breaks[low] <= 0.01 * steps and breaks[high] >= 0.1 * steps:
            name = "rows" if key == "segments_row" else order.name
            form = "d.m.Y" if low == "dmy" else "m/d/Y"
            return low, Setting(
                low,
                f"no single value tells; sorted by {name} the dates ascend as {form} "
                f"({breaks[low]:,} steps back), the other way they do not ({breaks[high]:,} steps back)",
            )
    return None
