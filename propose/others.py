"""The other inputs: orders, payments, customers, products and campaign contacts."""

from __future__ import annotations

import re

from propose.dialect import date_form, decimal_mark
from propose.evidence import status_mapping
from propose.ledger import number_of
from propose.lines import Read, table_numbers
from propose.money import cents
from propose.names import normalised, suggestions
from propose.profiles import Column
from propose.proposal import Input, Proposal, Setting, of
from propose.roles import Roles, date_sql, find_by_name, find_date, find_ids
from propose.keys import Link, is_identifier

BAND = re.compile(r"(under|over|less than|below|above|<|>)? ?[$€£]?\d+ ?k?( ?(-|–|to) ?[$€£]?\d+ ?k?)?\+?( years| and over| or more)?", re.I)
MALE = {"male", "m", "man", "mann", "herr", "h", "homme", "hombre", "maschio", "uomo", "mr", "masculino", "maennlich", "mannlich", "monsieur"}
FEMALE = {"female", "f", "w", "woman", "frau", "femme", "mujer", "femmina", "donna", "mrs", "ms", "weiblich", "femenino", "madame", "fem"}
PRIVATE = ("name", "vorname", "nachname", "first name", "last name", "surname", "email", "mail", "phone", "tel", "telefon", "address", "adresse",
           "street", "strasse", "zip", "postal", "plz", "postcode", "url", "nom", "prenom", "nombre", "apellido", "cognome", "correo", "latitude", "longitude")
MEASURES = ("days_since_last_order", "tenure_days", "order_count", "sales_amount", "average_order_value", "average_unit_price")


def _dialect(connection, one: Input, roles: Roles, date: Column | None, order: Column | None = None) -> str:
    mark = decimal_mark(table_numbers(roles))
    if mark and (mark.is_open or mark.value == "comma"):
        one.dialect["decimal"] = mark
    if date is not None:
        _, form = date_form(connection, date, order, [c for c in roles.columns.values() if c.is_date])
        if form.is_open or form.value != "iso":
            one.dialect["dates"] = form
    return mark.value if mark and not mark.is_open else "point"


def propose_orders(connection, one: Input, columns: dict[str, Column], link: Link) -> Read:
    """The orders input: a row per order, joined to the lines."""
    roles = Roles(columns)
    roles.give("order_id", link.parent, f"joins the lines: {link.words}")
    find_date(roles)
    find_ids(connection, roles)
    find_by_name(roles, {"status": 0.5, "cancelled_at": 0.6, "shipping": 0.5, "tax": 0.6, "refunded": 0.55,
                         "discount_amount": 0.5, "store_id": 0.6})
    decimal = _dialect(connection, one, roles, roles.of.get("ordered_at"), link.parent)
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
                f"select count(*) filter (where {amount} != 0), coalesce(sum({amount}), 0) from {one.table.relation}").fetchone()
            setting.evidence = f"{of(rows, column.rows)} orders have one, {total:,.2f} in all" + (f"; {setting.evidence}" if setting.evidence else "")
            if rows:
                one.columns[role] = setting
    if "status" in roles.of:
        one.columns["status"] = status_mapping(connection, roles.of["status"], None)
    if "cancelled_at" in roles.of:
        one.columns["cancelled_at"] = Setting(roles.name("cancelled_at"), f"{roles.of['cancelled_at'].filled:,} orders have one")
    one.unused = [name for name in columns if name not in {str(part.value) for part in one.columns.values()}]
    return Read(roles, columns, decimal, {})


def propose_payments(connection, one: Input, columns: dict[str, Column]) -> str:
    """The payments input: amounts that are summed to orders."""
    roles = Roles(columns)
    find_by_name(roles, {"payment_amount": 0.5})
    amount = roles.of.get("payment_amount")
    if amount is None:
        numbers = [c for c in columns.values() if c.is_number and not is_identifier(c)]
        amount = numbers[0] if numbers else None
    find_ids(connection, roles)
    decimal = _dialect(connection, one, roles, None)
    if "order_id" in roles.of:
        one.columns["order_id"] = Setting(roles.name("order_id"), roles.why["order_id"])
    if amount is not None:
        setting = cents(amount) or Setting(amount.name, f"{amount.filled:,} amounts")
        one.columns["amount"] = setting
    one.unused = [name for name in columns if name not in roles.taken]
    return decimal


def propose_products(connection, one: Input, columns: dict[str, Column], link: Link | None) -> None:
    """The products input."""
    roles = Roles(columns)
    if link is not None:
        roles.give("product_id", link.parent, f"joins the lines: {link.words}")
    else:
        find_ids(connection, roles)
    find_by_name(roles, {"product_name": 0.4, "category": 0.5, "unit_cost": 0.55, "unit_price": 0.6, "stock_unit_count": 0.6})
    _dialect(connection, one, roles, None)
    for role in ("product_id", "product_name", "category", "unit_cost", "unit_price", "stock_unit_count"):
        if role in roles.of:
            column = roles.of[role]
            if role == "unit_price" and role in ("unit_price",) and "unit_cost" in roles.of and column is roles.of["unit_cost"]:
                continue
            setting = (cents(column) if role in ("unit_cost", "unit_price") else None) or Setting(column.name, roles.why[role])
            one.columns[role] = setting
    one.unused = [name for name in columns if name not in roles.taken]


def propose_contacts(connection, one: Input, columns: dict[str, Column]) -> None:
    """The campaign_contacts input."""
    roles = Roles(columns)
    find_by_name(roles, {"campaign_id": 0.7, "contacted_at": 0.6, "contact_group": 0.7, "responded_at": 0.6, "channel": 0.6, "cost": 0.6})
    date = roles.of.get("contacted_at")
    find_ids(connection, roles)
    _dialect(connection, one, roles, date)
    for role in ("campaign_id", "customer_id", "contacted_at", "contact_group", "channel", "cost", "responded_at"):
        if role in roles.of:
            one.columns[role] = Setting(roles.name(role), roles.why[role])
    one.unused = [name for name in columns if name not in roles.taken]


def propose_customers(connection, proposal: Proposal, one: Input, columns: dict[str, Column], link: Link | None, alone: bool) -> None:
    """The customers input and the attributes of customers."""
    roles = Roles(columns)
    if link is not None:
        roles.give("customer_id", link.parent, link.words)
    else:
        find_ids(connection, roles)
        unique = [c for c in columns.values() if c.is_unique and (suggestions(c.name).get("customer_id", 0) >= 0.6 or c.name.lower() == "id")]
        if unique:
            roles.of.pop("order_id", None)
            roles.of.pop("product_id", None)
            roles.give("customer_id", unique[0], f"{unique[0].distinct:,} customers, one row each")
    key = roles.of.get("customer_id")
    if key is not None:
        one.columns["customer_id"] = Setting(key.name, roles.why["customer_id"])
    decimal = _dialect(connection, one, roles, None)
    if alone:
        find_by_name(roles, {role: 0.8 for role in MEASURES})
        for role in MEASURES:
            if role in roles.of and roles.of[role].is_number and not roles.of[role].is_constant:
                one.columns[role] = Setting(roles.name(role), f"{roles.of[role].filled:,} of {roles.of[role].rows:,} customers have one")
            else:
                roles.of.pop(role, None)
    find_by_name(roles, {"birth_date": 0.6, "age": 0.75, "gender": 0.6, "income": 0.7, "city": 0.7, "region": 0.7, "country": 0.7})
    attributes = {}
    for role in ("birth_date", "age", "gender", "income", "city", "region", "country"):
        column = roles.of.get(role)
        if column is None:
            continue
        if role in ("age", "income") and not column.is_number:
            if _is_band(column):
                attributes[f"{role}_band"] = Setting({"column": column.name, "type": "ordered", "sensitive": True},
                                                     f"{column.distinct:,} bands such as {column.top[0][0]!r}")
            continue
        if role == "birth_date":
            if not column.is_date:
                continue
            if "dates" not in one.dialect:
                _, form = date_form(connection, column, None, [c for c in columns.values() if c.is_date])
                if form.is_open or form.value != "iso":
                    one.dialect["dates"] = form
        one.columns[role] = _gender(column) if role == "gender" else Setting(column.name, f"{column.filled:,} of {column.rows:,} customers have one")
    for column in columns.values():
        if column.name in roles.taken:
            continue
        if column.is_constant or column.filled < 0.05 * column.rows:
            one.unused.append(column.name)
            continue
        words = normalised(column.name)
        if column.is_date or any(f" {word} " in f" {words} " for word in PRIVATE) or column.emails:
            one.unused.append(column.name)
            continue
        label = "_".join(re.findall("[a-z0-9]+", words))[:40].strip("_")
        label = re.sub("_+", "_", label if label[:1].isalpha() else f"a_{label}")
        sensitive = {"sensitive": True} if any(word in words for word in ("birth", "marital", "child", "kid", "teen", "religion", "ethnic", "health", "geburt", "famil", "year birth")) else {}
        if column.is_number and column.distinct > 2:
            attributes[label] = Setting({"column": column.name, "type": "numeric"} | sensitive, f"{column.filled:,} numbers from {column.smallest:g} to {column.largest:g}")
        elif _is_band(column):
            attributes[label] = Setting({"column": column.name, "type": "ordered"} | sensitive, f"{column.distinct:,} bands such as {column.top[0][0]!r}")
        elif 2 <= column.distinct <= 20:
            attributes[label] = Setting({"column": column.name, "type": "categorical", "levels": min(column.distinct, 5)} | sensitive, f"{column.distinct:,} values")
        else:
            one.unused.append(column.name)
    if attributes:
        proposal.settings["segments_customer_attributes"] = Setting(attributes)
    if alone:
        _alone(connection, proposal, one, columns, attributes)
    _ = decimal


def _is_band(column: Column) -> bool:
    values = [value for value, _ in column.top]
    return not column.is_number and 2 <= column.distinct <= 30 and sum(bool(BAND.fullmatch(value.strip())) for value in values) >= 0.8 * len(values)


def _gender(column: Column) -> Setting:
    mapped = {}
    for value, _ in column.top:
        plain = normalised(value)
        meaning = "male" if plain in MALE else "female" if plain in FEMALE else None
        if meaning is None and plain in ("unknown", "unbekannt", "u", "not specified", "x", "inconnu", "desconocido", "other unknown", "0"):
            meaning = ""
        if meaning is not None and meaning != value:
            mapped[value] = meaning
    values = ", ".join(f"{value} ({count:,})" for value, count in column.top[:6])
    if {value.lower() for value, _ in column.top} <= {"male", "female", "other", "unknown"} and len({v.lower() for v, _ in column.top}) == len(column.top):
        return Setting(column.name, values)
    return Setting({"column": column.name, "values": mapped} if mapped else column.name, values)


def _alone(connection, proposal: Proposal, one: Input, columns: dict[str, Column], attributes: dict[str, Setting]) -> None:
    """What a shop without orders needs besides: grain, date, features."""
    import datetime

    proposal.settings["segments_input_grain"] = Setting("customer", "one row per customer, no orders")
    features = {}
    families = {"days_since_last_order": "recency", "order_count": "frequency", "sales_amount": "value", "average_order_value": "value",
                "average_unit_price": "preference", "tenure_days": "behaviour"}
    for role in MEASURES:
        if role in one.columns and not (role == "average_order_value" and "sales_amount" in one.columns):
            features[role] = {"family": families[role], "transform": "log1p"}
    if len(features) < 2:
        for label, setting in attributes.items():
            if setting.value["type"] == "numeric" and "sensitive" not in setting.value:
                features[label] = {"family": "attributes", "transform": "none"}
    if len(features) < 2 and "income" in one.columns:
        features["income"] = {"family": "attributes", "transform": "none"}
        proposal.settings["segments_sensitive_in_clusters"] = Setting(True, "income is one of the only two numbers that describe customers")
    if features:
        proposal.settings["segments_clustering_features"] = Setting(dict(list(features.items())[:8]), "the numbers that describe behaviour")
    dates = [c for c in columns.values() if c.is_date and not suggestions(c.name).get("birth_date", 0) > 0.5 and c.dates["iso"] == c.filled]
    latest = max((str(connection.execute(f"select max(cast({date_sql(c)} as date)) from {one.table.relation}").fetchone()[0]) for c in dates), default=None)
    if latest:
        day = datetime.date.fromisoformat(latest) + datetime.timedelta(days=1)
        proposal.settings["segments_as_of_date"] = Setting(str(day), f"the day after the last date of the file, in {', '.join(c.name for c in dates)}")
    elif one.table.files:
        day = datetime.date.fromtimestamp(one.table.files[0].stat().st_mtime)
        proposal.settings["segments_as_of_date"] = Setting(str(day), "the day the file was last changed; the file states no date")
