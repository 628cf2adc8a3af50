"""Money in cents: by its name, or as a question."""

from __future__ import annotations

from propose import names
from propose.money import Money, Numbers
from propose.profiles import Column
from propose.proposal import OPEN, Setting, money


def cents(column: Column) -> Setting | None:
    """How money in cents is mapped; None where it is in whole units."""
    if not column.is_whole or column.largest is None:
        return None
    if names.says(column.name, *names.CENTS):
        return Setting(
            {"column": column.name, "divided_by": 100},
            f"whole numbers in all {column.filled:,} rows, and the name says cents",
        )
    return None


def in_cents(value: object) -> object:
    """A mapping divided by 100; a rate stays as it is."""
    if isinstance(value, str):
        return {"column": value, "divided_by": 100}
    if isinstance(value, dict) and value.get("as") not in ("share", "per_cent") and "constant" not in value:
        return value | {"divided_by": 100}
    return value


def looks_like_cents(column: Column, least: int = 8) -> bool:
    """Whether whole numbers, least of them or more, end as prices in cents do: 1999, 495, 1250."""
    if not column.is_whole or column.distinct < least or (column.median or 0) < 100:
        return False
    if any(column.numbers[kind] for kind in ("point", "comma", "either")) and column.type not in ("DOUBLE", "FLOAT"):
        return False
    values = [abs(float(texts_number(value))) for value, _ in column.top if texts_number(value)]
    hundreds = sum(value % 100 == 0 for value in values)
    tens = sum(value % 10 == 0 for value in values)
    if hundreds == len(values) and (column.largest or 0) >= 1000:
        return all(value == 0 or value >= 100 for value in values)
    return hundreds < 0.5 * len(values) and (tens < 0.9 * len(values) or hundreds < 0.2 * len(values))


def texts_number(value: str) -> str:
    """The digits of a whole number."""
    kept = "".join(sign for sign in value.split(".", maxsplit=1)[0] if sign.isdigit())
    return kept


def question_of_cents(column: Column, total: float) -> list[str]:
    """The question whether an amount is in cents."""
    return [
        f"Is {column.name} in cents? All {column.filled:,} numbers are whole and end like prices in cents.",
        f"write {column.name} if it is in whole units: {money(total)} in all",
        f"write {{column: {column.name}, divided_by: 100}} if it is in cents: {money(total / 100)} in all",
    ]


def asks_for_cents(setting: Setting) -> bool:
    """Whether an open amount waits to be told that it is in cents."""
    return any(isinstance(value, dict) and "divided_by" in value for value in setting.alternatives)


def same_unit(column: Column, evidence: str, asked: str) -> Setting:
    """The question whether another amount is in cents as the one that is asked for."""
    return Setting(
        OPEN,
        evidence,
        [
            f"Is {column.name} in cents too? Answer as for {asked}.",
            f"write {column.name} if {asked} is in whole units",
            f"write {{column: {column.name}, divided_by: 100}} if {asked} is in cents",
        ],
        [column.name, in_cents(column.name)],
    )


def scale_cents(result: Money, numbers: Numbers, by_name: dict[str, Column], asks_cents: bool) -> None:
    """Money in cents: by the name, by a total of another table, or as a question."""
    scaled = []
    for role in ("unit_price", "line_amount", "discount_amount"):
        setting = result.columns.get(role)
        column = by_name.get(setting.value) if setting and isinstance(setting.value, str) else None
        if column is None:
            continue
        found = cents(column)
        if found is not None:
            found.evidence += f"; {setting.evidence}"
            result.columns[role] = found
            scaled.append(role)
        elif role != "discount_amount" and asks_cents and looks_like_cents(column) and not column.signs:
            total = numbers.total(
                numbers.sql(column)
                if role == "line_amount"
                or "quantity" not in result.columns
                or result.columns["quantity"].value not in by_name
                else f"{numbers.sql(column)} * {numbers.sql(by_name[result.columns['quantity'].value])}"
            )
            result.columns[role] = Setting(
                OPEN,
                setting.evidence,
                question_of_cents(column, total),
                [column.name, {"column": column.name, "divided_by": 100}],
            )
    setting = result.columns.get("discount_amount")
    if scaled and setting is not None and "discount_amount" not in scaled and not setting.is_open:
        result.columns["discount_amount"] = Setting(
            in_cents(setting.value), f"in cents as the price; {setting.evidence}"
        )
    if scaled and setting is not None and setting.is_open:
        setting.alternatives = [in_cents(value) for value in setting.alternatives]
