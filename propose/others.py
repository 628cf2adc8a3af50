"""The other inputs: orders, payments, customers, products and campaign contacts."""

from __future__ import annotations

from propose.cents import cents, looks_like_cents, question_of_cents
from propose.dialect import date_form, decimal_mark
from propose.ids import find_ids
from propose.keys import Link, is_identifier
from propose.ledger import number_of
from propose.lines import table_numbers
from propose.names import normalised, says
from propose.profiles import Column
from propose.proposal import OPEN, Input, Setting, of
from propose.roles import Read, Roles, find_by_name, find_date
from propose.statuses import status_mapping

PLAIN_NAME = ("name", "nom", "nombre", "nome", "naam", "navn", "namn")
DESCRIPTION = ("description", "desc", "beschreibung", "descripcion", "descrizione", "omschrijving", "descricao")


def input_dialect(
    connection,
    one: Input,
    roles: Roles,
    date: Column | None,
    order: Column | None = None,
) -> str:
    mark = decimal_mark(table_numbers(roles))
    if mark and (mark.is_open or mark.value == "comma"):
        one.dialect["decimal"] = mark
    if date is not None:
        _, form = date_form(connection, date, order, [c for c in roles.columns.values() if c.is_date])
        if form.is_open or form.value != "iso":
            one.dialect["dates"] = form
    return mark.value if mark and not mark.is_open else "point"


def propose_orders(connection, one: Input, columns: dict[str, Column], link: Link, who: Link | None = None) -> Read:
    """The orders input: a row per order, joined to the lines; who: the column that names rows of the customers."""
    roles = Roles(columns)
    roles.give("order_id", link.parent, f"joins the lines: {link.words}")
    find_date(roles)
    find_ids(connection, roles)
    if "customer_id" not in roles.of and who is not None and who.child.table is one.table:
        roles.give("customer_id", who.child, f"{who.words}")
    find_by_name(
        roles,
        {
            "status": 0.5,
            "cancelled_at": 0.6,
            "shipping": 0.5,
            "tax": 0.6,
            "refunded": 0.55,
            "discount_amount": 0.5,
            "store_id": 0.6,
        },
    )
    decimal = input_dialect(connection, one, roles, roles.of.get("ordered_at"), link.parent)
    one.columns["order_id"] = Setting(link.parent.name, roles.why["order_id"])
    for role in ("customer_id", "ordered_at", "store_id"):
        if role in roles.of:
            one.columns[role] = Setting(roles.name(role), roles.why[role])
    for role in ("discount_amount", "refunded"):
        if role in roles.of and roles.of[role].largest:
            column = roles.of[role]
            setting = cents(column) or Setting(column.name, "")
            amount = number_of(setting.value, columns, decimal)
            rows, total = connection.execute(
                f"select count(*) filter (where {amount} != 0), coalesce(sum({amount}), 0) from {one.table.relation}"
            ).fetchone()
            setting.evidence = f"{of(rows, column.rows)} orders have one, {total:,.2f} in all" + (
                f"; {setting.evidence}" if setting.evidence else ""
            )
            if rows:
                one.columns[role] = setting
    if "status" in roles.of:
        one.columns["status"] = status_mapping(connection, roles.of["status"], None)
    if "cancelled_at" in roles.of:
        one.columns["cancelled_at"] = Setting(
            roles.name("cancelled_at"),
            f"{roles.of['cancelled_at'].filled:,} orders have one",
        )
    one.unused = [name for name in columns if name not in {str(part.value) for part in one.columns.values()}]
    return Read(roles, columns, decimal)


def propose_payments(connection, one: Input, columns: dict[str, Column], asks_cents: bool) -> str:
    """The payments input: amounts that are summed to orders."""
    roles = Roles(columns)
    find_by_name(roles, {"payment_amount": 0.5})
    amount = roles.of.get("payment_amount")
    if amount is None:
        numbers = [c for c in columns.values() if c.is_number and not is_identifier(c)]
        amount = numbers[0] if numbers else None
    find_ids(connection, roles)
    decimal = input_dialect(connection, one, roles, None)
    if "order_id" in roles.of:
        one.columns["order_id"] = Setting(roles.name("order_id"), roles.why["order_id"])
    if amount is not None:
        setting = cents(amount) or Setting(amount.name, f"{amount.filled:,} amounts")
        if setting.value == amount.name and asks_cents and looks_like_cents(amount) and not amount.signs:
            [(total,)] = connection.execute(
                f"select sum({number_of(amount.name, columns, decimal)}) from {one.table.relation}"
            ).fetchall()
            setting = Setting(OPEN, setting.evidence, question_of_cents(amount, total))
        one.columns["amount"] = setting
    one.unused = [name for name in columns if name not in roles.taken]
    return decimal


def propose_products(connection, one: Input, columns: dict[str, Column], link: Link | None) -> Read:
    """The products input."""
    roles = Roles(columns)
    if link is not None:
        roles.give("product_id", link.parent, f"joins the lines: {link.words}")
    else:
        find_ids(connection, roles)
    find_by_name(
        roles,
        {
            "product_name": 0.4,
            "category": 0.5,
            "unit_cost": 0.55,
            "unit_price": 0.6,
            "stock_unit_count": 0.6,
        },
    )
    _prefer_name(roles)
    decimal = input_dialect(connection, one, roles, None)
    for role in (
        "product_id",
        "product_name",
        "category",
        "unit_cost",
        "unit_price",
        "stock_unit_count",
    ):
        if role in roles.of:
            column = roles.of[role]
            if role == "unit_price" and column is roles.of.get("unit_cost"):
                continue
            setting = (cents(column) if role in ("unit_cost", "unit_price") else None) or Setting(
                column.name, roles.why[role]
            )
            one.columns[role] = setting
    one.unused = [name for name in columns if name not in roles.taken]
    return Read(roles, columns, decimal)


def _prefer_name(roles: Roles) -> None:
    """In a table of products, a column called name names them better than a description."""
    chosen = roles.of.get("product_name")
    if chosen is None or not says(chosen.name, *DESCRIPTION):
        return
    for column in roles.columns.values():
        if normalised(column.name) in PLAIN_NAME and column.lettered >= 0.5 * column.filled > 0:
            roles.give("product_name", column, f"{column.distinct:,} values, by its name")
            return


def propose_contacts(connection, one: Input, columns: dict[str, Column]) -> None:
    """The campaign_contacts input."""
    roles = Roles(columns)
    find_by_name(
        roles,
        {
            "campaign_id": 0.7,
            "contacted_at": 0.6,
            "contact_group": 0.7,
            "responded_at": 0.6,
            "channel": 0.6,
            "cost": 0.6,
        },
    )
    date = roles.of.get("contacted_at")
    find_ids(connection, roles)
    input_dialect(connection, one, roles, date)
    for role in (
        "campaign_id",
        "customer_id",
        "contacted_at",
        "contact_group",
        "channel",
        "cost",
        "responded_at",
    ):
        if role in roles.of:
            one.columns[role] = Setting(roles.name(role), roles.why[role])
    one.unused = [name for name in columns if name not in roles.taken]
