"""Order, customer and product ids, by what determines what and by name."""

from __future__ import annotations

import duckdb

from propose.keys import is_identifier, single_share
from propose.names import suggestions
from propose.profiles import Column
from propose.roles import Roles, date_sql


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
                # an order id that many rows lack is the id of something else
                - 4 * max(0, 1 - column.filled / column.rows - 0.02)
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
