"""Which column of a table has which role, by its values first and its name second."""

from __future__ import annotations

from dataclasses import dataclass, field

from propose import texts
from propose.keys import is_identifier
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


@dataclass
class Read:
    """A table as it is read: its roles, its decimal mark, and the columns of whole orders."""

    roles: Roles
    columns: dict[str, Column]
    decimal: str
    level: dict[str, str] = field(default_factory=dict)


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
