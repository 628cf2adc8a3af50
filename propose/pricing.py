"""The mapping of a line's quantity, price, total and discount, with evidence or a question."""

from __future__ import annotations

from propose import names
from propose.cents import scale_cents
from propose.discounts import discount_beside_total, discount_without_total, map_column, map_discount
from propose.leftovers import plain, used_names
from propose.money import (
    Money,
    Numbers,
    candidates,
    equal,
    find_triples,
    score,
    unit_or_total,
)
from propose.profiles import Column
from propose.proposal import OPEN, Setting, money, of
from propose.roles import Roles

NO_SALE = ("cost", "wholesale", "kosten", "einkauf", "cout", "coste", "costo", "achat", "compra", "acquisto")


def price_lines(connection, roles: Roles, decimal: str, grain: str, asks_cents: bool = True) -> Money:
    """Quantity, unit_price or line_amount, and discount_amount of the lines of a table."""
    columns = candidates(roles)
    result = Money()
    if not columns:
        return result
    numbers = Numbers(connection, roles, columns, decimal)
    triples = find_triples(numbers, columns) if grain == "line" else []
    rivals = _rivals(triples)
    if rivals:
        _from_rivals(result, numbers, triples[0][0], rivals, columns)
    elif triples:
        _from_triple(result, numbers, triples[0], columns)
    else:
        _from_names(result, numbers, columns, grain)
    scale_cents(result, numbers, {column.name: column for column in columns}, asks_cents)
    if grain == "line" and "quantity" not in result.columns and result.columns:
        result.columns["quantity"] = Setting({"constant": 1}, "no column of quantities: a row is a piece")
        _negative_prices(result, {column.name: column for column in columns})
    return result


def _negative_prices(result: Money, by_name: dict[str, Column]) -> None:
    """Where every row is a piece, negative prices give money back: they are totals of lines."""
    setting = result.columns.get("unit_price")
    names_read = used_names(setting.value) if setting is not None and not setting.is_open else set()
    negative = sum(by_name[name].negative for name in names_read if name in by_name)
    if negative and "line_amount" not in result.columns and "discount_amount" not in result.columns:
        result.columns["line_amount"] = result.columns.pop("unit_price")
        result.columns["line_amount"].evidence += f"; {negative:,} rows give money back"


def _rivals(triples: list[tuple]) -> list[Column]:
    """The totals of lines whose quantities are multiplied by several prices, such as a list price and that paid."""
    sold = [
        one for one in triples if one[0] is triples[0][0] and not any(names.says(c.name, *NO_SALE) for c in one[1:3])
    ]
    prices, totals = ({one[place].name: one[place] for one in sold} for place in (1, 2))
    several = len(prices) > 1 and len(totals) > 1 and not prices.keys() & totals.keys()
    return list(totals.values()) if several else []


def _from_rivals(
    result: Money, numbers: Numbers, quantity: Column, totals: list[Column], columns: list[Column]
) -> None:
    """Several prices times the quantity are totals of the file: which was paid is a question."""
    totals = totals + [
        one
        for one in columns
        if one not in totals and not one.is_whole and score(one, "line_amount", "payment_amount") >= 0.5
        if score(one, "unit_price", "discount_amount", "tax", "shipping", "cost") < 0.5
        if not names.says(one.name, *NO_SALE)
    ]
    map_column(result, "quantity", quantity, f"{quantity.distinct:,} values, {quantity.negative:,} negative")
    result.used |= {one.name for one in totals}
    result.columns["line_amount"] = Setting(
        OPEN,
        "several prices, times the quantity, are totals of the file",
        [
            "Which of these is the money that was paid for the line, after its discount?",
            *(f"write {one.name}: {money(numbers.total(numbers.sql(one)))} in all" for one in totals[:6]),
        ],
        [one.name for one in totals[:6]],
    )


def _from_triple(result: Money, numbers: Numbers, triple: tuple, columns: list[Column]) -> None:
    quantity, price, total, discount, form, met, asked = triple
    map_column(
        result,
        "quantity",
        quantity,
        f"{quantity.distinct:,} values, {quantity.negative:,} negative",
    )
    form_words = {
        "none": "",
        "amount": f" - {discount.name}" if discount else "",
        "amount_negative": f" + {discount.name}" if discount else "",
        "unit_amount": f", {discount.name} taken off each unit" if discount else "",
        "share": f" * (1 - {discount.name})" if discount else "",
        "per_cent": f" * (1 - {discount.name} / 100)" if discount else "",
    }[form]
    words = (
        f"{quantity.name} * {price.name}{form_words} = {total.name} in {of(met, asked)} lines with more than one piece"
    )
    q, p = numbers.sql(quantity), numbers.sql(price)
    if met < asked or plain(total.name) == "lineamount":
        # a rounded price: the stated total is the exact money
        map_column(result, "line_amount", total, f"the stated total; {words}")
    map_column(result, "unit_price", price, words)
    result.used.add(total.name)
    if discount is not None:
        map_discount(result, discount, form, quantity, f"{words}")
        return
    others = [
        one
        for one in columns
        if score(one, "discount_amount") >= 0.45 and one.name not in result.used and (one.largest or 0) > 0
    ]
    if others:
        discount_beside_total(result, numbers, others[0], f"{q} * {p}", quantity, total)
    elif "line_amount" in result.columns:
        pass
    else:
        result.notes.append(f"{total.name} is not mapped: {words}")


def _from_names(result: Money, numbers: Numbers, columns: list[Column], grain: str) -> None:
    quantity = _best(columns, ("quantity",), 0.5, lambda one: one.is_whole or (one.median or 0) < 100)
    if quantity is not None and grain == "line" and score(quantity, "line_amount") > score(quantity, "quantity") + 0.1:
        quantity = None
    rest = [one for one in columns if quantity is None or one.name != quantity.name]
    if quantity is None and grain == "line":
        small = [
            one
            for one in rest
            if one.is_whole
            and (one.median or 0) <= 20
            and (one.largest or 0) < 2000
            and not any(
                score(one, role) > 0.5
                for role in (
                    "unit_price",
                    "line_amount",
                    "discount_amount",
                    "cost",
                    "age",
                    "shipping",
                    "tax",
                )
            )
            and not one.is_constant
            and len(rest) > 1
        ]
        others = [
            one
            for one in rest
            if not one.is_whole and score(one, "discount_amount", "shipping", "tax", "cost", "refunded") < 0.5
        ]
        if len(small) == 1 and len(others) == 1:
            quantity = small[0]
            rest = [one for one in rest if one.name != quantity.name]
    money_columns = [
        one
        for one in rest
        if score(
            one,
            "discount_amount",
            "shipping",
            "tax",
            "refunded",
            "cost",
            "stock_unit_count",
            "age",
            "income",
        )
        < max(0.6, score(one, "unit_price", "line_amount"))
    ]
    price = _best(money_columns, ("unit_price",), 0.45, lambda one: (one.largest or 0) > 0)
    total = _best(
        [one for one in money_columns if price is None or one.name != price.name],
        ("line_amount",),
        0.45,
        lambda one: (one.largest or 0) > 0,
    )
    if total is not None and price is not None and price.name == total.name:
        price = None
    if price is None and total is None:
        plain = [one for one in money_columns if not one.is_whole and (one.largest or 0) > 0 and not suggested(one)]
        if len(plain) == 1:
            price = plain[0]
    if quantity is not None:
        map_column(
            result,
            "quantity",
            quantity,
            f"{quantity.distinct:,} values, {quantity.negative:,} negative",
        )
    if grain == "order":
        chosen = total or price
        if chosen is not None:
            map_column(
                result,
                "line_amount",
                chosen,
                f"{chosen.filled:,} amounts, {chosen.negative:,} negative",
            )
        return
    if price is not None and total is not None and quantity is not None:
        _two_moneys(result, numbers, quantity, price, total)
    elif (price or total) is not None and quantity is not None:
        _one_money(result, numbers, quantity, price or total, is_total=price is None)
    elif (price or total) is not None:
        chosen = total or price
        role = "line_amount" if total is not None else "unit_price"
        map_column(
            result,
            role,
            chosen,
            f"{chosen.filled:,} amounts, {chosen.negative:,} negative",
        )
    discount_without_total(result, numbers, columns, quantity)


def suggested(column: Column) -> bool:
    """Whether a name says a role of another kind."""
    return (
        score(
            column,
            "discount_amount",
            "shipping",
            "tax",
            "cost",
            "age",
            "income",
            "stock_unit_count",
        )
        > 0.5
    )


def _best(columns: list[Column], roles: tuple, least: float, allowed) -> Column | None:
    fitting = [one for one in columns if allowed(one) and score(one, *roles) >= least]
    return max(fitting, key=lambda one: score(one, *roles), default=None)


def _two_moneys(result: Money, numbers: Numbers, quantity: Column, price: Column, total: Column) -> None:
    q, p, t = (numbers.sql(one) for one in (quantity, price, total))
    same, asked = numbers.count(equal(f"{q} * {p}", t, f"0.0051 * abs({q})"))
    trivial, _ = numbers.count(f"abs({q}) > 1")
    if same >= 0.95 * asked:
        map_column(
            result,
            "unit_price",
            price,
            f"{quantity.name} * {price.name} = {total.name} in {of(same, asked)} lines",
        )
        if same < asked or trivial < 0.05 * asked:
            map_column(result, "line_amount", total, "the stated total")
        result.used.add(total.name)
        return
    result.used |= {price.name, total.name}
    one, other = numbers.total(f"{q} * {p}"), numbers.total(t)
    result.columns["unit_price"] = Setting(price.name, f"{price.filled:,} prices")
    result.columns["line_amount"] = Setting(
        OPEN,
        f"{quantity.name} * {price.name} = {total.name} in only {of(same, asked)} lines",
        [
            f"What is a line's money: {total.name}, or {quantity.name} * {price.name}? They differ.",
            f"write {total.name} if it is the money of the line: {money(other)} in all",
            f"write {{product: [{quantity.name}, {price.name}]}} if it is not: {money(one)} in all",
        ],
        [total.name, {"product": [quantity.name, price.name]}],
    )


def _one_money(result: Money, numbers: Numbers, quantity: Column, chosen: Column, is_total: bool) -> None:
    as_unit, as_total, asked = unit_or_total(numbers, quantity, chosen)
    q, m = numbers.sql(quantity), numbers.sql(chosen)
    several, _ = numbers.count(f"abs({q}) > 1")
    strong = max(score(chosen, "unit_price"), score(chosen, "line_amount"))
    plain_unit = names.says(
        chosen.name,
        "unit",
        "each",
        "einzel",
        "stuck",
        "stueck",
        "unitaire",
        "unitario",
        "unidad",
        "pu",
    )
    told = (
        f"{chosen.name} stays the same for every quantity in {of(as_unit, asked)} products, "
        f"grows with it in {as_total:,}"
    )
    decided = None
    if asked >= 3 and as_unit >= 3 * as_total and as_unit >= 0.5 * asked:
        decided = "unit_price"
    elif asked >= 3 and as_total >= 3 * as_unit and as_total >= 0.5 * asked:
        decided = "line_amount"
    elif several == 0:
        decided, told = (
            ("line_amount" if is_total else "unit_price"),
            "every quantity is 1: price and total are the same",
        )
    elif strong >= 0.6 and (plain_unit or is_total):
        decided = "line_amount" if is_total else "unit_price"
        told = f"by its name; {told}" if asked else "by its name; no product is sold in several quantities"
        against = as_total if decided == "unit_price" else as_unit
        decided = None if asked >= 10 and against > 0.8 * asked else decided
    if decided:
        map_column(result, decided, chosen, told)
        return
    result.used.add(chosen.name)
    result.columns["unit_price"] = Setting(
        OPEN,
        told,
        [
            f"Is {chosen.name} the price of one piece or the money of the whole line?",
            f"write {chosen.name} if it is the price of one piece: {money(numbers.total(f'{q} * {m}'))} in all",
            f"write {{divide: [{chosen.name}, {quantity.name}]}} if it is the whole line's: {money(numbers.total(m))} "
            "in all",
        ],
        [chosen.name, {"divide": [chosen.name, quantity.name]}],
    )
