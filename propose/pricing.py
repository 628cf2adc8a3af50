"""The mapping of a line's quantity, price, total and discount, with evidence or a question."""

from __future__ import annotations

from propose import names
from propose.leftovers import plain
from propose.money import (
    Money,
    Numbers,
    candidates,
    cents,
    discount_forms,
    equal,
    find_triple,
    in_cents,
    looks_like_cents,
    per_unit_rates,
    question_of_cents,
    score,
    unit_or_total,
)
from propose.profiles import Column
from propose.proposal import OPEN, Setting, money, of
from propose.roles import Roles


def price_lines(connection, roles: Roles, decimal: str, grain: str, scale_hint: float | None = None) -> Money:
    """Quantity, unit_price or line_amount, and discount_amount of the lines of a table."""
    columns = candidates(roles)
    result = Money()
    if not columns:
        return result
    numbers = Numbers(connection, roles, columns, decimal)
    triple = find_triple(numbers, columns) if grain == "line" else None
    if triple:
        _from_triple(result, numbers, triple, columns)
    else:
        _from_names(result, numbers, columns, grain)
    _scale(result, numbers, {column.name: column for column in columns}, scale_hint)
    if grain == "line" and "quantity" not in result.columns and result.columns:
        result.columns["quantity"] = Setting({"constant": 1}, "no column of quantities: a row is a piece")
    return result


def _map(result: Money, role: str, column: Column, why: str) -> None:
    result.columns[role] = Setting(column.name, why)
    result.used.add(column.name)


def _from_triple(result: Money, numbers: Numbers, triple: tuple, columns: list[Column]) -> None:
    quantity, price, total, discount, form, met, asked = triple
    _map(result, "quantity", quantity, f"{quantity.distinct:,} values, {quantity.negative:,} negative")
    form_words = {
        "none": "", "amount": f" - {discount.name}" if discount else "",
        "amount_negative": f" + {discount.name}" if discount else "",
        "unit_amount": f", {discount.name} taken off each unit" if discount else "",
        "share": f" * (1 - {discount.name})" if discount else "",
        "per_cent": f" * (1 - {discount.name} / 100)" if discount else "",
    }[form]
    words = f"{quantity.name} * {price.name}{form_words} = {total.name} in {of(met, asked)} lines with more than one piece"
    q, p, t = (numbers.sql(one) for one in (quantity, price, total))
    if met < asked or plain(total.name) == "lineamount":
        # a rounded price: the stated total is the exact money
        _map(result, "line_amount", total, f"the stated total; {words}")
    _map(result, "unit_price", price, words)
    result.used.add(total.name)
    if discount is not None:
        _map_discount(result, discount, form, quantity, f"{words}")
        return
    others = [one for one in columns if score(one, "discount_amount") >= 0.45
              and one.name not in result.used and (one.largest or 0) > 0]
    if others:
        _unsettled_discount(result, numbers, others[0], f"{q} * {p}", quantity, total)
    elif "line_amount" in result.columns:
        pass
    else:
        result.notes.append(f"{total.name} is not mapped: {words}")
    _ = t


def _map_discount(result: Money, discount: Column, form: str, quantity: Column | None, why: str) -> None:
    value: object = discount.name
    if form == "amount_negative":
        value = {"column": discount.name, "multiplied_by": -1}
    elif form == "unit_amount" and quantity is not None:
        value = {"product": [discount.name, quantity.name]}
    elif form in ("share", "per_cent"):
        value = {"column": discount.name, "as": form}
    result.columns["discount_amount"] = Setting(value, why)
    result.used.add(discount.name)


def _unsettled_discount(result: Money, numbers: Numbers, discount: Column, gross: str,
                        quantity: Column, total: Column) -> None:
    """A total that leaves the discount out: either it comes off, or the price is net of it already."""
    d = numbers.sql(discount)
    rows, _ = numbers.count(f"{d} != 0")
    if not rows:
        return
    form = discount_form(numbers, discount, gross)
    amounts = {"amount": f"coalesce({d}, 0)", "share": f"{gross} * coalesce({d}, 0)",
               "per_cent": f"{gross} * coalesce({d}, 0) / 100"}
    full = numbers.total(gross)
    off = numbers.total(amounts[form if form in amounts else "amount"])
    named = {"share": {"column": discount.name, "as": "share"}, "per_cent": {"column": discount.name, "as": "per_cent"}}
    result.columns["discount_amount"] = Setting(OPEN, f"{rows:,} lines have one", [
        f"Is {discount.name} still to be taken off, or is {total.name} net of it already? "
        f"{total.name} is quantity * price without it.",
        f"write {_flow(named.get(form, discount.name))} if it comes off: {money(full - off)} in all",
        f"write {{constant: 0}} if {total.name} is what was paid: {money(full)} in all",
    ], [named.get(form, discount.name), {"constant": 0}])
    result.used.add(discount.name)


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {part}" for key, part in value.items()) + "}"
    return str(value)


def discount_form(numbers: Numbers, discount: Column, gross: str) -> str:
    """share, per_cent, amount or '' by the discount's own values and name."""
    d = numbers.sql(discount)
    if discount.per_cents > 0.5 * discount.filled or names.says(discount.name, *names.PER_CENT):
        if (discount.largest or 0) <= 1 and not discount.per_cents and any(discount.numbers[k] for k in ("point", "comma")):
            return "share"
        return "per_cent"
    values, _ = numbers.count(f"{d} != 0")
    if not values:
        return "amount"
    above, asked = numbers.count(f"abs({d}) > abs({gross}) + {0.01}", f"{d} != 0")
    round_share, _ = numbers.count(f"abs({d} * 100 - round({d} * 100)) < 0.000001 and {d} between 0 and 1", f"{d} != 0")
    if round_share == asked and (discount.largest or 0) <= 1 and discount.distinct <= 60:
        cheap, _ = numbers.count(f"abs({gross}) <= 2", f"{d} != 0")
        if cheap <= 0.2 * asked:
            return "share"
    whole, _ = numbers.count(f"{d} = round({d}) and {d} between 1 and 100", f"{d} != 0")
    if whole == asked and above > 0.005 * asked:
        return "per_cent"
    ratio_round, _ = numbers.count(f"abs({d} / {gross} * 100 - round({d} / {gross} * 100)) < 0.05", f"{d} != 0 and abs({gross}) > 5")
    if above == 0 and (whole < 0.9 * asked or ratio_round > 0.9 * asked):
        return "amount"
    return ""


def unit_or_line_discount(numbers: Numbers, q: str, p: str, d: str) -> str:
    """amount or unit_amount: of which base a discount is a round rate; 'unit?' where nothing tells."""
    many = f"abs({q}) > 1 and {d} != 0 and {p} > 0"

    def round_rate(base: str, slack: str) -> int:
        rate = f"round(abs({d}) / abs({base}) * 20)"
        return numbers.count(f"{rate} >= 1 and abs(abs({d}) - {rate} / 20 * abs({base})) <= {slack}", f"{many} and abs({base}) > 1")[0]

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


def _from_names(result: Money, numbers: Numbers, columns: list[Column], grain: str) -> None:
    quantity = _best(columns, ("quantity",), 0.5, lambda one: one.is_whole or (one.median or 0) < 100)
    if quantity is not None and grain == "line" and score(quantity, "line_amount") > score(quantity, "quantity") + 0.1:
        quantity = None
    rest = [one for one in columns if quantity is None or one.name != quantity.name]
    if quantity is None and grain == "line":
        small = [one for one in rest if one.is_whole and (one.median or 0) <= 20 and (one.largest or 0) < 2000
                 and not any(score(one, role) > 0.5 for role in ("unit_price", "line_amount", "discount_amount", "cost", "age", "shipping", "tax"))
                 and not one.is_constant and len(rest) > 1]
        others = [one for one in rest if not one.is_whole and score(one, "discount_amount", "shipping", "tax", "cost", "refunded") < 0.5]
        if len(small) == 1 and len(others) == 1:
            quantity = small[0]
            rest = [one for one in rest if one.name != quantity.name]
    money_columns = [one for one in rest
                     if score(one, "discount_amount", "shipping", "tax", "refunded", "cost", "stock_unit_count", "age", "income") < max(0.6, score(one, "unit_price", "line_amount"))]
    price = _best(money_columns, ("unit_price",), 0.45, lambda one: (one.largest or 0) > 0)
    total = _best([one for one in money_columns if price is None or one.name != price.name], ("line_amount",), 0.45,
                  lambda one: (one.largest or 0) > 0)
    if total is not None and price is not None and price.name == total.name:
        price = None
    if price is None and total is None:
        plain = [one for one in money_columns if not one.is_whole and (one.largest or 0) > 0 and not suggested(one)]
        if len(plain) == 1:
            price = plain[0]
    if quantity is not None:
        _map(result, "quantity", quantity, f"{quantity.distinct:,} values, {quantity.negative:,} negative")
    if grain == "order":
        chosen = total or price
        if chosen is not None:
            _map(result, "line_amount", chosen, f"{chosen.filled:,} amounts, {chosen.negative:,} negative")
        return
    if price is not None and total is not None and quantity is not None:
        _two_moneys(result, numbers, quantity, price, total)
    elif (price or total) is not None and quantity is not None:
        _one_money(result, numbers, quantity, price or total, is_total=price is None)
    elif (price or total) is not None:
        chosen = total or price
        role = "line_amount" if total is not None else "unit_price"
        _map(result, role, chosen, f"{chosen.filled:,} amounts, {chosen.negative:,} negative")
    _discount_without_total(result, numbers, columns, quantity)


def suggested(column: Column) -> bool:
    """Whether a name says a role of another kind."""
    return score(column, "discount_amount", "shipping", "tax", "cost", "age", "income", "stock_unit_count") > 0.5


def _best(columns: list[Column], roles: tuple, least: float, allowed) -> Column | None:
    fitting = [one for one in columns if allowed(one) and score(one, *roles) >= least]
    return max(fitting, key=lambda one: score(one, *roles), default=None)


def _two_moneys(result: Money, numbers: Numbers, quantity: Column, price: Column, total: Column) -> None:
    q, p, t = (numbers.sql(one) for one in (quantity, price, total))
    same, asked = numbers.count(equal(f"{q} * {p}", t, f"0.0051 * abs({q})"))
    trivial, _ = numbers.count(f"abs({q}) > 1")
    if same >= 0.95 * asked:
        _map(result, "unit_price", price, f"{quantity.name} * {price.name} = {total.name} in {of(same, asked)} lines")
        if same < asked or trivial < 0.05 * asked:
            _map(result, "line_amount", total, "the stated total")
        result.used.add(total.name)
        return
    result.used |= {price.name, total.name}
    one, other = numbers.total(f"{q} * {p}"), numbers.total(t)
    result.columns["unit_price"] = Setting(price.name, f"{price.filled:,} prices")
    result.columns["line_amount"] = Setting(OPEN, f"{quantity.name} * {price.name} = {total.name} in only {of(same, asked)} lines", [
        f"What is a line's money: {total.name}, or {quantity.name} * {price.name}? They differ.",
        f"write {total.name} if it is the money of the line: {money(other)} in all",
        f"write {{product: [{quantity.name}, {price.name}]}} if it is not: {money(one)} in all",
    ], [total.name, {"product": [quantity.name, price.name]}])


def _one_money(result: Money, numbers: Numbers, quantity: Column, chosen: Column, is_total: bool) -> None:
    as_unit, as_total, asked = unit_or_total(numbers, quantity, chosen)
    q, m = numbers.sql(quantity), numbers.sql(chosen)
    several, _ = numbers.count(f"abs({q}) > 1")
    strong = max(score(chosen, "unit_price"), score(chosen, "line_amount"))
    plain_unit = names.says(chosen.name, "unit", "each", "einzel", "stuck", "stueck", "unitaire", "unitario", "unidad", "pu")
    told = f"{chosen.name} stays the same for every quantity in {of(as_unit, asked)} products, grows with it in {as_total:,}"
    decided = None
    if asked >= 3 and as_unit >= 3 * as_total and as_unit >= 0.5 * asked:
        decided = "unit_price"
    elif asked >= 3 and as_total >= 3 * as_unit and as_total >= 0.5 * asked:
        decided = "line_amount"
    elif several == 0:
        decided, told = ("line_amount" if is_total else "unit_price"), "every quantity is 1: price and total are the same"
    elif strong >= 0.6 and (plain_unit or is_total or asked < 3):
        decided = "line_amount" if is_total else "unit_price"
        told = f"by its name; {told}" if asked else "by its name; no product is sold in several quantities"
        against = as_total if decided == "unit_price" else as_unit
        decided = None if asked >= 10 and against > 0.8 * asked else decided
    if decided:
        _map(result, decided, chosen, told)
        return
    result.used.add(chosen.name)
    result.columns["unit_price"] = Setting(OPEN, told, [
        f"Is {chosen.name} the price of one piece or the money of the whole line?",
        f"write {chosen.name} if it is the price of one piece: {money(numbers.total(f'{q} * {m}'))} in all",
        f"write {{divide: [{chosen.name}, {quantity.name}]}} if it is the whole line's: {money(numbers.total(m))} in all",
    ], [chosen.name, {"divide": [chosen.name, quantity.name]}])


def _discount_without_total(result: Money, numbers: Numbers, columns: list[Column], quantity: Column | None) -> None:
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
        result.columns["discount_amount"] = Setting(OPEN, f"{given:,} lines have one; nothing tells how it grows with the quantity", [
            f"Is {discount.name} taken off the whole line or off each piece? No total in the file tells.",
            f"write {discount.name} if it is of the whole line: {money(full - numbers.total(d))} in all",
            f"write {{product: [{discount.name}, {quantity.name}]}} if it is of each piece: {money(full - numbers.total(f'{d} * {q}'))} in all",
        ], [discount.name, {"product": [discount.name, quantity.name]}])
        return
    sums = {
        "amount": full - numbers.total(d),
        "share": full - numbers.total(f"{gross} * {d}"),
        "per_cent": full - numbers.total(f"{gross} * {d} / 100"),
    }
    if form:
        _map_discount(result, discount, form, quantity, _why_form(discount, form, given))
        return
    result.used.add(discount.name)
    result.columns["discount_amount"] = Setting(OPEN, f"{given:,} lines have one, from {discount.smallest:g} to {discount.largest:g}", [
        f"Is {discount.name} an amount or a per cent? No total in the file tells.",
        f"write {discount.name} if it is an amount of money: {money(sums['amount'])} in all",
        f"write {{column: {discount.name}, as: per_cent}} if it is a per cent: {money(sums['per_cent'])} in all",
    ], [discount.name, {"column": discount.name, "as": "per_cent"}, {"column": discount.name, "as": "share"}])


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
    spreads = {form: per_unit_rates(numbers, expression) for form, expression in {
        "share": f"{t} / nullif({q} * (1 - coalesce({d}, 0)), 0)",
        "per_cent": f"{t} / nullif({q} * (1 - coalesce({d}, 0) / 100), 0)",
        "amount": f"({t} + coalesce({d}, 0)) / nullif({q}, 0)",
    }.items()}
    form = min(spreads, key=lambda one: spreads[one])
    if spreads[form] < 0.8 * as_is:
        result.notes.append(
            f"{discount.name} is not mapped: {total.name} is net of it already (with it as {form.replace('_', ' ')} a "
            f"product's list price varies by {100 * spreads[form]:.1f} %, without by {100 * as_is:.1f} %)"
        )
        return
    off = {"share": f"{t} * {d}", "per_cent": f"{t} * {d} / 100", "amount": d}
    own = discount_form(numbers, discount, t) or "amount"
    full, less = numbers.total(t), numbers.total(f"coalesce({off[own]}, 0)")
    taken = {"amount": f"{{difference: [{total.name}, {discount.name}]}}",
             "share": f"{{difference: [{total.name}, {{product: [{total.name}, {discount.name}]}}]}}",
             "per_cent": f"{{difference: [{total.name}, {{product: [{total.name}, {discount.name}]}}]}}, after dividing {discount.name} by 100"}[own]
    if 1.25 * as_is < spreads[form] and as_is < 0.02:
        value = {"amount": {"difference": [total.name, discount.name]},
                 "share": {"difference": [total.name, {"product": [total.name, discount.name]}]}}.get(own)
        if value is not None:
            result.columns["line_amount"] = Setting(value, f"{total.name} per piece is the same with and without a discount: it is before the discount")
            return
    result.columns["line_amount"] = Setting(OPEN, result.columns["line_amount"].evidence, [
        f"Is {total.name} before or after {discount.name}?",
        f"write {total.name} if it is after it: {money(full)} in all",
        f"write {taken} if it is before it: {money(full - less)} in all",
    ], [total.name, {"difference": [total.name, discount.name]}, {"difference": [total.name, {"product": [total.name, discount.name]}]}])


def _scale(result: Money, numbers: Numbers, by_name: dict[str, Column], scale_hint: float | None) -> None:
    """Money in cents: by the name, by a total of another table, or as a question."""
    scaled = []
    for role in ("unit_price", "line_amount", "discount_amount"):
        setting = result.columns.get(role)
        column = by_name.get(setting.value) if setting and isinstance(setting.value, str) else None
        if column is None:
            continue
        found = cents(column)
        if found is None and scale_hint == 100 and column.is_whole:
            found = Setting({"column": column.name, "divided_by": 100}, "the totals of the orders are a hundredth of the lines' sums")
        if found is not None:
            found.evidence += f"; {setting.evidence}"
            result.columns[role] = found
            scaled.append(role)
        elif role != "discount_amount" and scale_hint is None and looks_like_cents(column) and not column.signs:
            total = numbers.total(numbers.sql(column) if role == "line_amount" or "quantity" not in result.columns
                                  or result.columns["quantity"].value not in by_name
                                  else f"{numbers.sql(column)} * {numbers.sql(by_name[result.columns['quantity'].value])}")
            result.columns[role] = Setting(OPEN, setting.evidence, question_of_cents(column, total),
                                           [column.name, {"column": column.name, "divided_by": 100}])
    setting = result.columns.get("discount_amount")
    if scaled and setting is not None and "discount_amount" not in scaled and not setting.is_open:
        result.columns["discount_amount"] = Setting(in_cents(setting.value), f"in cents as the price; {setting.evidence}")
    if scaled and setting is not None and setting.is_open:
        setting.alternatives = [in_cents(value) for value in setting.alternatives]


__all__ = ["discount_forms", "price_lines"]
