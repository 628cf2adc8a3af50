"""Show the result of a build: the segments, their value and the tables."""

import sys
from pathlib import Path

import duckdb

BAR = 24


def read(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return connection.execute(query).fetchall()


def segment_lines(profiles: list[tuple]) -> list[str]:
    """A line per segment; profiles: (name, customers, share of revenue or None)."""
    if not profiles:
        return ["  No customer yet: the transactions input holds no line that counts."]
    width = max(len(name) for name, _, _ in profiles)
    has_money = any(share is not None for _, _, share in profiles)
    heading = "  Share of revenue" if has_money else ""
    lines = [f"  {'Segment':<{width}}  {'Customers':>9}{heading}"]
    for name, customers, share in profiles:
        if share is None:
            lines.append(f"  {name:<{width}}  {customers:>9,}")
            continue
        bar = "█" * round(BAR * max(share, 0))
        lines.append(
            f"  {name:<{width}}  {customers:>9,}  {100 * share:>5.1f} %  {bar}"
        )
    return lines


def summary(path: Path) -> str:
    """The summary of one built database file."""
    with duckdb.connect(str(path), read_only=True) as connection:
        profiles = read(
            connection,
            "select segment_name, customer_count, "
            "case when net_amount is not null then coalesce(net_amount_share, 0) end "
            "from segments__profiles order by net_amount desc nulls last, segment_id",
        )
        warnings = read(
            connection,
            "select status, sentence from segments__readiness "
            "where status != 'pass' order by check_order",
        )
        ((tables,),) = read(
            connection,
            "select count(*) from duckdb_tables() "
            "where starts_with(table_name, 'segments__') "
            "and table_name != 'segments__manifest'",
        )
        ((customers, money, as_of),) = read(
            connection,
            "select count(*), "
            "(select coalesce(sum(net_amount), 0) from segments__profiles "
            "having count(*) = 0 or count(net_amount) > 0), max(as_of_date) "
            "from segments__customers",
        )
    title = f"{customers:,} customers"
    if money is not None:
        title += f", {money:,.0f} of revenue after returns"
    lines = ["", f"  {title}, as of {as_of}" if as_of else f"  {title}", ""]
    lines += segment_lines(profiles)
    if warnings:
        lines += ["", "  Before you trust it:"]
        lines += [f"  - {sentence}" for _, sentence in warnings]
    lines += [
        "",
        f"  {tables} tables named segments__* are in {path}",
        "  Start with segments__profiles and segments__customers; `make docs` explains "
        "all.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(summary(Path(sys.argv[1])))
