"""The transactions input (and orders and payments beside it)."""

from __future__ import annotations

from propose import names
from propose.arrangement import Arrangement
from propose.dialect import date_form, decimal_mark
from propose.flat import order_level, orders_of_lines
from propose.identity import NO_IDS, drop_row_numbers, map_ids
from propose.ids import find_ids
from propose.ledger import line_money
from propose.leftovers import used_names
from propose.money import WITHOUT_CENTS, Money, candidates
from propose.names import suggestions
from propose.pricing import price_lines
from propose.profiles import Column
from propose.proposal import OPEN, Input, Proposal, Setting
from propose.roles import Read, Roles, find_by_name, find_date
from propose.settings import find_currency, find_settings
from propose.statuses import return_flag, status_mapping
from propose.taxes import tax_words

PROFIT = ("profit", "gewinn", "rohertrag", "benefice", "beneficio", "utile", "lucro", "winst")
OF_ORDERS = ("status", "cancelled_at", "shipping", "tax", "refunded", "discount_amount")


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
    connection, proposal: Proposal, arranged: Arrangement, columns: dict[str, Column], orders: dict[str, Column] | None
) -> Read:
    """Add the transactions input, and the settings that its lines tell."""
    found = proposal.inputs["transactions"]
    roles = _roles(connection, arranged, columns, orders)
    mark = decimal_mark(table_numbers(roles))
    decimal = mark.value if mark and not mark.is_open else "point"
    if mark and (mark.is_open or mark.value == "comma"):
        found.dialect["decimal"] = mark
    grain = arranged.grain = grain_of(roles, orders)
    level = order_level(connection, roles) if orders is None and grain == "line" else {}
    for role in OF_ORDERS:
        if role in roles.of and roles.name(role) in level:
            roles.of.pop(role)
    find_currency(proposal, roles, found, columns)
    free = Roles({name: column for name, column in columns.items() if name not in level}, dict(roles.of))
    for role in ("discount_amount", "cost"):
        free.of.pop(role, None)
    asks_cents = proposal.settings["segments_currency"].value not in WITHOUT_CENTS
    priced = price_lines(connection, free, decimal, grain, asks_cents)
    if mark and mark.is_open:
        _wait_for_mark(priced, columns)
    _say_tax(connection, columns, decimal, priced)
    _need_money(arranged, free, priced, grain)
    map_ids(roles, found, grain, orders)
    reading = _map_date(connection, roles, found)
    found.columns |= priced.columns
    proposal.notes += priced.notes
    _map_named(roles, found, priced, grain)
    amount = line_money(found, columns, decimal)
    flag = return_flag(columns, roles.taken | priced.used)
    if "status" in roles.of:
        found.columns["status"] = status_mapping(connection, roles.of["status"], amount)
        if flag is not None:
            proposal.notes.append(f"{flag.name} may say what was returned too; only {roles.name('status')} is read")
    elif flag is not None and "status" not in level:
        roles.give("status", flag, "by its name")
        found.columns["status"] = status_mapping(connection, flag, amount)
    find_settings(connection, proposal, Read(roles, columns, decimal, level), reading, amount)
    beside = orders_of_lines(connection, found, roles, level) if level else None
    if beside is not None:
        proposal.inputs["orders"] = beside
    used = {str(setting.value) for setting in beside.columns.values()} if beside else set()
    found.unused = [name for name in columns if name not in roles.taken | priced.used | used]
    return Read(roles, columns, decimal, level)


def _roles(connection, arranged: Arrangement, columns: dict[str, Column], orders: dict[str, Column] | None) -> Roles:
    """The roles of the columns, beginning with the key that joins the orders."""
    roles = Roles(columns)
    # a date of the lines beside that of the orders is often another one, such as that of shipping
    find_date(roles, 0.8 if orders else 0.0)
    if "orders" in arranged.joins:
        link = arranged.joins["orders"]
        roles.give("order_id", link.child, f"joins orders: {link.words}")
    elif arranged.order_key is not None:
        link = arranged.order_key
        roles.give("order_id", link.parent, f"{link.child.name} of {link.child.table.name}: {link.words}")
    find_ids(connection, roles)
    drop_row_numbers(roles, orders)
    find_by_name(roles)
    return roles


def grain_of(roles: Roles, orders: dict[str, Column] | None) -> str:
    """Line or order: whether a row is a part of an order."""
    order = roles.of.get("order_id")
    if orders or any(role in roles.of for role in ("product_id", *NO_IDS)):
        return "line"
    return "line" if order is not None and not order.is_unique else "order"


def _wait_for_mark(priced: Money, columns: dict[str, Column]) -> None:
    """While the decimal mark is open, no question about amounts makes sense."""
    for setting in priced.columns.values():
        if isinstance(setting.value, str) and setting.value == OPEN:
            setting.value, setting.question = columns[next(iter(priced.used))].name, []


def _map_date(connection, roles: Roles, found: Input) -> str | None:
    """Map the date, and say its form; return the reading."""
    date = roles.of.get("ordered_at")
    if date is None:
        return None
    others = [column for column in roles.columns.values() if column.is_date]
    reading, form = date_form(connection, date, roles.of.get("order_id"), others)
    if form.is_open or form.value != "iso":
        found.dialect["dates"] = form
    why = roles.why["ordered_at"] if "dates" in found.dialect else form.evidence
    found.columns["ordered_at"] = Setting(date.name, why)
    return reading


def _map_named(roles: Roles, found: Input, priced: Money, grain: str) -> None:
    """Map what only names tell."""
    for role in ("order_line_id", "product_name", "category", "country", "channel", "store_id"):
        if role in roles.of and not (grain == "order" and role in NO_IDS):
            found.columns[role] = Setting(roles.name(role), roles.why[role])
    if "cancelled_at" in roles.of:
        cancelled = roles.of["cancelled_at"]
        found.columns["cancelled_at"] = Setting(cancelled.name, f"{cancelled.filled:,} rows have one")
    cost, quantity = roles.of.get("cost"), priced.columns.get("quantity")
    if cost is None:
        _map_profit(roles, found, priced)
    if cost is None or not cost.is_number or cost.name in priced.used:
        return
    if not names.says(cost.name, "unit", "price", "preis", "prix", "precio", "prezzo", "each"):
        found.columns["cost"] = Setting(cost.name, "of the whole line by its name")
    elif quantity is not None and isinstance(quantity.value, str):
        value = {"product": [cost.name, quantity.value]}
        found.columns["cost"] = Setting(value, "of one piece by its name, times the quantity")


def _map_profit(roles: Roles, found: Input, priced: Money) -> None:
    """A profit beside the money of the line says what the line cost."""
    total = priced.columns.get("line_amount")
    if total is None or not isinstance(total.value, str) or total.value not in roles.columns:
        return
    amount = roles.columns[total.value]
    for profit in roles.columns.values():
        is_free = profit.is_number and profit.name not in priced.used | roles.taken
        if is_free and names.says(profit.name, *PROFIT) and not names.says(profit.name, *names.SHARE, *names.PER_CENT):
            if (profit.largest or 0) <= (amount.largest or 0):
                why = f"{profit.name}, by its name, is what is left of {amount.name}"
                found.columns["cost"] = Setting({"difference": [amount.name, profit.name]}, why)
                priced.used.add(profit.name)
            return


def _say_tax(connection, columns: dict[str, Column], decimal: str, priced: Money) -> None:
    """Say of the proposed amount whether it is with tax, where the rows tell."""
    for role in ("line_amount", "unit_price"):
        setting = priced.columns.get(role)
        read = sorted(used_names(setting.value)) if setting else []
        asked = [setting.alternatives[0]] if setting and setting.is_open and setting.alternatives else []
        for name in asked or read:
            words = tax_words(connection, columns, decimal, name) if isinstance(name, str) else ""
            if words:
                setting.evidence += f"{'; ' if setting.evidence else ''}{words}"
                break


def _need_quantity(free: Roles, priced: Money) -> None:
    """Lines without money and quantity: a row is a piece, unless a column may count pieces."""
    if "quantity" in priced.columns:
        return
    counts = [
        c
        for c in candidates(free)
        if c.is_whole and not c.is_constant and c.name not in priced.used and (c.median or 0) <= 20
        if (c.largest or 0) < 2000 and max(suggestions(c.label).values(), default=0) < 0.5
    ]
    if not counts:
        priced.columns["quantity"] = Setting({"constant": 1}, "no column of quantities: a row is a piece")
        return
    priced.columns["quantity"] = Setting(
        OPEN,
        "",
        [
            "Which column counts the pieces? None is recognised by its name.",
            *(f"write {c.name}: {c.filled:,} whole numbers from {c.smallest:g} to {c.largest:g}" for c in counts[:6]),
            "write {constant: 1} if a row is a piece",
        ],
        [*(c.name for c in counts[:6]), {"constant": 1}],
    )


def _need_money(arranged: Arrangement, free: Roles, priced: Money, grain: str) -> None:
    """Lines without money wait for an answer, unless products or payments have it."""
    if "unit_price" in priced.columns or "line_amount" in priced.columns or "payments" in arranged.tables:
        return
    role = "line_amount" if grain == "order" else "unit_price"
    if arranged.has_prices and grain == "line":
        priced.columns[role] = Setting({"from_products": True}, "no money in the lines; the products have prices")
        _need_quantity(free, priced)
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
