"""Which columns are quantity, price, total and discount: by arithmetic, then by name."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from propose import texts
from propose.names import suggestions
from propose.profiles import Column
from propose.proposal import Setting
from propose.reading import quoted
from propose.roles import Roles

SAMPLE = 200_000
FEW = 2_000
PENNY = 0.0051
WITHOUT_CENTS = (
    "JPY",
    "KRW",
    "IDR",
    "VND",
    "CLP",
    "HUF",
    "TWD",
    "COP",
    "PKR",
    "ISK",
    "UGX",
)


@dataclass
class Money:
    """The mapping of a line's money."""

    columns: dict[str, Setting] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


class Numbers:
    """The numbers of a table as a table of doubles, and counts over it."""

    def __init__(self, connection, roles: Roles, columns: list[Column], decimal: str):
        self.connection, self.columns = connection, columns
        self.relation = f"numbers_of_{roles.columns[next(iter(roles.columns))].table.relation}"
        product = next(
            (roles.of[role] for role in ("product_id", "product_name", "category") if role in roles.of),
            None,
        )
        picked = [
            "segments_row",
            f"{product.sql if product else 'null'} as product",
        ] + [f"{texts.number(column.sql, decimal)} as {quoted('n ' + column.name)}" for column in columns]
        connection.execute(
            f"create or replace temp table {self.relation} as select {', '.join(picked)} "
            f"from {columns[0].table.relation if columns else roles.columns[next(iter(roles.columns))].table.relation}"
        )

    def sql(self, column: Column) -> str:
        """A column's number."""
        return quoted("n " + column.name)

    def count(self, condition: str, where: str = "true") -> tuple[int, int]:
        """Rows that meet a condition, and rows it can be asked of."""
        return self.connection.execute(
            f"select count(*) filter (where {condition}), count({condition}) from {self.relation} where {where}"
        ).fetchone()

    def total(self, expression: str, where: str = "true") -> float:
        """A sum."""
        return self.connection.execute(
            f"select coalesce(sum({expression}), 0) from {self.relation} where {where}"
        ).fetchone()[0]


def equal(one: str, other: str, slack: str = "0") -> str:
    """Equal to the penny, plus what the rounding of a price may add."""
    return f"abs({one} - {other}) <= {PENNY} + {slack}"


def discount_forms(quantity: str, price: str, discount: str) -> dict[str, str]:
    """What a line's total is under each form of a discount."""
    gross = f"{quantity} * {price}"
    return {
        "amount": f"{gross} - {discount}",
        "amount_negative": f"{gross} + {discount}",
        "unit_amount": f"{quantity} * ({price} - {discount})",
        "share": f"{gross} * (1 - {discount})",
        "per_cent": f"{gross} * (1 - {discount} / 100.0)",
    }


def candidates(roles: Roles) -> list[Column]:
    """Columns of numbers that may be quantities or money."""
    return [
        column
        for column in roles.columns.values()
        if column.is_number
        and column.name not in roles.taken
        and not column.compact_dates
        and not column.type.startswith(("DATE", "TIMESTAMP"))
        and max(
            (suggestions(column.label).get(role, 0) for role in ("order_id", "customer_id", "phone")),
            default=0,
        )
        < 0.8
    ]


def score(column: Column | None, *wanted: str) -> float:
    """How well a column's name suggests one of some roles."""
    return max((suggestions(column.label).get(role, 0.0) for role in wanted), default=0.0) if column else 0.0


def find_triples(numbers: Numbers, columns: list[Column]) -> list[tuple]:
    """Every quantity, price and total whose product is exact, with a discount where one fits; the likeliest first."""
    quantities = [c for c in columns if c.is_whole and not c.is_constant and (c.median or 0) <= 1000]
    quantities = sorted(quantities, key=lambda one: -score(one, "quantity"))[:6]
    moneys = [c for c in columns if score(c, "quantity") < 0.9 or not c.is_whole]
    moneys = sorted(moneys, key=lambda one: (one.is_whole, -score(one, "unit_price", "line_amount")))[:12]
    discounts = [c for c in columns if score(c, "discount_amount") >= 0.4]
    found = []
    for quantity, price, total in itertools.product(quantities, moneys, moneys):
        if len({quantity.name, price.name, total.name}) < 3 or score(price, "discount_amount") > 0.8:
            continue
        if score(total, "discount_amount") > 0.8 or score(total, "unit_price") > 0.95:
            continue
        q, p, t = (numbers.sql(one) for one in (quantity, price, total))
        forms = {(None, "none"): f"{q} * {p}"}
        forms |= {
            (d, form): expression
            for d in discounts
            if d.name not in (price.name, total.name, quantity.name)
            for form, expression in discount_forms(q, p, numbers.sql(d)).items()
        }
        holds = [f"{equal(f'coalesce({expression}, {q} * {p})', t)}" for expression in forms.values()]
        # most do not hold for the first lines: only the others are counted
        for size in (FEW, SAMPLE):
            asked, *met_by = numbers.connection.execute(
                f"select count(*), {', '.join(f'count(*) filter (where {one})' for one in holds)} from (select * from "
                f"{numbers.relation} limit {size}) as part where abs({q}) > 1 and {p} != 0 and {t} is not null"
            ).fetchone()
            if asked >= 100 and max(met_by) < 0.85 * asked:
                break
        if asked < 5:
            continue
        for (discount, form), met in zip(forms, met_by, strict=True):
            worth = met / asked + 0.02 * (
                score(quantity, "quantity") + score(price, "unit_price") + score(total, "line_amount")
            )
            worth -= 0.01 if discount is not None else 0
            if met >= 0.95 * asked:
                found.append((worth, (quantity, price, total, discount, form, met, asked)))
    return [one for _, one in sorted(found, key=lambda one: -one[0])]


def unit_or_total(numbers: Numbers, quantity: Column, price: Column) -> tuple[int, int, int]:
    """Products whose money per line stays the same for every quantity, grows with it, of all that tell."""
    q, p = numbers.sql(quantity), numbers.sql(price)
    return numbers.connection.execute(f"""
        with by_quantity as (
            select product, {q} as q, median({p}) as m from {numbers.relation}
            where product is not null and {q} > 0 and {p} > 0 group by all
        ),
        pairs as (
            select product, min(q) as low, max(q) as high, arg_min(m, q) as at_low, arg_max(m, q) as at_high
            from by_quantity group by product having max(q) >= 2 * min(q)
        ),
        judged as (
            select abs(ln(at_high / at_low)) as as_unit, abs(ln((at_high / high) / (at_low / low))) as as_total from
                pairs
        )
        select count(*) filter (where as_unit < as_total and as_unit < 0.35),
            count(*) filter (where as_total < as_unit and as_total < 0.35), count(*) from judged""").fetchone()


def per_unit_rates(numbers: Numbers, value: str) -> float:
    """How widely an amount per unit varies within products (mean of deviation over mean)."""
    [(spread,)] = numbers.connection.execute(
        f"select avg(dev / nullif(abs(mean), 0)) from (select stddev_pop({value}) as dev, avg({value}) as mean "
        f"from {numbers.relation} where product is not null and isfinite({value}) group by product having count(*) > "
        "1) as spreads"
    ).fetchall()
    return spread if spread is not None else 1.0
