"""The money of a line under a mapping, as SQL over the table of text."""

from __future__ import annotations

from propose import texts
from propose.profiles import Column
from propose.proposal import OPEN, Input


def number_of(value: object, columns: dict[str, Column], decimal: str) -> str | None:
    """A mapping as a number in SQL, None where it is open or names no column."""
    if isinstance(value, str):
        return texts.number(columns[value].sql, decimal) if value in columns and value != OPEN else None
    if not isinstance(value, dict):
        return None
    if "constant" in value:
        return str(float(value["constant"])) if str(value["constant"]).replace(".", "", 1).isdigit() else None
    inner = _form(value, columns, decimal)
    if inner is not None and "divided_by" in value:
        inner = f"({inner} / {float(value['divided_by'])})"
    if inner is not None and "multiplied_by" in value:
        inner = f"({inner} * {float(value['multiplied_by'])})"
    return inner


def _form(value: dict, columns: dict[str, Column], decimal: str) -> str | None:
    """A mapping without its modifiers."""
    if "column" in value:
        return number_of(value["column"], columns, decimal)
    for form, sign in (
        ("sum", " + "),
        ("product", " * "),
        ("difference", " - "),
        ("divide", " / "),
    ):
        if form in value:
            parts = [number_of(part, columns, decimal) for part in value[form]]
            return None if any(part is None for part in parts) else f"({sign.join(parts)})"
    if "first_of" in value:
        parts = [number_of(part, columns, decimal) for part in value["first_of"]]
        return f"coalesce({', '.join(part for part in parts if part)})" if any(parts) else None
    return None


def line_money(one: Input, columns: dict[str, Column], decimal: str) -> str | None:
    """A line's money in SQL; None where it cannot be told yet."""

    def sql(role: str) -> str | None:
        setting = one.columns.get(role)
        return number_of(setting.value, columns, decimal) if setting and not setting.is_open else None

    stated = sql("line_amount")
    quantity, price = sql("quantity"), sql("unit_price")
    if quantity is None or price is None:
        return stated
    gross = f"round({quantity} * {price}, 4)"
    discount = sql("discount_amount")
    if discount is not None:
        form = one.columns["discount_amount"].value
        kind = form.get("as", "amount") if isinstance(form, dict) else "amount"
        off = {
            "amount": discount,
            "share": f"{gross} * {discount}",
            "per_cent": f"{gross} * {discount} / 100",
        }[kind]
        gross = f"({gross} - round(coalesce({off}, 0), 4))"
    return f"coalesce({stated}, {gross})" if stated else gross
