"""Check the lines of an order against a stated total, and settle what was open with it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from propose.cents import asks_for_cents, in_cents
from propose.ledger import line_money, number_of
from propose.profiles import Column
from propose.proposal import OPEN, Input, Setting, of

SMALLEST = 5  # orders that tell


@dataclass
class Stated:
    """Totals of orders: a query of order_key, total, discount, shipping and tax."""

    query: str
    name: str  # for people
    parts: tuple = ()  # the roles that the orders have: discount_amount, shipping, tax
    column: str = ""  # of the orders
    is_whole: bool = False  # whole numbers cannot tell cents from units


def stated_by_orders(
    one: Input,
    columns: dict[str, Column],
    parts: dict[str, Column],
    decimal: str,
    total: Column,
) -> Stated:
    """The totals that the orders of a table state; one value per order."""
    key = columns[str(one.columns["order_id"].value)].sql
    picked = ", ".join(
        f"max({number_of(parts[role].name, columns, decimal)}) as {role}" if role in parts else f"null as {role}"
        for role in ("discount_amount", "shipping", "tax")
    )
    return Stated(
        f"select {key} as order_key, max({number_of(total.name, columns, decimal)}) as total, {picked} "
        f"from {one.table.relation} where {key} is not null group by {key}",
        f"{total.name} of {one.table.name}",
        tuple(parts),
        total.name,
        total.is_whole,
    )


def stated_by_payments(one: Input, columns: dict[str, Column], decimal: str) -> Stated | None:
    """The sums of payments by order."""
    amount = one.columns.get("amount")
    key = one.columns.get("order_id")
    sql = number_of(amount.value, columns, decimal) if amount and not amount.is_open else None
    if sql is None or key is None:
        return None
    return Stated(
        f"select {columns[str(key.value)].sql} as order_key, sum({sql}) as total, null as discount_amount, "
        f"null as shipping, null as tax from {one.table.relation} group by 1",
        f"the payments of {one.table.name}",
        (),
        "",
        _is_whole(amount.value, columns),
    )


def _is_whole(value: object, columns: dict[str, Column]) -> bool:
    return isinstance(value, str) and columns[value].is_whole


def fits(
    connection,
    lines: Input,
    columns: dict[str, Column],
    decimal: str,
    stated: Stated,
    order_key: str,
) -> tuple[float, dict, int, int]:
    """The formula of a stated total that holds for most orders: its share, its parts and counts."""
    amount = line_money(lines, columns, decimal)
    if amount is None:
        return 0.0, {}, 0, 0
    connection.execute(f"""
        create or replace temp table order_sums as
        select stated.*, sums.amount, sums.line_count from ({stated.query}) as stated
        inner join (select {order_key} as order_key, sum({amount}) as amount, count(*) as line_count
            from {lines.table.relation} group by 1) as sums on stated.order_key = sums.order_key
        where stated.total is not null and sums.amount != 0""")
    shares = {
        "amount": "coalesce(discount_amount, 0)",
        "negative": "-coalesce(discount_amount, 0)",
        "share": "amount * scale * coalesce(discount_amount, 0)",
        "per_cent": "amount * scale * coalesce(discount_amount, 0) / 100",
    }
    discounts = {None: "0"} | (shares if "discount_amount" in stated.parts else {})
    with_shipping, with_tax = ((0, 1) if role in stated.parts else (0,) for role in ("shipping", "tax"))
    best = (0.0, {}, 0, 0)
    for scale, (kind, discount), shipping, tax in itertools.product(
        (1, 0.01), discounts.items(), with_shipping, with_tax
    ):
        expression = f"amount * scale - ({discount}) + {shipping} * coalesce(shipping, 0) + {tax} * coalesce(tax, 0)"
        met, asked, telling = connection.execute(
            f"select count(*) filter (where abs(total - ({expression})) <= 0.011 + 0.005 * line_count), count(*), "
            f"count(*) filter (where coalesce(discount_amount, 0) != 0) "
            f"from (select *, {scale} as scale from order_sums) as scaled"
        ).fetchone()
        if asked < SMALLEST or (kind and telling < SMALLEST):
            continue
        share = met / asked - 0.001 * (shipping + tax + (kind is not None))
        if share > best[0]:
            best = (
                share,
                {"scale": scale, "discount": kind, "shipping": shipping, "tax": tax},
                met,
                asked,
            )
    return best


def settle(
    connection,
    lines: Input,
    columns: dict[str, Column],
    decimal: str,
    stated: Stated,
    order_key: str,
) -> dict:
    """Answer open money questions by the totals; return the formula that holds."""
    open_roles = [
        role
        for role in ("unit_price", "line_amount", "discount_amount")
        if role in lines.columns
        and lines.columns[role].is_open
        and lines.columns[role].alternatives
        and not (stated.is_whole and asks_for_cents(lines.columns[role]))
    ]
    waiting = [role for role in ("unit_price", "line_amount") if stated.is_whole and _waits(lines, role)]
    if waiting and not open_roles:
        return _settle_whole(connection, lines, columns, decimal, stated, order_key, waiting)
    if not open_roles:
        share, formula, met, asked = fits(connection, lines, columns, decimal, stated, order_key)
        if share < 0.9:
            return {}
        if formula["scale"] != 1:
            _divide(lines, columns, stated, met, asked)
        return formula
    kept = {role: lines.columns[role] for role in open_roles}
    results = []
    for values in itertools.product(*(kept[role].alternatives for role in open_roles)):
        for role, value in zip(open_roles, values, strict=True):
            lines.columns[role] = Setting(value)
        share, formula, met, asked = fits(connection, lines, columns, decimal, stated, order_key)
        if formula and formula["scale"] == 1:
            results.append((share, values, formula, met, asked))
    for role in open_roles:
        lines.columns[role] = kept[role]
    results.sort(key=lambda one: -one[0])
    if not results or results[0][0] < 0.9 or (len(results) > 1 and results[1][0] > 0.6 * results[0][0]):
        return {}
    share, values, formula, met, asked = results[0]
    for role, value in zip(open_roles, values, strict=True):
        lines.columns[role] = Setting(
            value,
            f"{kept[role].evidence}; so the lines add up to {stated.name} in {of(met, asked)} orders, otherwise not",
        )
    return formula


def with_parts(formula: dict) -> str:
    """What a total holds beside the lines, for people."""
    shown = [name for name in ("shipping", "tax") if formula.get(name)]
    return f" with {' and '.join(shown)}" if shown else ""


def _waits(lines: Input, role: str) -> bool:
    return role in lines.columns and lines.columns[role].is_open and asks_for_cents(lines.columns[role])


def _settle_whole(
    connection,
    lines: Input,
    columns: dict[str, Column],
    decimal: str,
    stated: Stated,
    order_key: str,
    waiting: list[str],
) -> dict:
    """A total in whole numbers that the lines add up to is in the same unit: one answer is for both."""
    kept = {role: lines.columns[role] for role in waiting}
    for role, setting in kept.items():
        lines.columns[role] = Setting(setting.alternatives[0], setting.evidence)
    share, formula, met, asked = fits(connection, lines, columns, decimal, stated, order_key)
    if share >= 0.9 and formula["scale"] != 1:
        _divide(lines, columns, stated, met, asked)
        return formula
    for role, setting in kept.items():
        lines.columns[role] = setting
        if share >= 0.9 and not any("in the same unit" in line for line in setting.question):
            setting.question.append(
                f"{stated.name} is in the same unit: the lines{with_parts(formula)} add up to it in {of(met, asked)} "
                "orders"
            )
    return formula if share >= 0.9 else {}


def _divide(lines: Input, columns: dict[str, Column], stated: Stated, met: int, asked: int) -> None:
    for role in ("unit_price", "line_amount", "discount_amount"):
        setting = lines.columns.get(role)
        if setting is None or setting.value == OPEN:
            continue
        value = in_cents(setting.value)
        if value != setting.value:
            lines.columns[role] = Setting(
                value,
                f"in cents: a hundredth adds up to {stated.name} in {of(met, asked)} orders; {setting.evidence}",
            )
