"""Of four hundred orders in three damaged files nothing is lost, to the cent."""

import csv
import random
from collections import Counter
from decimal import Decimal

import pytest
from dbt_builds import NO_TESTS, Build, run_dbt

ORDER_COUNT = 400
SEED = 20250201
LINE_COLUMNS = ("Order", "Sku", "Name", "Qty", "Cents", "Rebate", "Voucher")
ORDER_COLUMNS = (
    *("Id", "Mail", "Phone", "No", "Day", "State"),
    *("Discount", "Shipping", "Refund"),
)
JUNK = ("x", "-", "NaN", "n/a", "1e9", "99999999999999999999", "0", " ", "1.2.3", "'")
SETTINGS = {
    "transactions": {
        "delimiter": ";",
        "decimal": "comma",
        "columns": {
            "order_id": "Order",
            "product_id": {"first_of": ["Sku", "Name"]},
            "product_name": "Name",
            "quantity": "Qty",
            "unit_price": {"column": "Cents", "divided_by": 100},
            "discount_amount": {"sum": ["Rebate", "Voucher"]},
        },
    },
    "orders": {
        "delimiter": ";",
        "decimal": "comma",
        "dates": "dmy",
        "columns": {
            "order_id": "Id",
            "customer_id": {"first_of": ["Mail", "Phone", "No"]},
            "ordered_at": "Day",
            "status": "State",
            "discount_amount": "Discount",
            "shipping": "Shipping",
            "refunded": "Refund",
        },
    },
    "payments": {
        "columns": {
            "order_id": "Order",
            "amount": {"column": "Cents", "divided_by": 100},
        }
    },
}


def comma(value: Decimal) -> str:
    """An amount with two decimals and a decimal comma."""
    return f"{value:.2f}".replace(".", ",")


class Order:
    """An order as three files state it, and what it is worth if nothing is damaged."""

    def __init__(self, draw: random.Random, number: int):
        def cents(most: int) -> Decimal:
            return Decimal(draw.randint(1, most)) / 100

        self.id = f"A{number}"
        self.is_paid_as_stated = draw.random() < 0.2  # no price on a line
        gross = Decimal(0)
        self.lines = []
        for _ in range(draw.randint(1, 4)):
            quantity, price = draw.randint(1, 5), cents(9999) + 5
            rebates = [cents(99) if draw.random() < 0.3 else Decimal(0) for _ in "12"]
            if self.is_paid_as_stated:
                rebates = [Decimal(0)] * 2
            gross += quantity * price - sum(rebates)
            sku = f"P{draw.randint(1, 30)}"
            line = [self.id, sku, f"Name of {sku}", str(quantity), f"{price * 100:.0f}"]
            if self.is_paid_as_stated:
                line[4] = ""
            self.lines.append(line + [comma(each) if each else "" for each in rebates])
        self.paid = cents(20000) if self.is_paid_as_stated else None
        discount = cents(200) if draw.random() < 0.4 else Decimal(0)
        shipping = cents(900) if draw.random() < 0.4 else Decimal(0)
        refund = cents(300) if draw.random() < 0.2 else Decimal(0)
        if self.is_paid_as_stated:
            discount = Decimal(0)
        ids = [f"c{number % 60}@x.test", f"+49 {number}", f"{number}"]
        for at in range(draw.randint(0, 2)):
            ids[at] = ""
        self.state = draw.choice(["paid"] * 6 + ["Cancelled", "refunded", "on-hold"])
        day = f"{draw.randint(1, 28):02}.{draw.randint(1, 12):02}.2024"
        self.head = [self.id, *ids, day, self.state]
        self.head += [
            comma(each) if each else "" for each in (discount, shipping, refund)
        ]
        brought = (self.paid or gross) - discount + shipping
        self.worth = {
            "paid": brought - min(refund, brought),
            "refunded": shipping,  # the goods go back, the postage does not
        }.get(self.state, Decimal(0))
        if self.state == "refunded":
            refund = Decimal(0)
            self.head[8] = ""
        self.is_damaged = False

    def damage(self, draw: random.Random) -> None:
        """One to three fields hold something else."""
        self.is_damaged = True
        for _ in range(draw.randint(1, 3)):
            row = draw.choice([self.head, *self.lines])
            at = draw.randrange(1, len(row))
            row[at] = draw.choice([*JUNK, "", f"-{row[at]}", f"{row[at]};"[:-1] * 2])


@pytest.fixture(scope="module")
def orders() -> list[Order]:
    draw = random.Random(SEED)
    made = [Order(draw, number) for number in range(ORDER_COUNT)]
    for order in made:
        if draw.random() < 0.4:
            order.damage(draw)
    return made


@pytest.fixture(scope="module")
def shop(orders, tmp_path_factory) -> Build:
    """The three files in one build, and what becomes of them."""
    folder = tmp_path_factory.mktemp("fuzz_orders")
    tables = {
        "transactions": [LINE_COLUMNS, *(line for one in orders for line in one.lines)],
        "orders": [ORDER_COLUMNS, *(one.head for one in orders)],
        "payments": [("Order", "Cents")],
    }
    for one in orders:
        if one.paid:  # in two parts
            part = one.paid // 2
            for each in (part, one.paid - part):
                tables["payments"].append((one.id, f"{each * 100:.0f}"))
    for name, rows in tables.items():
        delimiter = SETTINGS[name].get("delimiter", ",")
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
    inputs = {
        name: settings | {"from": str(folder / f"{name}.csv")}
        for name, settings in SETTINGS.items()
    }
    build = run_dbt(
        folder / "build",
        *("build", *NO_TESTS, "--select", "segments_exchange_rates"),
        *("+int_segments__order_reconciliation", "+int_segments__line_stages"),
        variables={"segments_inputs": inputs},
    )
    assert build.succeeded, build.message
    return build


def test_every_line_is_accepted_or_rejected_with_a_reason(shop, orders):
    found = shop.rows(
        "select order_id, count(*), count(*) filter (is_accepted), "
        "count(*) filter (rejection_reasons is not null) "
        "from int_segments__transaction_lines where not is_added group by 1"
    )
    assert {name: count for name, count, *_ in found} == Counter(
        line[0] for one in orders for line in one.lines
    )
    assert all(count == kept + told for _, count, kept, told in found)
    assert 0 < sum(told for *_, told in found) < sum(count for _, count, *_ in found)


def test_every_stage_reconciles(shop):
    for model in ("int_segments__order_reconciliation", "int_segments__line_stages"):
        stages = shop.rows(
            f"select stage, measure, expected, accepted, rejected from {model}"
        )
        assert stages
        for stage, measure, expected, accepted, rejected in stages:
            assert expected == accepted + rejected, (stage, measure)


def test_an_order_that_is_not_damaged_is_worth_what_its_files_say(shop, orders):
    found = dict(
        shop.rows(
            "select order_id, sum(line_amount) "
            "from int_segments__lines_with_order_money where is_accepted group by 1"
        )
    )
    clean = [one for one in orders if not one.is_damaged]
    assert len(clean) > ORDER_COUNT / 2
    assert {
        state: sum(one.state == state for one in clean) > 5
        for state in ("paid", "Cancelled", "refunded", "on-hold")
    } == dict.fromkeys(("paid", "Cancelled", "refunded", "on-hold"), True)
    assert {one.id: found.get(one.id, 0) for one in clean} == {
        one.id: one.worth for one in clean
    }


def test_customers_are_who_the_first_known_id_says(shop, orders):
    found = dict(
        shop.rows(
            "select order_id, min(customer_id) "
            "from int_segments__lines_with_order_money where is_accepted group by 1"
        )
    )
    for one in orders:
        if not one.is_damaged and one.id in found:
            assert found[one.id] == next(filter(None, one.head[1:4])), one.id
