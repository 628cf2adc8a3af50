"""Check the lines against the totals of orders and payments, and settle what that settles."""

from __future__ import annotations

from propose.cents import asks_for_cents, in_cents, same_unit
from propose.keys import is_identifier
from propose.ledger import line_money, number_of
from propose.money import score
from propose.names import says
from propose.profiles import Column
from propose.proposal import OPEN, Input, Proposal, Setting, money
from propose.roles import Read
from propose.taxes import is_rate, tax_words
from propose.totals import (
    Stated,
    settle,
    stated_by_orders,
    stated_by_payments,
    with_parts,
)
from propose.writing import flow

NO_TOTAL = ("discount_amount", "shipping", "tax", "refunded", "quantity", "cost")


def check_totals(
    connection,
    proposal: Proposal,
    lines: Read,
    orders: Read | None,
    payments: tuple[dict[str, Column], str] | None,
) -> None:
    """Compare the lines with every total that is stated."""
    found = proposal.inputs["transactions"]
    order = lines.roles.of.get("order_id")
    if order is None:
        return
    beside = proposal.inputs.get("orders")
    of_orders = orders or (
        Read(
            lines.roles,
            {name: lines.columns[name] for name in lines.level} | {order.name: order},
            lines.decimal,
            {},
        )
        if lines.level
        else None
    )
    formulas = []
    if of_orders is not None:
        parts = _parts(of_orders)
        source = beside or Input(found.table, found.source, {"order_id": found.columns["order_id"]})
        for total in _totals(of_orders):
            stated = stated_by_orders(source, of_orders.columns, parts, of_orders.decimal, total)
            formula = settle(connection, found, lines.columns, lines.decimal, stated, order.sql)
            if formula:
                formulas.append((formula, stated))
    if payments is not None and "payments" in proposal.inputs:
        stated = stated_by_payments(proposal.inputs["payments"], *payments)
        if (stated is not None and line_money(found, lines.columns, lines.decimal) is not None) or _has_open(found):
            formula = settle(connection, found, lines.columns, lines.decimal, stated, order.sql)
            if formula:
                formulas.append((formula, stated))
    if beside is not None and of_orders is not None and "discount_amount" in beside.columns:
        _order_discount(connection, proposal, found, lines, beside, of_orders, formulas, order)
    _ask_for_all_cents(found, lines, beside, of_orders)
    for formula, stated in formulas:
        taxed = tax_words(connection, of_orders.columns, of_orders.decimal, stated.column) if stated.column else ""
        taxed = "" if formula.get("tax") else taxed
        proposal.notes.append(
            f"the lines add up to {stated.name}{with_parts(formula)}" + (f"; it is {taxed}" if taxed else "")
        )
    _left_out(connection, proposal, of_orders)


def _ask_for_all_cents(found: Input, lines: Read, beside: Input | None, of_orders: Read | None) -> None:
    """Where prices may be in cents, the other whole amounts wait for the same answer."""
    asked = next(
        (
            role
            for role in ("unit_price", "line_amount")
            if role in found.columns and found.columns[role].is_open and asks_for_cents(found.columns[role])
        ),
        None,
    )
    if asked is None:
        return
    for one, read in ((found, lines), (beside, of_orders)):
        for role in (
            "unit_price",
            "line_amount",
            "discount_amount",
            "refunded",
            "cost",
        ):
            setting = one.columns.get(role) if one is not None else None
            if setting is None or role == asked:
                continue
            if setting.is_open and setting.alternatives:
                _add_cents(setting, asked)
                continue
            if not isinstance(setting.value, str) or setting.is_open:
                continue
            column = read.columns.get(setting.value)
            if column is not None and column.is_whole:
                one.columns[role] = same_unit(column, setting.evidence, asked)


def _add_cents(setting: Setting, asked: str) -> None:
    """An amount whose form is open may be in cents as well."""
    amounts = [value for value in setting.alternatives if in_cents(value) != value]
    for value in amounts:
        setting.alternatives.append(in_cents(value))
        setting.question.append(f"write {flow(in_cents(value))} if it is an amount and {asked} is in cents")


def _has_open(found: Input) -> bool:
    return any(setting.is_open and setting.alternatives for setting in found.columns.values())


def _parts(read: Read) -> dict[str, Column]:
    parts = {}
    for role in ("discount_amount", "shipping", "tax"):
        fitting = [c for c in read.columns.values() if c.is_number and score(c, role) >= 0.5]
        if fitting:
            # an amount of tax before its rate
            parts[role] = max(
                fitting, key=lambda one: (role == "discount_amount" or not is_rate(one), score(one, role))
            )
    return parts


def _totals(read: Read) -> list[Column]:
    return sorted(
        (
            c
            for c in read.columns.values()
            if c.is_number
            and score(c, "line_amount") >= 0.45
            and score(c, *NO_TOTAL) < score(c, "line_amount")
            and not c.is_constant
        ),
        key=lambda one: -score(one, "line_amount"),
    )


def _order_discount(
    connection,
    proposal: Proposal,
    found: Input,
    lines: Read,
    beside: Input,
    of_orders: Read,
    formulas: list[tuple[dict, Stated]],
    order: Column,
) -> None:
    setting = beside.columns["discount_amount"]
    name = setting.value if isinstance(setting.value, str) else setting.value["column"]
    proven = [(formula["discount"], stated) for formula, stated in formulas if formula["discount"]]
    if proven:
        kind, stated = proven[0]
        value: object = setting.value
        if kind in ("share", "per_cent"):
            value = {"column": name, "as": kind}
        elif kind == "negative":
            value = {"column": name, "multiplied_by": -1}
        beside.columns["discount_amount"] = Setting(
            value, f"{setting.evidence}; with it the lines add up to {stated.name}"
        )
        return
    column = of_orders.columns[name]
    # where the lines' money is in cents, so is a whole amount of the order
    in_units = in_cents(name) if _is_scaled(found) and column.is_whole else name
    amount = line_money(found, lines.columns, lines.decimal)
    stated, off = (number_of(value, of_orders.columns, of_orders.decimal) for value in (name, in_units))
    per_cent, share = {"column": name, "as": "per_cent"}, {"column": name, "as": "share"}
    if stated is None:
        return
    if amount is None:
        if column.is_rate_like:
            question = [f"Is {name} an amount, a per cent or a share of the order? No total of orders tells."]
            question += [f"write {flow(value)}" for value in (in_units, per_cent, share)]
            beside.columns["discount_amount"] = Setting(OPEN, setting.evidence, question, [in_units, per_cent, share])
        return
    key = of_orders.columns[str(beside.columns["order_id"].value)].sql
    sold, taken, rates, above, given = connection.execute(f"""
        with sums as (select {order.sql} as order_key, sum({amount}) as amount from {found.table.relation} group by 1),
        discounts as (
            select {key} as order_key, max({stated}) as rate, max({off}) as off from {beside.table.relation} group by 1
        )
        select coalesce(sum(amount), 0), coalesce(sum(off), 0), coalesce(sum(amount * rate), 0),
            count(*) filter (where abs(off) > abs(amount) + 0.01), count(*) filter (where rate != 0)
        from sums inner join discounts on sums.order_key = discounts.order_key""").fetchone()
    if not given:
        return
    if column.per_cents or says(name, "pct", "percent", "prozent", "porcentaje"):
        why = f"{setting.evidence}; per cents by their sign or name"
        beside.columns["discount_amount"] = Setting(per_cent, why)
    elif above or column.is_rate_like or (column.largest or 0) <= 1:
        readings = [(in_units, "an amount", taken), (per_cent, "a per cent", rates / 100), (share, "a share", rates)]
        beside.columns["discount_amount"] = Setting(
            OPEN,
            f"{setting.evidence}; {above:,} are more than their order",
            [
                f"Is {name} an amount, a per cent or a share of the order? No total of orders tells.",
                *(
                    f"write {flow(value)} if it is {what}: {money(sold - less)} in all"
                    for value, what, less in readings
                ),
            ],
            [value for value, *_ in readings],
        )
    elif any(formula["discount"] is None for formula, _ in formulas):
        beside.columns["discount_amount"] = Setting(
            OPEN,
            setting.evidence,
            [
                f"Is {name} already taken off the lines? They add up to {formulas[0][1].name} without it.",
                f"write {flow(in_units)} if it is still to be taken off: {money(sold - taken)} in all",
                f"write {{constant: 0}} if the lines are net of it: {money(sold)} in all",
            ],
            [in_units, {"constant": 0}],
        )
    else:
        beside.columns["discount_amount"] = Setting(in_units, f"{setting.evidence}; none is more than its order")


def _is_scaled(found: Input) -> bool:
    """Whether the lines' money is divided to whole units."""
    values = (found.columns[role].value for role in ("unit_price", "line_amount") if role in found.columns)
    return any(isinstance(value, dict) and "divided_by" in value for value in values)


def ask_for_person(proposal: Proposal, read: Read, customers: dict[str, Column]) -> None:
    """A customer id that is another one in every order is no person, where the customers have an id that repeats."""
    customer, order = read.roles.of.get("customer_id"), read.roles.of.get("order_id")
    if customer is None or order is None or customer.distinct < 0.98 * order.distinct or order.distinct < 20:
        return
    persons = [
        c
        for c in customers.values()
        if is_identifier(c)
        and score(c, "customer_id") >= 0.4
        and c.name != customer.name
        and 0.3 * c.filled < c.distinct < 0.98 * c.filled
    ]
    if not persons:
        return
    person = max(persons, key=lambda one: score(one, "customer_id"))
    name = "orders" if "orders" in proposal.inputs else "transactions"
    proposal.inputs[name].columns["customer_id"] = Setting(
        OPEN,
        f"{customer.distinct:,} values in {order.distinct:,} orders",
        [
            f"Who is the customer? {customer.name} is another one in every order; {person.name} of {person.table.name} "
            f"repeats ({person.distinct:,} values of {person.filled:,}).",
            f"add {person.name} to {read.roles.of['order_id'].table.name} by {customer.name}, then write {person.name}",
            f"write {customer.name} if every order is another customer: then nobody ever came back",
        ],
    )


def _left_out(connection, proposal: Proposal, read: Read | None) -> None:
    """Shipping and tax are no revenue of goods; how much is left out is said."""
    if read is None:
        return
    for role, column in _parts(read).items():
        if role == "discount_amount" or not column.largest:
            continue
        if is_rate(column):
            proposal.notes.append(f"{column.name} is left out: it is a rate, no amount")
            continue
        amount = number_of(column.name, read.columns, read.decimal)
        [(total,)] = connection.execute(f"select sum({amount}) from {column.table.relation}").fetchall()
        more = "; to count it as revenue, map shipping in orders" if role == "shipping" else ""
        proposal.notes.append(f"{column.name} ({money(total)} in all) is left out: revenue is of goods{more}")
