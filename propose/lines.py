"""The transactions input (and orders and payments beside it)."""

from __future__ import annotations

from dataclasses import dataclass

from propose import names, texts
from propose.arrangement import Arrangement, named
from propose.dialect import date_form, decimal_mark
from propose.evidence import cancellation_prefix, overlapping_files, repeated_lines, status_mapping
from propose.flat import order_level, orders_of_lines
from propose.ledger import line_money, number_of
from propose.names import suggestions
from propose.pricing import price_lines
from propose.profiles import Column
from propose.proposal import OPEN, Input, Proposal, Setting, money, of
from propose.roles import Roles, date_sql, find_by_name, find_date, find_ids

@dataclass
class Read:
    """What was found of a table of lines."""

    roles: Roles
    columns: dict[str, Column]
    decimal: str
    level: dict[str, str]  # columns of the whole order


NO_IDS = ("product_name", "category")
EARLIEST = "2000-01-01"  # the default of segments_earliest_order_date


def table_numbers(roles: Roles) -> list[Column]:
    """The columns of decimals that tell the decimal mark."""
    return [
        column for column in roles.columns.values()
        if column.is_number and not column.is_date
        and max((suggestions(column.name).get(role, 0) for role in ("order_id", "customer_id", "product_id", "phone")), default=0) < 0.7
    ]


def propose_lines(connection, proposal: Proposal, arranged: Arrangement, columns: dict[str, Column],
                  orders: dict[str, Column] | None) -> Read:
    """Add the transactions input, and the settings that its lines tell."""
    found = proposal.inputs["transactions"]
    roles = Roles(columns)
    find_date(roles)
    if "orders" in arranged.joins:
        link = arranged.joins["orders"]
        roles.give("order_id", link.child, f"joins orders: {link.words}")
    find_ids(connection, roles)
    _own_order_id(roles, orders)
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
    free = Roles({name: column for name, column in columns.items() if name not in level}, dict(roles.of))
    for role in ("discount_amount", "cost"):
        free.of.pop(role, None)
    for role in ("status", "cancelled_at", "shipping", "tax", "refunded", "discount_amount"):
        if role in roles.of and roles.name(role) in level:
            roles.of.pop(role)
    priced = price_lines(connection, free, decimal, grain)
    if mark and mark.is_open:
        # amounts wait for the mark
        for setting in priced.columns.values():
            if isinstance(setting.value, str) and setting.value == OPEN:
                setting.value, setting.question = columns[next(iter(priced.used))].name, []
    _ids(roles, found, grain, orders)
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
    for role in ("order_line_id", "product_name", "category", "country", "channel", "store_id"):
        if role in roles.of and role not in found.columns and not (grain == "order" and role in NO_IDS):
            found.columns[role] = Setting(roles.name(role), roles.why[role])
    _cost(connection, roles, found, priced, decimal)
    _currency(proposal, roles, found, columns)
    amount = line_money(found, columns, decimal)
    if "status" in roles.of:
        found.columns["status"] = status_mapping(connection, roles.of["status"], amount)
    if "cancelled_at" in roles.of:
        cancelled = roles.of["cancelled_at"]
        found.columns["cancelled_at"] = Setting(cancelled.name, f"{cancelled.filled:,} rows have one")
    _settings(connection, proposal, roles, found, columns, decimal, reading, amount, grain)
    if level:
        beside = orders_of_lines(found, roles, level)
        if beside is not None:
            proposal.inputs["orders"] = beside
            beside.columns |= {
                role: status_mapping(connection, columns[str(beside.columns[role].value)], None)
                for role in ("status",) if role in beside.columns
            }
    used = {str(one.value) for beside in proposal.inputs.values() if beside.table is found.table for one in beside.columns.values()}
    found.unused = [name for name in columns if name not in roles.taken | priced.used | used]
    return Read(roles, columns, decimal, level)


def _own_order_id(roles: Roles, orders: dict[str, Column] | None) -> None:
    """A row's own number is no order id where lines repeat another one."""
    order = roles.of.get("order_id")
    if order is not None and orders is None and order.is_unique and names.says(order.name, "line", "row", "index"):
        roles.of.pop("order_id")


def _ids(roles: Roles, found: Input, grain: str, orders: dict[str, Column] | None) -> None:
    order, customer, date = (roles.of.get(role) for role in ("order_id", "customer_id", "ordered_at"))
    if order is not None:
        found.columns["order_id"] = Setting(order.name, roles.why["order_id"])
    elif customer is not None and date is not None:
        found.columns["order_id"] = Setting({"join": [customer.name, date.name]},
                                            "no order id: what a customer bought at one time is an order")
    else:
        found.columns["order_id"] = Setting(OPEN, "", ["Which column says what belongs to one order? None was recognised.",
                                                      "write {row_number: true} if every row is an order"])
    if customer is not None:
        found.columns["customer_id"] = _customer(roles, customer)
    elif orders is None:
        found.columns["customer_id"] = Setting(OPEN, "", ["Which column says who bought? None was recognised.",
                                                         f"The columns are {', '.join(roles.columns)}."])
    if date is None and orders is None:
        found.columns["ordered_at"] = Setting(OPEN, "", ["Which column is the date of the order? None reads as a date."])
    if grain == "line":
        product, name, category = (roles.of.get(role) for role in ("product_id", *NO_IDS))
        if product is not None and product.filled < product.rows and name is not None and name.filled > product.filled:
            found.columns["product_id"] = Setting({"first_of": [product.name, name.name]},
                f"{product.rows - product.filled:,} of {product.rows:,} rows have no {product.name}; {name.name} stands in")
        elif product is not None:
            found.columns["product_id"] = Setting(product.name, roles.why["product_id"])
        elif name is not None or category is not None:
            chosen = name or category
            found.columns["product_id"] = Setting(chosen.name, f"no product id: {chosen.distinct:,} values of {chosen.name} are the products")
        else:
            found.columns["product_id"] = Setting(OPEN, "", ["Which column is the product? None was recognised.",
                                                            "write {constant: all} if the file does not say what was bought"])


def _customer(roles: Roles, customer: Column) -> Setting:
    """The customer's id, with another where it is blank."""
    if customer.filled == customer.rows:
        return Setting(customer.name, roles.why["customer_id"])
    others = [
        column for column in roles.columns.values()
        if column.name != customer.name and column.name not in roles.taken and column.filled > customer.filled
        and (suggestions(column.name).get("customer_id", 0) >= 0.6 or column.emails > 0.5 * column.filled
             or suggestions(column.name).get("phone", 0) >= 0.6)
    ]
    chain = sorted([customer, *others], key=lambda one: -one.filled)
    if len(chain) > 1:
        return Setting({"first_of": [one.name for one in chain]},
                       f"{customer.name} is blank in {customer.rows - customer.filled:,} rows, {chain[0].name} in {chain[0].rows - chain[0].filled:,}")
    blank = customer.rows - customer.filled
    return Setting(customer.name, f"{customer.distinct:,} customers; {of(blank, customer.rows)} rows have none and are rejected with their money reported")


def _cost(connection, roles: Roles, found: Input, priced, decimal: str) -> None:
    cost = roles.of.get("cost")
    if cost is None or not cost.is_number or cost.name in priced.used:
        return
    quantity = priced.columns.get("quantity")
    per_unit = names.says(cost.name, "unit", "price", "preis", "prix", "precio", "prezzo", "each")
    if per_unit and quantity is not None and isinstance(quantity.value, str):
        found.columns["cost"] = Setting({"product": [cost.name, quantity.value]}, "per piece by its name, times the quantity")
    elif per_unit or quantity is None:
        return
    else:
        found.columns["cost"] = Setting(cost.name, "of the whole line by its name")
    _ = (connection, decimal)


def _currency(proposal: Proposal, roles: Roles, found: Input, columns: dict[str, Column]) -> None:
    column = roles.of.get("currency")
    if column is not None:
        counted: dict[str, int] = {}
        for value, count in column.top:
            counted[value.upper()] = counted.get(value.upper(), 0) + count
        codes = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        found.columns["currency"] = Setting(column.name, ", ".join(f"{code} ({count:,})" for code, count in codes[:4]))
        proposal.settings["segments_currency"] = Setting(codes[0][0], f"{of(codes[0][1], column.filled)} rows of {column.name}")
        if len(codes) > 1:
            proposal.notes.append(f"lines in {', '.join(code for code, _ in codes[1:4])} are rejected until segments_exchange_rates has their rates")
        return
    signs: dict[str, int] = {}
    for one in columns.values():
        for sign, count in one.signs.items():
            signs[sign] = signs.get(sign, 0) + count
    known = {"€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "R$": "BRL", "₺": "TRY", "₽": "RUB", "kr": "SEK", "Fr.": "CHF"}
    coded = {known.get(sign, sign if len(sign) == 3 and sign.isupper() else None): count for sign, count in signs.items()}
    coded.pop(None, None)
    if coded:
        code = max(coded, key=lambda one: coded[one])
        proposal.settings["segments_currency"] = Setting(code, f"{coded[code]:,} amounts carry its sign")
        return
    named_codes = [code for code in ("EUR", "USD", "GBP", "CHF", "INR", "BRL", "PLN", "IDR")
                   for name in columns if f" {code.lower()} " in f" {names.normalised(name)} "]
    if named_codes:
        proposal.settings["segments_currency"] = Setting(named_codes[0], "by the name of a column")
    else:
        proposal.settings.setdefault("segments_currency", Setting("XXX", "no sign or code of a currency was found (XXX is ISO 4217 for none); it is a label only"))


def _settings(connection, proposal: Proposal, roles: Roles, found: Input, columns, decimal: str,
              reading: str | None, amount: str | None, grain: str) -> None:
    order, date = roles.of.get("order_id"), roles.of.get("ordered_at")
    quantity = found.columns.get("quantity")
    negatives = [f"{number_of(setting.value, columns, decimal)} < 0" for key in ("quantity", "line_amount", "unit_price")
                 if (setting := found.columns.get(key)) and not setting.is_open and number_of(setting.value, columns, decimal)]
    if grain == "order":
        proposal.settings["segments_input_grain"] = Setting("order", "a row is an order: no column of products")
    if order is not None:
        negative = f"({' or '.join(negatives)})" if negatives else None
        proposal.settings["segments_cancelled_order_prefix"] = cancellation_prefix(connection, order, negative)
        listed = [name for name in columns]
        line_id = roles.of.get("order_line_id")
        if line_id is not None:
            [(ids,)] = connection.execute(
                f"select count(*) from (select distinct {order.sql}, {line_id.sql} from {order.table.relation} where {line_id.sql} is not null) as ids"
            ).fetchall()
            if ids < 0.98 * line_id.rows:
                line_id = None
        one = number_of(quantity.value, columns, decimal) if quantity else None
        if not (line_id is not None and _has_repeats(connection, order, listed)):
            proposal.settings["segments_duplicate_lines"] = repeated_lines(connection, order, listed, line_id, amount, one)
        else:
            proposal.settings["segments_duplicate_lines"] = repeated_lines(connection, order, listed, None, amount, one)
        if date is not None:
            overlap = overlapping_files(connection, order.table, order, date_sql(date, reading))
            if overlap is not None and overlap.value != "keep":
                proposal.settings["segments_overlapping_files"] = overlap
    else:
        proposal.settings["segments_cancelled_order_prefix"] = Setting("", "no order ids in the file")
        proposal.settings["segments_duplicate_lines"] = Setting("keep", "no order ids: equal rows are two purchases")
    if date is not None:
        first = connection.execute(f"select min(cast(day as date)), quantile_disc(cast(day as date), 0.01) from (select {date_sql(date, reading)} as day from {date.table.relation}) as days").fetchone()
        if first[0] is not None and str(first[0]) < EARLIEST and str(first[1]) < EARLIEST:
            day = first[0] if (first[1] - first[0]).days < 3650 else first[1]
            proposal.settings["segments_earliest_order_date"] = Setting(str(day), "the first date of the file")
    _zero_prices(connection, proposal, found, columns, decimal, order)


def _has_repeats(connection, order: Column, listed: list[str]) -> bool:
    joined = ", ".join(f'"{name}"' for name in listed)
    [(count,)] = connection.execute(
        f"select count(*) - (select count(*) from (select distinct {joined} from {order.table.relation}) as d) from {order.table.relation}"
    ).fetchall()
    return count > 0


def _zero_prices(connection, proposal: Proposal, found: Input, columns, decimal: str, order: Column | None) -> None:
    key = "unit_price" if "unit_price" in found.columns else "line_amount"
    setting = found.columns.get(key)
    price = number_of(setting.value, columns, decimal) if setting and not setting.is_open else None
    if price is None:
        return
    [(zero, all_rows)] = connection.execute(
        f"select count(*) filter (where {price} = 0), count(*) from {found.table.relation}").fetchall()
    if zero and zero <= 0.2 * all_rows:
        proposal.settings["segments_zero_prices"] = Setting("reject", f"{of(zero, all_rows)} lines have a price of 0: gifts and corrections; they carry no money")
    _ = order


__all__ = ["money", "named", "propose_lines", "texts"]
