"""Numbers as people read them."""

from __future__ import annotations

import math
from textwrap import wrap

import pandas as pd

NONE = "-"
PLAIN_UNITS = ("ratio", "change", "number", "level")  # not said


def is_missing(value: object) -> bool:
    """Whether there is no value."""
    return value is None or (not isinstance(value, str) and bool(pd.isna(value)))


def number(value: float | None, digits: int = 0) -> str:
    """A number with thousands separators; a dash where there is none."""
    return NONE if is_missing(value) else f"{value:,.{digits}f}"


def money(value: float | None, currency: str) -> str:
    """An amount with its currency; cents where the amount is small."""
    if is_missing(value):
        return NONE
    digits = 2 if abs(value) < 100 and value != round(value) else 0
    return f"{value:,.{digits}f} {currency}".strip()


def short_money(value: float | None, currency: str) -> str:
    """An amount for a small place: millions beyond ten of them."""
    if is_missing(value) or abs(value) < 10_000_000:
        return money(value, currency)
    return f"{value / 1_000_000:,.1f} M {currency}".strip()


def per_cent(value: float | None, digits: int = 0) -> str:
    """A share in per cent."""
    return NONE if is_missing(value) else f"{100 * value:.{digits}f} %"


def in_unit(value: float | None, unit: str, currency: str) -> str:
    """The value of a feature in its unit."""
    if is_missing(value):
        return NONE
    if unit == "currency":
        return money(value, currency)
    if unit == "share":
        return per_cent(value)
    if unit in PLAIN_UNITS:
        return number(value, 2 if value != round(value) else 0)
    digits = 0 if value == round(value) or math.fabs(value) >= 100 else 1
    return f"{number(value, digits)} {unit}"


def with_unit(label: str, unit: str, currency: str) -> str:
    """The title of an axis."""
    plain = dict.fromkeys(PLAIN_UNITS, "")
    shown = ({"currency": currency, "share": "%"} | plain).get(unit, unit)
    if not shown or shown.lower() in label.lower():
        return label
    return f"{label} ({shown})"


def in_lines(text: str, width: int = 18) -> str:
    """Text on several lines of a chart's axis."""
    return "<br>".join(wrap(text, width)) or text


def plain_text(value: object) -> str:
    """Any value of a table: a day without a time, a number with four decimals."""
    if is_missing(value):
        return NONE
    if isinstance(value, pd.Timestamp):
        return f"{value:%d %B %Y}"
    if isinstance(value, float) or type(value).__name__ == "Decimal":
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return str(value)


def sentence(name: str) -> str:
    """A name such as bg/nbd or win_back as words."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
