"""Columns that the build would read by their names although nothing speaks for it."""

from __future__ import annotations

import re

from propose.proposal import Input, Setting

# Optional columns that the build takes by name where the vars file does not say otherwise.
OPTIONAL = {
    "transactions": (
        "line_amount",
        "discount_amount",
        "cost",
        "currency",
        "status",
        "cancelled_at",
        "product_name",
        "category",
        "channel",
        "store_id",
        "country",
        "order_line_id",
    ),
    "orders": (
        "status",
        "cancelled_at",
        "discount_amount",
        "shipping",
        "tax",
        "refunded",
    ),
}


def plain(name: str) -> str:
    """A name's letters, as the build compares them."""
    return re.sub("[ _.-]", "", name.lower())


def used_names(value: object) -> set[str]:
    """The columns that a mapping reads."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        found: set[str] = set()
        for key, part in value.items():
            if key in (
                "column",
                "sum",
                "product",
                "difference",
                "divide",
                "join",
                "first_of",
            ):
                for one in part if isinstance(part, list) else [part]:
                    found |= used_names(one)
        return found
    return set()


def leave_unread(name: str, one: Input) -> None:
    """Say of every column that only its name would map that it is not read."""
    used = set().union(*(used_names(setting.value) for setting in one.columns.values()))
    for role in OPTIONAL.get(name, ()):
        if role in one.columns:
            continue
        for column in one.table.columns:
            if column not in used and plain(column) == role.replace("_", ""):
                why = "its values do not fit, or another column says the same"
                one.columns[role] = Setting({"constant": ""}, f"{column} is left out: {why}")
