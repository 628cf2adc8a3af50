"""The customers input and the attributes of customers."""

from __future__ import annotations

import datetime
import re

from propose.dialect import date_form
from propose.keys import Link
from propose.names import normalised, suggestions
from propose.others import input_dialect
from propose.profiles import Column
from propose.proposal import Input, Proposal, Setting
from propose.roles import Roles, date_sql, find_by_name, find_ids

BAND = re.compile(
    r"(under|over|less than|below|above|<|>)? ?[$€£]?\d+ ?k?( ?(-|–|to) ?[$€£]?\d+ ?k?)?\+?( years| and over| or more)?",
    re.I,
)
MALE = {
    "male",
    "m",
    "man",
    "mann",
    "herr",
    "h",
    "homme",
    "hombre",
    "maschio",
    "uomo",
    "mr",
    "masculino",
    "maennlich",
    "mannlich",
    "monsieur",
}
FEMALE = {
    "female",
    "f",
    "w",
    "woman",
    "frau",
    "femme",
    "mujer",
    "femmina",
    "donna",
    "mrs",
    "ms",
    "weiblich",
    "femenino",
    "madame",
    "fem",
}
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
MEASURES = (
    "days_since_last_order",
    "tenure_days",
    "order_count",
    "sales_amount",
    "average_order_value",
    "average_unit_price",
)


def propose_customers(
    connection,
    proposal: Proposal,
    one: Input,
    columns: dict[str, Column],
    link: Link | None,
    alone: bool,
) -> None:
    """The customers input and the attributes of customers."""
    roles = Roles(columns)
    if link is not None:
        roles.give("customer_id", link.parent, link.words)
    else:
        find_ids(connection, roles)
        unique = [
            c
            for c in columns.values()
            if c.is_unique and (suggestions(c.label).get("customer_id", 0) >= 0.6 or c.name.lower() == "id")
        ]
        if unique:
            roles.of.pop("order_id", None)
            roles.of.pop("product_id", None)
            roles.give(
                "customer_id",
                unique[0],
                f"{unique[0].distinct:,} customers, one row each",
            )
    key = roles.of.get("customer_id")
    if key is not None:
        one.columns["customer_id"] = Setting(key.name, roles.why["customer_id"])
    decimal = input_dialect(connection, one, roles, None)
    if alone:
        find_by_name(roles, {role: 0.8 for role in MEASURES})
        for role in MEASURES:
            if role in roles.of and roles.of[role].is_number and not roles.of[role].is_constant:
                one.columns[role] = Setting(
                    roles.name(role),
                    f"{roles.of[role].filled:,} of {roles.of[role].rows:,} customers have one",
                )
            else:
                roles.of.pop(role, None)
    find_by_name(
        roles,
        {
            "birth_date": 0.6,
            "age": 0.75,
            "gender": 0.6,
            "income": 0.7,
            "city": 0.7,
            "region": 0.7,
            "country": 0.7,
        },
    )
    attributes = {}
    for role in ("birth_date", "age", "gender", "income", "city", "region", "country"):
        column = roles.of.get(role)
        if column is None:
            continue
        if role in ("age", "income") and not column.is_number:
            if _is_band(column):
                attributes[f"{role}_band"] = Setting(
                    {"column": column.name, "type": "ordered", "sensitive": True},
                    f"{column.distinct:,} bands such as {column.top[0][0]!r}",
                )
            continue
        if role == "birth_date":
            if not column.is_date:
                continue
            if "dates" not in one.dialect:
                _, form = date_form(connection, column, None, [c for c in columns.values() if c.is_date])
                if form.is_open or form.value != "iso":
                    one.dialect["dates"] = form
        one.columns[role] = (
            _gender(column)
            if role == "gender"
            else Setting(column.name, f"{column.filled:,} of {column.rows:,} customers have one")
        )
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
        sensitive = (
            {"sensitive": True}
            if any(
                word in words
                for word in (
                    "birth",
                    "marital",
                    "child",
                    "kid",
                    "teen",
                    "religion",
                    "ethnic",
                    "health",
                    "geburt",
                    "famil",
                    "year birth",
                )
            )
            else {}
        )
        if column.is_number and column.distinct > 2:
            attributes[label] = Setting(
                {"column": column.name, "type": "numeric"} | sensitive,
                f"{column.filled:,} numbers from {column.smallest:g} to {column.largest:g}",
            )
        elif _is_band(column):
            attributes[label] = Setting(
                {"column": column.name, "type": "ordered"} | sensitive,
                f"{column.distinct:,} bands such as {column.top[0][0]!r}",
            )
        elif 2 <= column.distinct <= 20:
            attributes[label] = Setting(
                {
                    "column": column.name,
                    "type": "categorical",
                    "levels": min(column.distinct, 5),
                }
                | sensitive,
                f"{column.distinct:,} values",
            )
        else:
            one.unused.append(column.name)
    if attributes:
        proposal.settings["segments_customer_attributes"] = Setting(attributes)
    if alone:
        _alone(connection, proposal, one, columns, attributes)
    _ = decimal


def _is_band(column: Column) -> bool:
    values = [value for value, _ in column.top]
    return (
        not column.is_number
        and 2 <= column.distinct <= 30
        and sum(bool(BAND.fullmatch(value.strip())) for value in values) >= 0.8 * len(values)
    )


def _gender(column: Column) -> Setting:
    mapped = {}
    for value, _ in column.top:
        plain = normalised(value)
        meaning = "male" if plain in MALE else "female" if plain in FEMALE else None
        if meaning is None and plain in (
            "unknown",
            "unbekannt",
            "u",
            "not specified",
            "x",
            "inconnu",
            "desconocido",
            "other unknown",
            "0",
        ):
            meaning = ""
        if meaning is not None and meaning != value:
            mapped[value] = meaning
    values = ", ".join(f"{value} ({count:,})" for value, count in column.top[:6])
    if {value.lower() for value, _ in column.top} <= {
        "male",
        "female",
        "other",
        "unknown",
    } and len({v.lower() for v, _ in column.top}) == len(column.top):
        return Setting(column.name, values)
    return Setting({"column": column.name, "values": mapped} if mapped else column.name, values)


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
