"""Lifetime values: the papers' parameters, SQL equal to scipy, nothing leaks in."""

import int_segments__fitted_lifetimes as lifetimes
import numpy as np
import pandas as pd
import pytest
from dbt_builds import data_folder
from scipy.special import gammaln, hyp2f1

CALIBRATION_END = pd.Timestamp("1997-09-30")


@pytest.fixture(scope="module")
def cdnow() -> pd.DataFrame:
    """CDNOW's customers to the end of calibration, summed up as in the papers."""
    path = data_folder() / "cdnow" / "cdnow_sample.parquet"
    if not path.exists():
        pytest.skip(f"no {path.name} in {path.parent}")
    orders = pd.read_parquet(path).rename(columns={"sample_customer_id": "customer"})
    orders["date"] = pd.to_datetime(orders["date"])
    orders = orders[orders["date"] <= CALIBRATION_END]
    days = orders.groupby(["customer", "date"])["dollar_value"].sum().reset_index()
    days["is_first"] = ~days["customer"].duplicated()
    by_customer = days.groupby("customer")
    first, last = by_customer["date"].min(), by_customer["date"].max()
    return pd.DataFrame(
        {
            "repeats": by_customer.size() - 1,
            "last": (last - first).dt.days / 7,
            "age": (CALIBRATION_END - first).dt.days / 7,
            "repeat_value": days[~days["is_first"]]
            .groupby("customer")["dollar_value"]
            .mean(),
        }
    )


@pytest.mark.real_data
def test_the_parameters_of_the_papers_are_found(cdnow):
    assert len(cdnow) == 2357
    found = lifetimes.fit_orders(cdnow["repeats"], cdnow["last"], cdnow["age"])
    assert found == pytest.approx([0.243, 4.414, 0.793, 2.426], abs=0.0006)
    repeaters = cdnow[cdnow["repeats"] > 0]
    assert len(repeaters) == 946
    # the Gamma-Gamma papers count what each repeat purchase came to
    spend = lifetimes.fit_spend(repeaters["repeats"], repeaters["repeat_value"])
    assert spend == pytest.approx([6.25, 3.74, 15.44], abs=0.011)


@pytest.mark.real_data
def test_the_unit_of_time_changes_only_the_scale(cdnow):
    weeks = lifetimes.fit_orders(cdnow["repeats"], cdnow["last"], cdnow["age"])
    days = lifetimes.fit_orders(cdnow["repeats"], cdnow["last"] * 7, cdnow["age"] * 7)
    assert days == pytest.approx(weeks * [1, 7, 1, 1], rel=1e-4)


def expected_orders(rows: pd.DataFrame) -> pd.Series:
    """BG/NBD's expectation as the paper writes it (its equation 10), by scipy."""
    r, alpha = rows["order_shape"], rows["order_scale"]
    a, b = rows["leaving_alpha"], rows["leaving_beta"]
    x, last, age = rows["repeat_count"], rows["active_span_days"], rows["age_days"]
    ahead = rows["horizon_days"]
    series = hyp2f1(r + x, b + x, a + b + x - 1, ahead / (alpha + age + ahead))
    if_alive = 1 - ((alpha + age) / (alpha + age + ahead)) ** (r + x) * series
    left = a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
    return (a + b + x - 1) / (a - 1) * if_alive / (1 + (x > 0) * left)


def test_sql_expects_as_many_orders_as_scipy_for_every_customer(shop):
    rows = shop.frame(
        """
        select *
        from int_segments__lifetime_summaries
        inner join int_segments__fitted_lifetimes using (is_current)
        inner join (
            select is_current, customer_id, expected_orders
            from int_segments__lifetime_predictions
        ) using (is_current, customer_id)
        """
    )
    assert rows["is_current"].nunique() == 2
    assert rows["expected_orders"].notna().all()
    assert np.abs(rows["expected_orders"] - expected_orders(rows)).max() < 1e-6


def test_what_is_served_beats_the_naive_rate_and_is_said(shop):
    backtest = shop.frame("select * from segments__lifetime_value_backtest")
    errors = backtest[backtest["metric"] == "root mean squared error"].set_index(
        "method"
    )["measured_value"]
    served = backtest.loc[backtest["is_served"], "method"].unique()
    assert list(served) == [errors.idxmin()]
    assert errors[served[0]] < errors["constant rate"]
    values = shop.frame("select * from segments__lifetime_values")
    assert set(values["method"]) == set(served)
    assert values["predicted_value"].notna().all()


def test_one_in_ten_of_the_backtest_lies_beyond_either_end_of_the_interval(demo_shop):
    often = demo_shop.frame(
        "select * from segments__lifetime_values where order_count > 6"
    ).astype({"predicted_value": float})
    low = (often["predicted_value_low"].astype(float) / often["predicted_value"]).max()
    high = (
        often["predicted_value_high"].astype(float) / often["predicted_value"]
    ).max()
    column = {
        "last year": "last_year_value",
        "bg/nbd and gamma-gamma": "bg_nbd_value",
        "half of each": "(last_year_value + bg_nbd_value) / 2",
    }[often["method"].iloc[0]]
    then = demo_shop.frame(
        f"select {column}::double as predicted, later_net_amount::double as actual "
        "from int_segments__lifetime_predictions where not is_current "
        f"and order_count > 6 and {column} > 0"
    )
    multiple = then["actual"] / then["predicted"]
    assert len(then) > 100
    assert (multiple > high).mean() == pytest.approx(0.1, abs=0.02)
    # many bring nothing more, so that the lower end may be 0 with nobody below it
    assert (multiple < low - 1e-3).mean() < 0.12


def summaries(count: int, date: str, seed: int) -> pd.DataFrame:
    """Customers drawn at random, of whom about two thirds came back."""
    random = np.random.default_rng(seed)
    repeats = random.poisson(1.1, count)
    age = random.integers(60, 300, count)
    return pd.DataFrame(
        {
            "is_current": date == "2025-01-01",
            "as_of_date": pd.Timestamp(date),
            "repeat_count": repeats,
            "active_span_days": np.where(repeats > 0, age // 2, 0),
            "age_days": age,
            "order_count": repeats + 1,
            "order_value": random.lognormal(3, 0.5, count),
        }
    )


def test_what_comes_later_does_not_change_an_earlier_fit():
    earlier = summaries(500, "2024-01-01", seed=1)
    alone = lifetimes.fit_lifetimes(earlier)
    later = summaries(500, "2025-01-01", seed=2)
    both = lifetimes.fit_lifetimes(pd.concat([later, earlier], ignore_index=True))
    pd.testing.assert_frame_equal(both.head(1), alone)


def test_too_few_repeaters_give_no_parameters():
    fitted = lifetimes.fit_lifetimes(summaries(100, "2024-01-01", seed=1))
    assert fitted["customer_count"].tolist() == [100]
    assert fitted[lifetimes.PARAMETERS].isna().all(axis=None)


def test_the_spend_of_drawn_customers_gives_their_parameters_back():
    """Gamma-Gamma, drawn from its own law and compared with its written likelihood."""
    p, q, v = 4.0, 3.0, 30.0
    random = np.random.default_rng(3)
    orders = random.integers(1, 9, 20_000)
    rate = random.gamma(q, 1 / v, 20_000)
    mean_value = random.gamma(p * orders, 1 / rate) / orders
    found = lifetimes.fit_spend(orders, mean_value)
    assert found == pytest.approx([p, q, v], rel=0.1)

    def log_likelihood(p, q, v):
        n, m = orders, mean_value
        return (
            gammaln(p * n + q) - gammaln(p * n) - gammaln(q) + q * np.log(v)
            + (p * n - 1) * np.log(m) + p * n * np.log(n)
            - (p * n + q) * np.log(v + n * m)
        ).sum()  # fmt: skip

    best = log_likelihood(*found)
    for place in range(3):
        for factor in (0.98, 1.02):
            other = found * np.where(np.arange(3) == place, factor, 1)
            assert log_likelihood(*other) < best


def test_orders_of_drawn_customers_give_their_parameters_back():
    """BG/NBD, drawn order by order from its own law."""
    r, alpha, a, b = 0.8, 20.0, 0.9, 2.5
    random = np.random.default_rng(4)
    rows = []
    for rate, leaves, age in zip(
        random.gamma(r, 1 / alpha, 6_000),
        random.beta(a, b, 6_000),
        random.integers(200, 700, 6_000),
        strict=True,
    ):
        repeats, last, now = 0, 0.0, random.exponential(1 / rate)
        while now < age:
            repeats, last = repeats + 1, now
            if random.random() < leaves:
                break
            now += random.exponential(1 / rate)
        rows.append((repeats, last, age))
    found = lifetimes.fit_orders(*np.array(rows).T)
    assert found[:2] == pytest.approx([r, alpha], rel=0.15)
    assert found[2] / (found[2] + found[3]) == pytest.approx(a / (a + b), rel=0.15)


def test_only_repeat_buyers_and_paid_orders_count_for_a_fit():
    enough = summaries(500, "2024-01-01", seed=1)
    free = enough.assign(order_value=np.where(enough.index < 100, 0, 20.0))
    found = lifetimes.fit_lifetimes(enough)
    assert found["repeat_customer_count"].tolist() == [(enough.repeat_count > 0).sum()]
    unpaid = lifetimes.fit_lifetimes(free)
    paid = lifetimes.fit_spend(free.order_count[100:], free.order_value[100:])
    spend = ["spend_shape", "customer_shape", "customer_scale"]
    assert unpaid[spend].to_numpy()[0] == pytest.approx(paid)
    order = ["order_shape", "order_scale", "leaving_alpha", "leaving_beta"]
    pd.testing.assert_frame_equal(unpaid[order], found[order])


@pytest.mark.parametrize(("repeaters", "known"), [(199, False), (200, True)])
def test_parameters_need_200_repeat_buyers(repeaters, known):
    rows = summaries(400, "2024-01-01", seed=1)
    rows["repeat_count"] = np.where(rows.index < repeaters, rows.index % 4 + 1, 0)
    rows["active_span_days"] = np.where(rows.index < repeaters, rows.age_days // 2, 0)
    fitted = lifetimes.fit_lifetimes(rows)
    assert fitted["order_shape"].notna().tolist() == [known]
