"""The transactions input (and orders and payments beside it)."""

from __future__ import annotations

from dataclasses import dataclass

from propose import names, texts
from propose.arrangement import Arrangement, named
from propose.dialect import date_form, decimal_mark
from propose.flat import order_level, orders_of_lines
from propose.identity import NO_IDS, drop_row_numbers, map_ids
from propose.ledger import line_money
from propose.money import WITHOUT_CENTS, candidates
from propose.names import suggestions
from propose.pricing import price_lines
from propose.profiles import Column
from propose.proposal import OPEN, Input, Proposal, Setting, money
from propose.roles import Roles, find_by_name, find_date, find_ids
from propose.settings import find_currency, find_settings
from propose.statuses import status_mapping


@dataclass
class Read:
    """What was found of a table of lines."""

    roles: Roles
    columns: dict[str, Column]
    decimal: str
    level: dict[str, str]  # columns of the whole order


def table_numbers(roles: Roles) -> list[Column]:
    """The columns of decimals that tell the decimal mark."""
    return [
        column
        for column in roles.columns.values()
        if column.is_number
        and not column.is_date
        and max(
            (suggestions(column.label).get(role, 0) for role in ("order_id", "customer_id", "product_id", "phone")),
            default=0,
        )
        < 0.7
    ]


def propose_lines(
    connection,
    proposal: Proposal,
    arranged: Arrangement,
    columns: dict[str, Column],
    orders: dict[str, Column] | None,
) -> Read:
    """Add the transactions input, and the settings that its lines tell."""
    found = proposal.inputs["transactions"]
    roles = Roles(columns)
    # a date of the lines beside that of the orders is often another one, such as that of shipping
    find_date(roles, 0.8 if orders else 0.0)
    if "orders" in arranged.joins:
        link = arranged.joins["orders"]
        roles.give("order_id", link.child, f"joins orders: {link.words}")
    elif arranged.order_key is not None:
        link = arranged.order_key
        roles.give(
            "order_id",
            link.parent,
            f"{link.child.name} of {link.child.table.name}: {link.words}",
        )
    find_ids(connection, roles)
    drop_row_numbers(roles, orders)
    find_by_name(roles)
    numbers = table_numbers(roles)
    mark = decimal_mark(numbers)
    decimal = mark.value if mark and not mark.is_open else "point"
    if mark and (mark.is_open or mark.value == "comma"):
        found.dialect["decimal"] = mark
    has_product = any(role in roles.of for role in ("product_id", *NO_IDS))
    order = roles.of.get("order_id")
    grain = "line" if has_product or orders or (order is not None and not order.is_unique) else "order"
    if not has_product and not orders and order is None:
        grain = "order"
    arranged.grain = grain
    level = order_level(connection, roles) if orders is None and grain == "line" else {}
    free = Roles(
        {name: column for name, column in columns.items() if name not in level},
        dict(roles.of),
    )
    for role in ("discount_amount", "cost"):
        free.of.pop(role, None)
    for role in (
        "status",
        "cancelled_at",
        "shipping",
        "tax",
        "refunded",
        "discount_amount",
    ):
        if role in roles.of and roles.name(role) in level:
            roles.of.pop(role)
    find_currency(proposal, roles, found, columns)
    asks_cents = proposal.settings["segments_currency"].value not in WITHOUT_CENTS
    priced = price_lines(connection, free, decimal, grain, asks_cents)
    if mark and mark.is_open:
        # amounts wait for the mark
        for setting in priced.columns.values():
            if isinstance(setting.value, str) and setting.value == OPEN:
                setting.value, setting.question = (
                    columns[next(iter(priced.used))].name,
                    [],
                )
    _need_money(proposal, arranged, found, free, priced, decimal, grain)
    map_ids(roles, found, grain, orders)
    reading = None
    if "ordered_at" in roles.of:
        others = [c for c in columns.values() if c.is_date]
        reading, form = date_form(connection, roles.of["ordered_at"], order, others)
        if form.is_open or form.value != "iso":
            found.dialect["dates"] = form
            found.columns["ordered_at"] = Setting(roles.name("ordered_at"), roles.why["ordered_at"])
        else:
            found.columns["ordered_at"] = Setting(roles.name("ordered_at"), form.evidence)
    found.columns |= priced.columns
    proposal.notes += priced.notes
    for role in (
        "order_line_id",
        "product_name",
        "category",
        "country",
        "channel",
        "store_id",
    ):
        if role in roles.of and role not in found.columns and not (grain == "order" and role in NO_IDS):
            found.columns[role] = Setting(roles.name(role), roles.why[role])
    _cost(connection, roles, found, priced, decimal)
    amount = line_money(found, columns, decimal)
    if "status" in roles.of:
        found.columns["status"] = status_mapping(connection, roles.of["status"], amount)
    if "cancelled_at" in roles.of:
        cancelled = roles.of["cancelled_at"]
        found.columns["cancelled_at"] = Setting(cancelled.name, f"{cancelled.filled:,} rows have one")
    find_settings(connection, proposal, roles, found, columns, decimal, reading, amount, grain)
    if level:
        beside = orders_of_lines(found, roles, level)
        if beside is not None:
            proposal.inputs["orders"] = beside
            beside.columns |= {
                role: status_mapping(connection, columns[str(beside.columns[role].value)], None)
                for role in ("status",)
                if role in beside.columns
            }
    used = {
        str(one.value)
        for beside in proposal.inputs.values()
        if beside.table is found.table
        for one in beside.columns.values()
    }
    found.unused = [name for name in columns if name not in roles.taken | priced.used | used]
    return Read(roles, columns, decimal, level)


def _need_money(
    proposal: Proposal,
    arranged: Arrangement,
    found: Input,
    free: Roles,
    priced,
    decimal: str,
    grain: str,
) -> None:
    """Lines without money wait for an answer, unless products or payments have it."""
    if "unit_price" in priced.columns or "line_amount" in priced.columns or "payments" in arranged.tables:
        return
    role = "line_amount" if grain == "order" else "unit_price"
    if arranged.has_prices and grain == "line":
        priced.columns[role] = Setting({"from_products": True}, "no money in the lines; the products have prices")
        return
    numbers = [c for c in candidates(free) if c.name not in priced.used and (c.largest or 0) > 0]
    priced.columns[role] = Setting(
        OPEN,
        "",
        [
            "Which column is the money? None was recognised."
            if numbers
            else "No column of numbers is left that could be money.",
            *(f"write {c.name}: {c.filled:,} numbers from {c.smallest:g} to {c.largest:g}" for c in numbers[:6]),
        ],
        [c.name for c in numbers[:6]],
    )


def _cost(connection, roles: Roles, found: Input, priced, decimal: str) -> None:
    cost = roles.of.get("cost")
    if cost is None or not cost.is_number or cost.name in priced.used:
        return
    quantity = priced.columns.get("quantity")
    per_unit = names.says(cost.name, "unit", "price", "preis", "prix", "precio", "prezzo", "each")
    if per_unit and quantity is not None and isinstance(quantity.value, str):
        found.columns["cost"] = Setting(
            {"product": [cost.name, quantity.value]},
            "per piece by its name, times the quantity",
        )
    elif per_unit or quantity is None:
        return
    else:
        found.columns["cost"] = Setting(cost.name, "of the whole line by its name")
    _ = (connection, decimal)


__all__ = ["money", "named", "propose_lines", "texts"]
