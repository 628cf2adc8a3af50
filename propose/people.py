"""The customers input and the attributes of customers."""

from __future__ import annotations

import datetime
import re

from propose.dialect import date_form
from propose.ids import find_ids
from propose.keys import Link
from propose.names import normalised, suggestions
from propose.others import input_dialect
from propose.profiles import Column
from propose.proposal import Input, Proposal, Setting, of
from propose.roles import Roles, date_sql, find_by_name

AMOUNT = r"[$€£]?\d+ ?k?"
BAND = re.compile(
    rf"(under|over|less than|below|above|<|>)? ?{AMOUNT}( ?(-|–|to) ?{AMOUNT})?[+]?( years| and over| or more)?", re.I
)
PERSON = {"birth_date": 0.6, "age": 0.75, "gender": 0.6, "income": 0.7, "city": 0.7, "region": 0.7, "country": 0.7}
SENSITIVE = ("birth", "marital", "child", "kid", "teen", "religion", "ethnic", "health", "geburt", "famil")
PRIVATE = (
    "name",
    "vorname",
    "nachname",
    "first name",
    "last name",
    "surname",
    "email",
    "mail",
    "phone",
    "tel",
    "telefon",
    "address",
    "adresse",
    "street",
    "strasse",
    "zip",
    "postal",
    "plz",
    "postcode",
    "url",
    "nom",
    "prenom",
    "nombre",
    "apellido",
    "cognome",
    "correo",
    "latitude",
    "longitude",
)
KEY = (" sk", "key", " id", " fk")
MEASURES = (
    "days_since_last_order",
    "tenure_days",
    "order_count",
    "sales_amount",
    "average_order_value",
    "average_unit_price",
)


def propose_customers(
    connection, proposal: Proposal, one: Input, columns: dict[str, Column], link: Link | None, alone: bool
) -> None:
    """The customers input and the attributes of customers; alone: there are no orders."""
    roles = Roles(columns)
    _find_customer(connection, roles, link)
    if "customer_id" in roles.of:
        one.columns["customer_id"] = Setting(roles.name("customer_id"), roles.why["customer_id"])
    input_dialect(connection, one, roles, None)
    if alone:
        _map_measures(roles, one)
    find_by_name(roles, PERSON)
    attributes = _map_person(connection, roles, one)
    for column in columns.values():
        if column.name in roles.taken:
            continue
        setting = _attribute(column)
        if setting is None:
            one.unused.append(column.name)
        else:
            attributes[_label(column.name, attributes)] = setting
    if attributes:
        proposal.settings["segments_customer_attributes"] = Setting(attributes)
    if alone:
        _alone(connection, proposal, one, columns, attributes)


def _find_customer(connection, roles: Roles, link: Link | None) -> None:
    """The key: what joins the orders, otherwise the unique column that names customers."""
    if link is not None:
        roles.give("customer_id", link.parent, link.words)
        return
    find_ids(connection, roles)
    for column in roles.columns.values():
        if column.is_unique and (suggestions(column.label).get("customer_id", 0) >= 0.6 or column.name.lower() == "id"):
            roles.of.pop("order_id", None)
            roles.of.pop("product_id", None)
            roles.give("customer_id", column, f"{column.distinct:,} customers, one row each")
            return


def _map_measures(roles: Roles, one: Input) -> None:
    """What a shop without orders states of each customer."""
    find_by_name(roles, dict.fromkeys(MEASURES, 0.8))
    for role in MEASURES:
        column = roles.of.get(role)
        if column is not None and column.is_number and not column.is_constant:
            one.columns[role] = Setting(column.name, f"{of(column.filled, column.rows)} customers have one")
        else:
            roles.of.pop(role, None)


def _map_person(connection, roles: Roles, one: Input) -> dict[str, Setting]:
    """Map what is said of a person; ages and incomes in bands are returned as attributes."""
    bands = {}
    for role in PERSON:
        column = roles.of.get(role)
        if column is None or (role == "birth_date" and not column.is_date):
            continue
        if role in ("age", "income") and not column.is_number:
            if _is_band(column):
                bands[f"{role}_band"] = _band(column, {"sensitive": True})
            continue
        if role == "birth_date" and "dates" not in one.dialect:
            dates = [other for other in roles.columns.values() if other.is_date]
            _, form = date_form(connection, column, None, dates)
            if form.is_open or form.value != "iso":
                one.dialect["dates"] = form
        one.columns[role] = Setting(column.name, f"{of(column.filled, column.rows)} customers have one")
    return bands


def _band(column: Column, more: dict) -> Setting:
    bands = f"{column.distinct:,} bands such as {column.top[0][0]!r}"
    return Setting({"column": column.name, "type": "ordered"} | more, bands)


def _attribute(column: Column) -> Setting | None:
    """A column as an attribute; None where it is constant, rare, a date or private."""
    words = normalised(column.name)
    if column.is_constant or column.filled < 0.05 * column.rows or column.is_date or column.emails:
        return None
    is_key = column.is_number and column.distinct > 2 and f" {words}".endswith(KEY)  # of another table
    if is_key or any(f" {word} " in f" {words} " for word in PRIVATE):
        return None
    more = {"sensitive": True} if any(word in words for word in SENSITIVE) else {}
    if column.is_number and column.distinct > 2:
        span = f"{column.filled:,} numbers from {column.smallest:g} to {column.largest:g}"
        return Setting({"column": column.name, "type": "numeric"} | more, span)
    if _is_band(column):
        return _band(column, more)
    if 2 <= column.distinct <= 20:
        levels = {"type": "categorical", "levels": min(column.distinct, 5)}
        return Setting({"column": column.name} | levels | more, f"{column.distinct:,} values")
    return None


def _label(name: str, taken: dict[str, Setting]) -> str:
    """A name that the project allows and that nothing else has."""
    label = "_".join(normalised(name).split())[:38].strip("_")
    label = label if label[:1].isalpha() else f"a_{label}"
    return f"{label}_of_file" if label in taken or label in (*PERSON, *MEASURES, "customer_id") else label


def _is_band(column: Column) -> bool:
    values = [value for value, _ in column.top]
    return (
        not column.is_number
        and 2 <= column.distinct <= 30
        and sum(bool(BAND.fullmatch(value.strip())) for value in values) >= 0.8 * len(values)
    )


def _alone(
    connection,
    proposal: Proposal,
    one: Input,
    columns: dict[str, Column],
    attributes: dict[str, Setting],
) -> None:
    """What a shop without orders needs besides: grain, date, features."""
    proposal.settings["segments_input_grain"] = Setting("customer", "one row per customer, no orders")
    features = {}
    families = {
        "days_since_last_order": "recency",
        "order_count": "frequency",
        "sales_amount": "value",
        "average_order_value": "value",
        "average_unit_price": "preference",
        "tenure_days": "behaviour",
    }
    for role in MEASURES:
        if role in one.columns and not (role == "average_order_value" and "sales_amount" in one.columns):
            features[role] = {"family": families[role], "transform": "log1p"}
    if len(features) < 2:
        for label, setting in attributes.items():
            if setting.value["type"] == "numeric" and "sensitive" not in setting.value:
                features[label] = {"family": "attributes", "transform": "none"}
    if len(features) < 2 and "income" in one.columns:
        features["income"] = {"family": "attributes", "transform": "none"}
        proposal.settings["segments_sensitive_in_clusters"] = Setting(
            True, "income is one of the only two numbers that describe customers"
        )
    if features:
        proposal.settings["segments_clustering_features"] = Setting(
            dict(list(features.items())[:8]), "the numbers that describe behaviour"
        )
    dates = [
        c
        for c in columns.values()
        if c.is_date and not suggestions(c.label).get("birth_date", 0) > 0.5 and c.dates["iso"] == c.filled
    ]
    latest = max(
        (
            str(connection.execute(f"select max(cast({date_sql(c)} as date)) from {one.table.relation}").fetchone()[0])
            for c in dates
        ),
        default=None,
    )
    if latest:
        day = datetime.date.fromisoformat(latest) + datetime.timedelta(days=1)
        proposal.settings["segments_as_of_date"] = Setting(
            str(day),
            f"the day after the last date of the file, in {', '.join(c.name for c in dates)}",
        )
    elif one.table.files:
        day = datetime.date.fromtimestamp(one.table.files[0].stat().st_mtime)
        proposal.settings["segments_as_of_date"] = Setting(
            str(day), "the day the file was last changed; the file states no date"
        )
