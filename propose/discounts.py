"""What a discount column is: an amount, a share or a per cent, of the line or of each piece."""

from __future__ import annotations

from propose import names
from propose.money import Money, Numbers, per_unit_rates, score
from propose.profiles import Column
from propose.proposal import OPEN, Setting, money
from propose.writing import flow


def map_column(result: Money, role: str, column: Column, why: str) -> None:
    result.columns[role] = Setting(column.name, why)
    result.used.add(column.name)


def map_discount(result: Money, discount: Column, form: str, quantity: Column | None, why: str) -> None:
    value: object = discount.name
    if form == "amount_negative":
        value = {"column": discount.name, "multiplied_by": -1}
    elif form == "unit_amount" and quantity is not None:
        value = {"product": [discount.name, quantity.name]}
    elif form in ("share", "per_cent"):
        value = {"column": discount.name, "as": form}
    result.columns["discount_amount"] = Setting(value, why)
    result.used.add(discount.name)


def discount_beside_total(
    result: Money,
    numbers: Numbers,
    discount: Column,
    gross: str,
    quantity: Column,
    total: Column,
) -> None:
    """A total that leaves the discount out: either it comes off, or the price is net of it already."""
    d = numbers.sql(discount)
    rows, _ = numbers.count(f"{d} != 0")
    if not rows:
        return
    form = discount_form(numbers, discount, gross)
    amounts = {
        "amount": f"coalesce({d}, 0)",
        "share": f"{gross} * coalesce({d}, 0)",
        "per_cent": f"{gross} * coalesce({d}, 0) / 100",
    }
    full = numbers.total(gross)
    off = numbers.total(amounts[form if form in amounts else "amount"])
    named = {
        "share": {"column": discount.name, "as": "share"},
        "per_cent": {"column": discount.name, "as": "per_cent"},
    }
    result.columns["discount_amount"] = Setting(
        OPEN,
        f"{rows:,} lines have one",
        [
            f"Is {discount.name} still to be taken off, or is {total.name} net of it already? "
            f"{total.name} is quantity * price without it.",
            f"write {flow(named.get(form, discount.name))} if it comes off: {money(full - off)} in all",
            f"write {{constant: 0}} if {total.name} is what was paid: {money(full)} in all",
        ],
        [named.get(form, discount.name), {"constant": 0}],
    )
    result.used.add(discount.name)


def discount_form(numbers: Numbers, discount: Column, gross: str) -> str:
    """share, per_cent, amount or '' by the discount's own values and name."""
    d, gross = numbers.sql(discount), f"({gross})"
    if discount.per_cents > 0.5 * discount.filled or names.says(discount.name, *names.PER_CENT):
        is_share = (discount.largest or 0) <= 1 and not discount.per_cents and not discount.is_whole
        return "share" if is_share else "per_cent"
    above, asked = numbers.count(f"abs({d}) > abs({gross}) + 0.01", f"{d} != 0")
    if (discount.largest or 0) <= 1:
        # an amount below one unit is common only where the lines are cheap
        small, _ = numbers.count(f"abs({d}) < 0.02 * abs({gross})", f"{d} != 0")
        hundredths, _ = numbers.count(f"abs({d} * 100 - round({d} * 100)) < 0.000001", f"{d} != 0")
        return "share" if small >= 0.5 * asked and hundredths == asked else ""
    if not discount.is_rate_like:
        return "amount" if above <= 0.001 * asked else ""
    if above > 0.005 * asked:
        return "per_cent"
    base = f"{d} / {gross} * 100"
    rounded, _ = numbers.count(f"abs({base} - round({base})) < 0.05", f"{d} != 0 and abs({gross}) > 5")
    return "amount" if rounded > 0.9 * asked else ""


def unit_or_line_discount(numbers: Numbers, q: str, p: str, d: str) -> str:
    """Amount or unit_amount: of which base a discount is a round rate; 'unit?' where nothing tells."""
    many = f"abs({q}) > 1 and {d} != 0 and {p} > 0"

    def round_rate(base: str, slack: str) -> int:
        rate = f"round(abs({d}) / abs({base}) * 20)"
        return numbers.count(
            f"{rate} >= 1 and abs(abs({d}) - {rate} / 20 * abs({base})) <= {slack}",
            f"{many} and abs({base}) > 1",
        )[0]

    asked = numbers.count(f"{d} != 0", many)[1]
    if not asked:
        return "amount"
    of_line, of_unit = round_rate(f"{q} * {p}", "0.0051"), round_rate(p, "0.0051")
    larger, _ = numbers.count(f"abs({d}) > {p} + 0.01", many)
    if larger >= max(1, 0.01 * asked) or (of_line >= 0.8 * asked and of_unit < 0.5 * asked):
        return "amount"
    if of_unit >= 0.8 * asked and of_line < 0.5 * asked:
        return "unit_amount"
    return "unit?"


def discount_without_total(result: Money, numbers: Numbers, columns: list[Column], quantity: Column | None) -> None:
    discounts = [one for one in columns if score(one, "discount_amount") >= 0.45 and one.name not in result.used]
    if not discounts:
        return
    discount = max(discounts, key=lambda one: score(one, "discount_amount"))
    d = numbers.sql(discount)
    given, _ = numbers.count(f"{d} != 0")
    if not given:
        result.notes.append(f"{discount.name} is not mapped: it is 0 or blank in every row")
        result.used.add(discount.name)
        return
    by_name = {one.name: one for one in columns}
    q = numbers.sql(quantity) if quantity is not None else "1"
    price = result.columns.get("unit_price")
    total = result.columns.get("line_amount")
    if price is not None and price.value in by_name and total is None:
        gross = f"{q} * {numbers.sql(by_name[price.value])}"
    elif total is not None and total.value in by_name:
        _discount_of_total(result, numbers, discount, by_name[total.value], q)
        return
    else:
        return
    form = discount_form(numbers, discount, gross)
    full = numbers.total(gross)
    if form == "amount" and quantity is not None:
        form = unit_or_line_discount(numbers, q, f"{numbers.sql(by_name[price.value])}", d)
    if form == "unit?":
        result.used.add(discount.name)
        result.columns["discount_amount"] = Setting(
            OPEN,
            f"{given:,} lines have one; nothing tells how it grows with the quantity",
            [
                f"Is {discount.name} taken off the whole line or off each piece? No total in the file tells.",
                f"write {discount.name} if it is of the whole line: {money(full - numbers.total(d))} in all",
                f"write {{product: [{discount.name}, {quantity.name}]}} if it is of each piece: "
                f"{money(full - numbers.total(f'{d} * {q}'))} in all",
            ],
            [discount.name, {"product": [discount.name, quantity.name]}],
        )
        return
    sums = {
        "amount": full - numbers.total(d),
        "share": full - numbers.total(f"{gross} * {d}"),
        "per_cent": full - numbers.total(f"{gross} * {d} / 100"),
    }
    if form:
        map_discount(result, discount, form, quantity, _why_form(discount, form, given))
        return
    result.used.add(discount.name)
    result.columns["discount_amount"] = Setting(
        OPEN,
        f"{given:,} lines have one, from {discount.smallest:g} to {discount.largest:g}",
        [
            f"Is {discount.name} an amount or a per cent? No total in the file tells.",
            f"write {discount.name} if it is an amount of money: {money(sums['amount'])} in all",
            f"write {{column: {discount.name}, as: per_cent}} if it is a per cent: {money(sums['per_cent'])} in all",
        ],
        [
            discount.name,
            {"column": discount.name, "as": "per_cent"},
            {"column": discount.name, "as": "share"},
        ],
    )


def _why_form(discount: Column, form: str, given: int) -> str:
    span = f"{given:,} lines have one, from {discount.smallest:g} to {discount.largest:g}"
    return {
        "share": f"{span}: all are whole hundredths of 0 to 1, none above 1",
        "per_cent": f"{span}: per cents by the sign, the name, or more than the line's own money as an amount",
        "amount": f"{span}: none is more than the line's own money",
        "unit_amount": f"{span}: a round rate of one piece's price, not of the line's money",
    }[form]


def _discount_of_total(result: Money, numbers: Numbers, discount: Column, total: Column, q: str) -> None:
    """Only a total is stated: is it before or after the discount? A product's own price tells."""
    d, t = numbers.sql(discount), numbers.sql(total)
    result.used.add(discount.name)
    as_is = per_unit_rates(numbers, f"{t} / nullif({q}, 0)")
    spreads = {
        form: per_unit_rates(numbers, expression)
        for form, expression in {
            "share": f"{t} / nullif({q} * (1 - coalesce({d}, 0)), 0)",
            "per_cent": f"{t} / nullif({q} * (1 - coalesce({d}, 0) / 100), 0)",
            "amount": f"({t} + coalesce({d}, 0)) / nullif({q}, 0)",
        }.items()
    }
    form = min(spreads, key=lambda one: spreads[one])
    if spreads[form] < 0.8 * as_is:
        why = (
            f"{total.name} is net of it already: with it as {form.replace('_', ' ')} a product's list price varies by "
            f"{100 * spreads[form]:.1f} %, without by {100 * as_is:.1f} %"
        )
        map_discount(result, discount, form, None, why)
        return
    off = {"share": f"{t} * {d}", "per_cent": f"{t} * {d} / 100", "amount": d}
    own = discount_form(numbers, discount, t) or "amount"
    full, less = numbers.total(t), numbers.total(f"coalesce({off[own]}, 0)")
    parts = [total.name, discount.name]
    net = {
        "amount": {"difference": parts},
        "share": {"difference": [total.name, {"product": parts}]},
        "per_cent": {"difference": [total.name, {"product": parts, "divided_by": 100}]},
    }
    if 1.25 * as_is < spreads[form] and as_is < 0.02:
        why = f"{total.name} per piece is the same with and without a discount: it is before the discount"
        result.columns["line_amount"] = Setting(net[own], why)
        map_discount(result, discount, own, None, f"taken off {total.name}")
        return
    result.columns["line_amount"] = Setting(
        OPEN,
        result.columns["line_amount"].evidence,
        [
            f"Is {total.name} before or after {discount.name}?",
            f"write {total.name} if it is after it: {money(full)} in all",
            f"write {flow(net[own])} if it is before it: {money(full - less)} in all",
        ],
        [
            total.name,
            {"difference": [total.name, discount.name]},
            {"difference": [total.name, {"product": [total.name, discount.name]}]},
        ],
    )
