"""Which column of a table has which role, by its values first and its name second."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from propose import texts
from propose.keys import is_identifier, single_share
from propose.names import says, suggestions
from propose.profiles import Column
from propose.statuses import meaning

NUMBERS = (
    "quantity",
    "unit_price",
    "line_amount",
    "discount_amount",
    "cost",
    "unit_cost",
    "shipping",
    "tax",
    "refunded",
    "payment_amount",
)
BY_NAME = {  # role: the least its name must say
    "order_line_id": 0.6,
    "product_name": 0.5,
    "category": 0.5,
    "currency": 0.6,
    "country": 0.6,
    "channel": 0.6,
    "store_id": 0.6,
    "status": 0.55,
    "cancelled_at": 0.6,
    "shipping": 0.5,
    "tax": 0.6,
    "refunded": 0.55,
    "discount_amount": 0.45,
    "cost": 0.6,
}


@dataclass
class Roles:
    """The roles of a table's columns, and what was counted."""

    columns: dict[str, Column]  # of the table, by name
    of: dict[str, Column] = field(default_factory=dict)  # by role
    why: dict[str, str] = field(default_factory=dict)

    def give(self, role: str, column: Column, why: str) -> None:
        """Give a role to a column."""
        self.of[role] = column
        self.why[role] = why

    def name(self, role: str) -> str | None:
        """The column's name that has a role."""
        return self.of[role].name if role in self.of else None

    @property
    def taken(self) -> set[str]:
        """Names of the columns that have a role."""
        return {column.name for column in self.of.values()}


def reading_of(column: Column) -> str:
    """The reading of a date column by its forms; dmy or mdy only where a value decides."""
    counts = column.dates
    for kind in ("epoch", "epoch_ms"):
        if counts[kind] >= 0.9 * column.filled > 0:
            return kind
    if column.plain_dates == 0 and counts["excel"] >= 0.9 * column.filled > 0:
        return "excel"
    if counts["iso"] + counts["named"] >= column.plain_dates:
        return "iso" if counts["iso"] >= counts["named"] else "named"
    if counts["mdy"] > counts["dmy"]:
        return "mdy"
    return "dmy"


def date_sql(column: Column, reading: str | None = None) -> str:
    """A column as a timestamp."""
    return texts.date(column.sql, reading or reading_of(column))


def find_date(roles: Roles, least: float = 0.0) -> None:
    """The column of the order's date; least: how much its name must say."""
    best = (0.0, None)
    for column in roles.columns.values():
        name = suggestions(column.label).get("ordered_at", 0.0)
        if not column.filled or (column.distinct < 2 and name < 0.8) or name < least:
            continue
        score = 0.0
        dated = column.plain_dates + column.dates["epoch"] + column.dates["epoch_ms"]
        if column.is_date or (name >= 0.8 and not column.is_number and dated >= 0.5 * column.filled):
            birth = suggestions(column.label).get("birth_date", 0) > 0.5
            other = suggestions(column.label).get("cancelled_at", 0) > 0.5
            score = 0.0 if birth or other else 0.5 + name
        elif (
            name >= 0.45
            and column.dates["epoch"] + column.dates["epoch_ms"] + column.dates["excel"] >= 0.9 * column.filled
        ):
            score = 0.4 + name
        score *= 0.5 + column.filled / column.rows / 2
        if score > best[0]:
            best = (score, column)
    if best[1] is not None:
        roles.give(
            "ordered_at",
            best[1],
            f"{best[1].filled:,} of {best[1].rows:,} rows have a date",
        )


def find_ids(connection: duckdb.DuckDBPyConnection, roles: Roles) -> None:
    """Order, customer and product ids by what determines what, and by name."""
    candidates = [
        column for column in roles.columns.values() if is_identifier(column) and column.name not in roles.taken
    ]
    date = roles.of.get("ordered_at")
    facts: dict[str, tuple[int, int]] = {}
    if date:
        for column in candidates:
            day = f"date_trunc('day', {date_sql(date)})"
            facts[column.name] = single_share(connection, column, day)

    def one_day(column: Column) -> float:
        single, all_of = facts.get(column.name, (0, 0))
        return single / all_of if all_of else 0.0

    _give_best(
        roles,
        "order_id",
        candidates,
        lambda column, name: (
            0.0
            if name < 0.2
            and (
                not date
                or column.is_unique
                or one_day(column) < 0.95
                or column.distinct < 0.05 * column.filled
                or _is_wordy(column)
            )
            else (0.05 if date and one_day(column) < 0.5 and column.distinct > 1 and name < 0.7 else 1)
            * (
                name
                + (0.5 * one_day(column) if date else 0.3)
                - (0.35 if column.is_unique else 0)
                - (1 - column.filled / column.rows)
            )
        ),
    )
    if "order_id" in roles.of:
        order = roles.of["order_id"]
        single, all_of = facts.get(order.name, (0, 0))
        roles.why["order_id"] = f"{order.distinct:,} orders" + (
            f", {single:,} of {all_of:,} on one day" if all_of else ""
        )
    rest = [column for column in candidates if column.name not in roles.taken]
    per_order: dict[str, float] = {}
    if "order_id" in roles.of and not roles.of["order_id"].is_unique:
        for column in rest:
            single, all_of = single_share(connection, roles.of["order_id"], column.sql)
            per_order[column.name] = single / all_of if all_of else 0.0
    _give_best(
        roles,
        "customer_id",
        rest,
        lambda column, name: (
            0.0
            if name < 0.2
            and (
                per_order.get(column.name, 0) < 0.98
                or column.distinct < max(3, 0.03 * _orders(roles))
                or column.is_unique
                or _is_wordy(column)
            )
            else (0.2 if per_order.get(column.name, 1) < 0.7 and name < 0.9 else 1)
            * (
                name
                + 0.3 * per_order.get(column.name, 0.5)
                + (0.1 if column.emails else 0)
                - 0.3 * (1 - column.filled / column.rows)
            )
        ),
    )
    rest = [column for column in rest if column.name not in roles.taken]
    _give_best(
        roles,
        "product_id",
        rest,
        lambda column, name: (
            0.0
            if name < 0.2
            and (per_order.get(column.name, 1) > 0.9 or column.distinct < 3 or column.is_unique or _is_wordy(column))
            else name
            + 0.3 * (1 - per_order.get(column.name, 0.5))
            - (0.2 if _is_wordy(column) else 0)
            - (0.5 if column.distinct > 0.9 * column.rows and date and name < 0.5 else 0)
        ),
    )


def _orders(roles: Roles) -> int:
    return roles.of["order_id"].distinct if "order_id" in roles.of else 0


def _is_wordy(column: Column) -> bool:
    """Whether the values are words rather than codes."""
    values = [value for value, _ in column.top[:40]]
    wordy = sum(" " in value.strip() and not any(c.isdigit() for c in value) for value in values)
    return wordy > 0.3 * len(values)


def _is_numbered_name(role: str, column: Column) -> bool:
    """Whether a column called Name holds numbers of orders such as #1001."""
    numbered = sum(any(sign.isdigit() for sign in value) for value, _ in column.top)
    return (
        role == "order_id"
        and suggestions(column.label).get("product_name", 0) > 0.8
        and (numbered == len(column.top) and not _is_wordy(column))
    )


def _give_best(roles: Roles, role: str, candidates: list[Column], score) -> None:
    best = (0.15, None)
    for column in candidates:
        found = suggestions(column.label)
        name = found.get(role, 0.0)
        # a name that says another role better is weak evidence for this one
        if found and max(found.values()) > name + 0.25:
            name *= 0.4
            if name < 0.2 and max(found.values()) >= 0.8 and not _is_numbered_name(role, column):
                continue
        value = score(column, name)
        if value > best[0]:
            best = (value, column)
    if best[1] is not None:
        column = best[1]
        blank = column.rows - column.filled
        why = f"{column.distinct:,} values, " + (
            f"{blank:,} of {column.rows:,} rows blank" if blank else "no row blank"
        )
        roles.give(role, column, why)


def is_status(column: Column) -> bool:
    """Whether the words are statuses: half the rows by their words, or the name says status."""
    known = sum(count for value, count in column.top if meaning(value))
    return column.distinct <= 40 and (
        known >= 0.5 * column.filled or says(column.name, "status", "statut", "bestellstatus")
    )


def find_by_name(roles: Roles, wanted: dict[str, float] | None = None) -> None:
    """The roles that only a name tells, where the values allow them."""
    for role, least in (wanted or BY_NAME).items():
        best = (least - 0.001, None)
        for column in roles.columns.values():
            if column.name in roles.taken or column.filled == 0:
                continue
            found = suggestions(column.label)
            score = found.get(role, 0.0)
            if role in NUMBERS and not column.is_number:
                continue
            if role in ("product_name", "category", "country", "status") and (
                column.lettered < 0.5 * column.filled and role != "category"
            ):
                continue
            if role == "status" and not is_status(column):
                continue
            if role == "cancelled_at" and not (column.is_date and column.filled < column.rows):
                continue
            if role == "order_line_id" and not is_identifier(column):
                continue
            if found and max(found.values()) > score + 0.15:
                score -= 0.3
            if score > best[0]:
                best = (score, column)
        if best[1] is not None:
            roles.give(role, best[1], f"{best[1].distinct:,} values, by its name")
