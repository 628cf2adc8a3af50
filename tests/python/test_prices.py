"""What is planted in a shop comes back: elasticities and who buys on promotion."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd
import pytest

AS_OF_DATE = pd.Timestamp("2026-01-05")
MODELS = (
    "int_segments__priced_lines",
    "int_segments__product_weeks",
    "int_segments__customer_weeks",
    "int_segments__promotion_weeks",
    "int_segments__promotion_responses",
    "int_segments__response_spread",
    "int_segments__customer_prices",
    "int_segments__price_sums",
    "int_segments__price_ratios",
    "int_segments__price_residuals",
    "int_segments__price_slopes",
    "segments__customer_price_sensitivity",
    "segments__price_sensitivity",
    "segments__price_elasticities",
)


@pytest.fixture
def priced(
    demo_shop,
) -> Callable[[pd.DataFrame, dict[str, str]], duckdb.DuckDBPyConnection]:
    """The price models, as the demo shop compiled them, over other order lines."""

    def over(lines: pd.DataFrame, segments: dict[str, str]):
        connection = duckdb.connect()
        connection.execute("attach ':memory:' as shop; use shop.main")
        lines = lines.assign(
            line_id=[f"L{number}" for number in range(len(lines))],
            is_sale=True,
            is_product=True,
        )
        members = pd.DataFrame(segments.items(), columns=["customer_id", "segment_id"])
        products = pd.DataFrame({"product_id": sorted(set(lines["product_id"]))})
        tables = {
            "order_lines": lines,
            "product_aliases": products.assign(
                listed_product_id=products["product_id"]
            ),
            "products": products.assign(product_name=products["product_id"]),
            "as_of_dates": pd.DataFrame(
                {"as_of_date": [AS_OF_DATE], "is_current": True}
            ),
            "customer_segments": members,
            "segments": members.groupby("segment_id", as_index=False)
            .agg(customer_count=("customer_id", "size"))
            .assign(segment_name=lambda frame: frame["segment_id"]),
        }
        money = {"quantity", "line_amount", "discount_amount"}
        for name, frame in tables.items():
            connection.register("frame", frame)
            types = ", ".join(
                f"cast({column} as decimal(18, 4)) as {column}"
                if column in money
                else f"cast({column} as date) as {column}"
                if column == "as_of_date"
                else column
                for column in frame.columns
            )
            connection.execute(
                f"create table int_segments__{name} as select {types} from frame"
            )
        for name in MODELS:
            code = demo_shop.models[name]["compiled_code"]
            connection.execute(f"create table {name} as {code}")
        return connection

    return over


def day(week: int, offset: int = 3) -> pd.Timestamp:
    """A day in the week that began so many weeks before the last."""
    return AS_OF_DATE - pd.Timedelta(days=7 * week + offset)


def elastic_lines(elasticities: dict[str, float], seed: int) -> pd.DataFrame:
    """Two years of weekly sales whose units follow the price, a season and chance."""
    rng = np.random.default_rng(seed)
    rows = []
    for week in range(104):
        season = 1.5 * np.sin(2 * np.pi * week / 52)
        for product, elasticity in elasticities.items():
            price = 10 * (0.8 if rng.random() < 0.25 else rng.choice([1, 1.1]))
            units = 200 * np.exp(season + rng.normal(0, 0.15)) * price**elasticity
            units *= 10**-elasticity
            for customer in range(4):
                rows.append(
                    {
                        "customer_id": f"C{(7 * week + customer) % 120}",
                        "product_id": product,
                        "ordered_at": day(week),
                        "quantity": max(1, round(units / 4)),
                        "line_amount": max(1, round(units / 4)) * price,
                        "discount_amount": 0,
                    }
                )
    return pd.DataFrame(rows)


def test_planted_elasticities_come_back_within_their_intervals(priced):
    planted = {f"P{number}": -0.5 * number for number in range(9)}
    held = []
    for seed in range(5):
        lines = elastic_lines(planted, seed)
        found = (
            priced(lines, {f"C{number}": "S01" for number in range(120)})
            .sql("select * from segments__price_elasticities")
            .df()
            .set_index("product_id")
        )
        assert found["elasticity"].notna().all()
        for product, elasticity in planted.items():
            row = found.loc[product]
            held.append(row["elasticity_low"] <= elasticity <= row["elasticity_high"])
        assert abs(found.loc["P4", "elasticity"] + 2) < 0.5
        assert found.loc["P4", "verdict"].startswith("elastic")
        assert found.loc["P0", "verdict"] == "no effect of the price shown"
    assert np.mean(held) >= 0.85


def promotion_lines(rates: dict[str, tuple[float, float]], seed: int) -> pd.DataFrame:
    """A year with promotions every fourth week: orders per other and promotion week."""
    rng = np.random.default_rng(seed)
    rows = []
    for customer, (usual, promoted) in rates.items():
        for week in range(52):
            reduced = week % 4 == 0
            if rng.random() >= (promoted if reduced else usual):
                continue
            product = f"P{rng.integers(8)}"
            # a fifth of the lines of a promotion week are not reduced
            discount = 3 if reduced and rng.random() < 0.8 else 0
            rows.append(
                {
                    "customer_id": customer,
                    "product_id": product,
                    "ordered_at": day(week),
                    "quantity": 1,
                    "line_amount": 10 - discount,
                    "discount_amount": discount,
                }
            )
    return pd.DataFrame(rows)


def test_a_planted_segment_of_promotion_buyers_comes_back(priced):
    segments = {f"A{number}": "S01" for number in range(150)} | {
        f"B{number}": "S02" for number in range(60)
    }
    rates = {
        customer: (0.2, 0.2) if segment == "S01" else (0.1, 0.6)
        for customer, segment in segments.items()
    }
    shop = priced(promotion_lines(rates, seed=1), segments)
    found = shop.sql("select * from segments__price_sensitivity").df()
    found = found.set_index("segment_id")
    lovers, others = found.loc["S02"], found.loc["S01"]
    assert lovers["response_verdict"] == "responds more than other customers"
    assert others["response_verdict"] == "responds less than other customers"
    for row, response in ((lovers, 6), (others, 1)):
        assert row["promotion_response_low"] < response < row["promotion_response_high"]
    assert lovers["promotion_money_share_low"] > others["promotion_money_share_high"]
    customers = shop.sql("select * from segments__customer_price_sensitivity").df()
    response = customers.groupby("segment_id")["promotion_response"].mean()
    assert response["S02"] > 1.5 * response["S01"]


def test_customers_alike_are_not_told_apart(priced):
    segments = {f"C{number}": f"S0{number % 4}" for number in range(200)}
    verdicts = []
    for seed in range(10):
        lines = promotion_lines(dict.fromkeys(segments, (0.15, 0.3)), seed)
        shop = priced(lines, segments)
        found = shop.sql("select * from segments__price_sensitivity").df()
        verdicts += list(found["response_verdict"])
        shown = shop.sql(
            "select is_shown from int_segments__response_spread"
        ).fetchall()
        verdicts.append(shown[0][0])
    assert verdicts.count("no difference from other customers shown") >= 38
    assert verdicts.count(True) <= 1


@pytest.mark.parametrize("weeks, customers", [(4, 200), (52, 60)])
def test_a_shop_of_a_month_or_of_sixty_customers_makes_no_claim(
    priced, weeks, customers
):
    segments = {f"C{number}": "S01" for number in range(customers)}
    lines = promotion_lines(dict.fromkeys(segments, (0.2, 0.6)), seed=1)
    lines = lines[lines["ordered_at"] >= day(weeks)]
    shop = priced(lines, segments)
    claims = shop.sql("select * from segments__price_sensitivity").df()
    numbers = [
        name for name in claims if name.startswith(("promotion_m", "promotion_r"))
    ]
    assert claims[[*numbers, "price_index"]].isna().all(axis=None)
    assert claims["promotion_evidence"].str.startswith("fewer than").all()
    customers = shop.sql("select * from segments__customer_price_sensitivity").df()
    assert customers["promotion_response"].isna().all()
    products = shop.sql("select * from segments__price_elasticities").df()
    assert products["elasticity"].isna().all()
