"""From files to a proposal."""

from __future__ import annotations

import glob
import os
from pathlib import Path

import duckdb

from propose.arrangement import arrange
from propose.checking import ask_for_person, check_totals
from propose.dialect import file_dialect
from propose.identity import ask_for_missing
from propose.leftovers import leave_unread
from propose.lines import propose_lines
from propose.listed import ask_for_listed_cents, from_products, lend_price, return_price
from propose.others import (
    propose_contacts,
    propose_orders,
    propose_payments,
    propose_products,
)
from propose.people import propose_customers
from propose.profiles import Column, profile
from propose.progress import Progress
from propose.proposal import OPEN, Input, Proposal, Setting
from propose.reading import DELIMITERS, Table, read_tables
from propose.roles import Read

PROJECT = Path(__file__).resolve().parents[1]


def source_of(table: Table) -> Setting:
    """The value of `from`: a table, a file, or a pattern that matches these files only."""
    rows = f"{table.row_count:,} rows"
    if table.database_table:
        return Setting(table.database_table, rows)
    if len(table.files) == 1:
        return Setting(shown_path(table.files[0]), rows)
    pattern = common_pattern([str(path.resolve()) for path in table.files])
    matched = {str(Path(one).resolve()) for one in glob.glob(pattern)}
    if matched == {str(path.resolve()) for path in table.files}:
        return Setting(shown_path(Path(pattern)), f"{rows} in {len(table.files)} files")
    return Setting(
        OPEN,
        rows,
        [
            f"{len(table.files)} files are one input, but no pattern matches them alone. Put them into one folder of "
            "their own, "
            "then write the folder with a / at its end:",
            *(shown_path(path) for path in table.files[:6]),
        ],
    )


def common_pattern(paths: list[str]) -> str:
    """What the paths have in common, with a * for the rest of each part."""
    parts = [path.split("/") for path in paths]
    if len({len(one) for one in parts}) > 1:
        return os.path.commonpath(paths) + "/*"
    pattern = []
    for group in zip(*parts, strict=True):
        if len(set(group)) == 1:
            pattern.append(group[0])
            continue
        start = os.path.commonprefix(group)
        end = os.path.commonprefix([one[len(start) :][::-1] for one in group])[::-1]
        pattern.append(f"{start}*{end}")
    return "/".join(pattern)


def shown_path(path: Path) -> str:
    """A path from the project's folder where it lies in it."""
    whole = Path(os.path.abspath(path))
    return str(whole.relative_to(PROJECT)) if whole.is_relative_to(PROJECT) else str(whole)


def default_delimiter(table: Table) -> bool:
    """Whether the build would find the delimiter itself: it splits the header most."""
    header = table.columns
    if table.delimiter == "blanks":
        return False
    line = (table.delimiter or ",").join(header)
    counts = {one: line.count(one) for one in DELIMITERS}
    return table.delimiter is None or counts[table.delimiter] == max(counts.values()) > 0 or len(header) == 1


def has_money(proposal: Proposal) -> bool:
    """Whether the lines state money themselves."""
    lines = proposal.inputs["transactions"].columns
    return "unit_price" in lines or "line_amount" in lines


def note_codes(proposal: Proposal) -> None:
    """Say that products have codes and no names."""
    mapped = {role for one in proposal.inputs.values() for role in one.columns}
    if "product_id" in mapped and "product_name" not in mapped:
        proposal.notes.append(
            "no column names the products, so that pages show their codes; if one describes each product, "
            "map it to product_name"
        )


def _check(connection, proposal: Proposal, lines: Read, products: Read | None, orders, payments) -> None:
    """Check the lines, with the prices of the products where they have none, against every stated total."""
    found = proposal.inputs["transactions"]
    taken = found.columns.get("unit_price")
    lent = lend_price(connection, proposal, lines, products) if products and from_products(found) else None
    check_totals(connection, proposal, lent or lines, orders, payments)
    if lent is not None:
        return_price(proposal, taken)
    if products is not None:
        ask_for_listed_cents(proposal, products)


def _profiled(connection, table: Table, progress: Progress) -> dict[str, Column]:
    progress.say(f"Counting the values of {table.name}: {table.row_count:,} rows")
    return profile(connection, table)


def propose(paths: list[Path], converted: Path) -> Proposal:
    """Look at files and propose the vars that read them."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 2; set preserve_insertion_order = true; set enable_progress_bar = false")
        progress = Progress()
        tables = read_tables(connection, paths, converted, progress)
        profiled = [_profiled(connection, table, progress) for table in tables]
        progress.say("Comparing the columns")
        arranged = arrange(connection, profiled)
        columns_of = {next(iter(columns.values())).table.relation: columns for columns in profiled}
        proposal = Proposal()
        for name, table in arranged.tables.items():
            one = Input(table, source_of(table))
            one.source.evidence += f"; {arranged.why[name]}"
            one.dialect |= file_dialect(table, default_delimiter(table))
            proposal.inputs[name] = one
        for name, why in arranged.unused.items():
            proposal.notes.append(f"{name} is not used: {why}")

        def columns(name: str):
            return columns_of[arranged.tables[name].relation]

        lines = orders = payments = None
        if "transactions" in arranged.tables:
            beside = columns("orders") if "orders" in arranged.tables else None
            lines = propose_lines(connection, proposal, arranged, columns("transactions"), beside)
        if "orders" in arranged.tables:
            orders = propose_orders(
                connection,
                proposal.inputs["orders"],
                columns("orders"),
                arranged.joins["orders"],
                arranged.joins.get("customers"),
            )
            ask_for_missing(proposal, orders)
        if "payments" in arranged.tables:
            payments = (
                columns("payments"),
                propose_payments(
                    connection,
                    proposal.inputs["payments"],
                    columns("payments"),
                    not has_money(proposal),
                ),
            )
        products = None
        if "products" in arranged.tables:
            products = propose_products(
                connection,
                proposal.inputs["products"],
                columns("products"),
                arranged.joins.get("products"),
            )
        if lines is not None:
            _check(connection, proposal, lines, products, orders, payments)
            if "customers" in arranged.tables:
                ask_for_person(proposal, orders or lines, columns("customers"))
        if "customers" in arranged.tables:
            alone = "transactions" not in arranged.tables
            propose_customers(
                connection,
                proposal,
                proposal.inputs["customers"],
                columns("customers"),
                arranged.joins.get("customers"),
                alone,
            )
        if "campaign_contacts" in arranged.tables:
            propose_contacts(
                connection,
                proposal.inputs["campaign_contacts"],
                columns("campaign_contacts"),
            )
        note_codes(proposal)
        for name, one in proposal.inputs.items():
            leave_unread(name, one)
        for table in tables:
            proposal.notes += table.notes
        return proposal
