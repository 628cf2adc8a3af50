"""Prices of the products file: asked for cents and checked against totals as if each line held them."""

from __future__ import annotations

from dataclasses import replace

from propose import texts
from propose.cents import asks_for_cents, looks_like_cents, question_of_cents, same_unit
from propose.ledger import number_of
from propose.money import WITHOUT_CENTS
from propose.profiles import Column
from propose.proposal import OPEN, Input, Proposal, Setting
from propose.reading import quoted
from propose.roles import Read

FEW = 3  # prices that may tell cents: a products file may be short


def from_products(one: Input) -> bool:
    """Whether the lines take their prices from the products."""
    setting = one.columns.get("unit_price")
    return setting is not None and setting.value == {"from_products": True}


def lend_price(connection, proposal: Proposal, lines: Read, products: Read) -> Read | None:
    """Give the lines the products' price for a while; None where it cannot be joined."""
    found, listed = proposal.inputs["transactions"], proposal.inputs["products"]
    setting, key = listed.columns.get("unit_price"), listed.columns.get("product_id")
    own = found.columns.get("product_id")
    if setting is None or key is None or own is None or not all(isinstance(one.value, str) for one in (key, own)):
        return None
    name = setting.value if isinstance(setting.value, str) else setting.value["column"]
    if own.value not in lines.columns or name in lines.columns:
        return None
    price = products.columns[name]
    number = f"cast({texts.number(price.sql, products.decimal)} as varchar)"
    if lines.decimal == "comma":
        number = f"replace({number}, '.', ',')"
    relation = found.table.relation
    connection.execute(
        f"create or replace table {relation} as select {relation}.*, listed.price as {quoted(name)} from {relation} "
        f"left join (select {products.columns[key.value].sql} as product, max({number}) as price from "
        f"{listed.table.relation} group by all) as listed on {lines.columns[own.value].sql} = listed.product"
    )
    lent = Read(lines.roles, lines.columns | {name: replace(price, table=found.table)}, lines.decimal, lines.level)
    found.columns["unit_price"] = _asked(connection, proposal, setting, price, lent)
    return lent


def _asked(connection, proposal: Proposal, setting: Setting, price: Column, lent: Read) -> Setting:
    """The price, or the question whether it is in cents."""
    found = proposal.inputs["transactions"]
    without = proposal.settings["segments_currency"].value in WITHOUT_CENTS
    if setting.value != price.name or without or price.signs or not looks_like_cents(price, FEW):
        return setting
    amount = number_of(price.name, lent.columns, lent.decimal)
    quantity = found.columns.get("quantity")
    pieces = number_of(quantity.value, lent.columns, lent.decimal) if quantity and not quantity.is_open else None
    [(total,)] = connection.execute(
        f"select coalesce(sum({pieces or 1} * {amount}), 0) from {found.table.relation}"
    ).fetchall()
    value = {"column": price.name, "divided_by": 100}
    return Setting(OPEN, setting.evidence, question_of_cents(price, total), [price.name, value])


def return_price(proposal: Proposal, taken: Setting) -> None:
    """Put what was found out about the price where it stands: into the products."""
    found, listed = proposal.inputs["transactions"], proposal.inputs["products"]
    listed.columns["unit_price"], found.columns["unit_price"] = found.columns["unit_price"], taken


def ask_for_listed_cents(proposal: Proposal, products: Read) -> None:
    """Whole amounts of the products wait where the lines' money, or the products' price, may be in cents."""
    listed = proposal.inputs["products"]
    if proposal.settings.get("segments_currency", Setting("")).value in WITHOUT_CENTS:
        return
    asked = _told(proposal)
    for role in ("unit_price", "unit_cost"):
        setting = listed.columns.get(role)
        column = products.columns.get(setting.value) if setting and isinstance(setting.value, str) else None
        if column is None or setting.is_open or not column.is_whole or column.signs or not column.largest:
            continue
        if asked:
            listed.columns[role] = same_unit(column, setting.evidence, asked)


def _told(proposal: Proposal) -> str:
    """The amount that is in cents or asked for cents."""
    for name, roles in (("transactions", ("unit_price", "line_amount")), ("products", ("unit_price",))):
        one = proposal.inputs.get(name)
        for role in roles:
            setting = one.columns.get(role) if one else None
            if setting is None:
                continue
            if asks_for_cents(setting) or (isinstance(setting.value, dict) and "divided_by" in setting.value):
                return f"{role} of {name}"
    return ""
