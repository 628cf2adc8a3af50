"""What does not count: cancellation prefixes, statuses, repeated lines, overlapping files."""

from __future__ import annotations

from itertools import pairwise

import duckdb

from propose.profiles import Column
from propose.proposal import OPEN, Setting, money, of
from propose.reading import Table, literal, quoted


def cancellation_prefix(
    connection: duckdb.DuckDBPyConnection, order: Column, negative: str | None, by_quantity: str | None
) -> Setting:
    """The prefix of order ids whose lines are negative, '' where there is none."""
    sign = negative or "null"
    rows_of_all, below_of_all = connection.execute(
        f"select count(*), count(*) filter (where {sign}) from {order.table.relation} where {order.sql} is not null"
    ).fetchone()
    lettered = connection.execute(
        f"select regexp_extract(upper({order.sql}), '^[A-Z]+') as prefix, count(*), 0 from {order.table.relation} "
        f"where {order.sql} is not null group by prefix having prefix != '' order by 2 desc, 1"
    ).fetchall()
    # the build takes every id that begins so for a cancellation
    beginnings = connection.execute(
        f"select left(letters, size) as prefix, sum(n)::bigint, sum(below)::bigint from (select "
        f"regexp_extract(upper({order.sql}), '^[A-Z]+') as letters, count(*) as n, count(*) filter (where {sign}) "
        f"as below from {order.table.relation} where {order.sql} is not null group by letters) as counted, "
        "range(1, 4) as sizes(size) where length(letters) >= size group by prefix order by prefix"
    ).fetchall()
    cancelling = [
        (prefix, rows, below)
        for prefix, rows, below in beginnings
        if below >= max(0.95 * rows, 3, 0.3 * below_of_all) and rows < 0.5 * rows_of_all
    ]
    # of C and CA the one that covers more; C first where several do
    cancelling.sort(key=lambda one: (one[0] != "C", -one[1], len(one[0])))
    if cancelling:
        prefix, rows, below = cancelling[0]
        [(pieces,)] = connection.execute(
            f"select count(*) filter (where {by_quantity or 'false'}) from {order.table.relation} "
            f"where upper({order.sql}) like '{prefix}%'"
        ).fetchall()
        if pieces < 0.95 * rows:
            return Setting("", f"the {rows:,} lines of order ids with {prefix} are refunds by their negative amounts")
        return Setting(
            prefix,
            f"{of(below, rows)} lines of order ids with {prefix} are negative; "
            f"{below_of_all - below:,} of the other {rows_of_all - rows:,} lines are",
        )
    if below_of_all:
        return Setting(
            "",
            f"{below_of_all:,} lines are negative (returns); no prefix of order ids marks them",
        )
    if lettered:
        shown = ", ".join(f"{prefix} ({rows:,})" for prefix, rows, _ in lettered[:3])
        return Setting("", f"order ids begin with {shown}; none of their lines is negative")
    return Setting("", "order ids have no prefix of letters")


def repeated_lines(
    connection: duckdb.DuckDBPyConnection,
    order: Column,
    columns: list[str],
    line_id: Column | None,
    amount: str | None,
    quantity_one: str | None,
) -> Setting:
    """Whether equal lines are pieces or loaded twice."""
    relation = order.table.relation
    if line_id is not None:
        return Setting("keep", f"{line_id.name} tells lines apart: {line_id.distinct:,} values")
    listed = ", ".join(quoted(name) for name in columns)
    connection.execute(f"""
        create or replace temp table equal_lines as
        select {order.sql} as order_key, count(*) as copies, min(segments_row) as first_row,
            max(segments_row) as last_row, max({quantity_one or "null"}) as pieces, max({amount or "null"}) as amount
        from {relation} where {order.sql} is not null group by {order.sql}, segments_file, {listed}""")
    repeats, repeated_orders, worth = connection.execute(
        "select coalesce(sum(copies - 1), 0), count(distinct order_key), coalesce(sum((copies - 1) * amount), 0) from "
        "equal_lines where copies > 1"
    ).fetchone()
    if not repeats:
        return Setting("keep", "no two lines are equal in every column")
    whole, part, single = connection.execute("""
        with per_order as (
            select order_key, count(*) as lines, min(copies) as least, max(copies) as most,
                max(case when copies > 1 then last_row - first_row - copies + 1 end) as gap
            from equal_lines group by order_key having max(copies) > 1
        )
        select count(*) filter (where lines > 1 and least > 1 and least = most),
            count(*) filter (where lines > 1 and least < most),
            count(*) filter (where lines = 1) from per_order""").fetchone()
    gaps, adjacent = connection.execute(
        "select count(*) filter (where last_row - first_row > copies - 1), count(*) filter (where last_row - "
        "first_row = copies - 1) "
        "from equal_lines where copies > 1"
    ).fetchone()
    words = (
        f"{repeats:,} lines repeat an equal line ({money(worth)}) in {repeated_orders:,} orders: in {whole:,} "
        f"every line repeats, in {part:,} only some do, {single:,} hold one line only"
    )
    # pieces stand together, a second load stands elsewhere in the file
    if (part >= 2 and whole <= 0.02 * part) or (part >= 5 and part > whole and adjacent >= gaps):
        return Setting("keep", words + "; so they are pieces")
    mostly_whole = whole >= 0.9 * (whole + part) and gaps >= adjacent and (whole >= 2 or gaps > adjacent)
    if (whole >= 3 and part <= 0.02 * whole) or (whole and mostly_whole):
        return Setting("reject", words + "; so orders were loaded twice")
    return Setting(
        OPEN,
        words,
        [
            "Are equal lines pieces of one product, or was something loaded twice?",
            f"write keep if they are pieces: {money(worth)} more",
            f"write reject if they were loaded twice: {repeats:,} lines go",
        ],
    )


def overlapping_files(connection: duckdb.DuckDBPyConnection, table: Table, order: Column, date: str) -> Setting | None:
    """Whether files that follow one another hold the same orders at their ends."""
    if len(table.files) < 2:
        return None
    spans = connection.execute(
        f"select segments_file, min({date}), max({date}) from {table.relation} group by segments_file order by "
        "segments_file"
    ).fetchall()
    both, lines = 0, 0
    for (one, _, end), (other, start, _) in pairwise(spans):
        if start is None or end is None or start > end:
            continue
        shared, rows = connection.execute(
            f"select count(*), coalesce(sum(n), 0) from (select {order.sql} as k, count(*) as n from {table.relation} "
            f"where segments_file = {literal(other)} "
            f"and {date} between {literal(start)}::timestamp and {literal(end)}::timestamp group by 1) as later where "
            f"k in (select {order.sql} from {table.relation} "
            f"where segments_file = {literal(one)})"
        ).fetchone()
        both, lines = both + shared, lines + rows
    if not both:
        return Setting("keep", f"{len(spans)} files share no order")
    return Setting(
        "later_wins",
        f"{both:,} orders with {lines:,} lines stand in two files that follow one another",
    )
