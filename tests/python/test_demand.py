"""Planted levels, a season and growth come back in the forecast of demand."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest

MODELS = ("origins", "units", "shares", "seasons", "candidates", "choice", "intervals")
AS_OF_DATE = pd.Timestamp("2026-01-05")
FIRST_DATE = AS_OF_DATE - pd.Timedelta(days=1092)
PRODUCTS = 10
DECIMALS = {"unit_count": "decimal(18, 4)", "as_of_date": "date", "order_date": "date"}


def expected_units(day: np.ndarray, season: float) -> np.ndarray:
    """Units a day by day, segment and product: growth of 30 % a year and a season."""
    level = np.linspace(1, 12, PRODUCTS)
    mix = np.where(np.arange(PRODUCTS) < 5, 0.7, 0.2)
    shop = 1.3 ** (day / 364) * np.exp(season * np.sin(2 * np.pi * (day + 150) / 364))
    return shop[:, None, None] * np.stack([level * mix, level * (1 - mix)])


def forecast(demo_shop, season: float, seed: int) -> pd.DataFrame:
    """The demand models, as the demo shop compiled them, over three planted years."""
    units = np.random.default_rng(seed).poisson(expected_units(np.arange(1092), season))
    day, segment, product = np.nonzero(units)
    dates = [*pd.date_range(FIRST_DATE, AS_OF_DATE, freq="MS"), AS_OF_DATE]
    customers = [f"C{number}" for number in range(600)]
    tables = {
        "product_days": pd.DataFrame(
            {
                "customer_id": [
                    f"C{2 * (d % 300) + s}" for d, s in zip(day, segment, strict=True)
                ],
                "product_id": [f"P{number}" for number in product],
                "order_date": FIRST_DATE + pd.to_timedelta(day, unit="D"),
                "unit_count": units[day, segment, product],
            }
        ),
        "as_of_dates": pd.DataFrame(
            {"as_of_date": dates, "is_current": [d == AS_OF_DATE for d in dates]}
        ),
        "history_segments": pd.DataFrame(
            [(date, c, f"S0{1 + int(c[1:]) % 2}") for date in dates for c in customers],
            columns=["as_of_date", "customer_id", "segment_id"],
        ),
        "customer_order_features": pd.DataFrame({"customer_id": customers}).assign(
            is_current=True, order_count=1
        ),
        "products": pd.DataFrame(
            {"product_id": [f"P{number}" for number in range(PRODUCTS)]}
        ).assign(product_name="a product"),
    }
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as shop; use shop.main")
    for name, frame in tables.items():
        connection.register("frame", frame)
        columns = ", ".join(
            f"cast({column} as {DECIMALS[column]}) as {column}"
            if column in DECIMALS
            else column
            for column in frame
        )
        connection.execute(
            f"create table int_segments__{name} as select {columns} from frame"
        )
    for name in (*(f"int_segments__demand_{model}" for model in MODELS), "forecast"):
        model = "int_segments__demand_forecast" if name == "forecast" else name
        code = demo_shop.models[model]["compiled_code"]
        connection.execute(f"create table {model} as {code}")
    return connection.sql(
        "select * from int_segments__demand_forecast where segment_id != 'all' "
        "order by week, segment_id, product_id"
    ).df()


def truth(season: float, first_day: int = 1092) -> np.ndarray:
    """Planted units of the four weeks from a day on, as the forecast is sorted."""
    days = expected_units(np.arange(first_day, first_day + 28), season)
    return days.reshape(4, 7, 2, PRODUCTS).sum(axis=1).ravel()


@pytest.mark.parametrize("season", [0.8, 0.0])
def test_a_planted_season_and_level_are_forecast_better_than_naively(demo_shop, season):
    found = forecast(demo_shop, season, seed=4)
    assert len(found) == 80
    assert set(found["evidence"]) == {"stated"}
    planted = truth(season)
    error = np.abs(found["expected_units"] - planted).sum() / planted.sum()
    assert error < 0.08
    inside = (found["expected_units_low"] <= planted) & (
        found["expected_units_high"] >= planted
    )
    assert inside.mean() > 0.8
    last_year = np.abs(truth(season, 1092 - 364) - planted).sum() / planted.sum()
    recent = np.abs(found["recent_units_per_week"] - planted).sum() / planted.sum()
    assert error < 0.5 * last_year
    if season:
        assert error < 0.5 * recent
        assert found["method"].str.contains("season").all()
