"""Lifetime values: the papers' parameters, SQL equal to scipy, nothing leaks in."""

import int_segments__fitted_lifetimes as lifetimes
import numpy as np
import pandas as pd
import pytest
from dbt_builds import (
    NO_TESTS,
    Build,
    data_folder,
    file_inputs,
    run_dbt,
    vars_file,
    write_orders,
)
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


@pytest.mark.real_data
def test_a_customer_of_today_does_not_change_the_others_parameters(cdnow):
    facts = cdnow[["repeats", "last", "age"]]
    today = pd.DataFrame([dict.fromkeys(facts, 0)])  # no time to buy again, or to leave
    with_today = pd.concat([facts, today])
    found = lifetimes.fit_orders(*(with_today[name] for name in facts))
    assert found == pytest.approx(
        lifetimes.fit_orders(*(facts[name] for name in facts)), rel=1e-4
    )


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
        inner join int_segments__fitted_lifetimes using (window_number)
        inner join (
            select window_number, customer_id, expected_orders
            from int_segments__lifetime_predictions
        ) using (window_number, customer_id)
        """
    )
    assert rows["window_number"].nunique() == 5
    assert rows["expected_orders"].notna().all()
    assert np.abs(rows["expected_orders"] - expected_orders(rows)).max() < 1e-6


def test_what_is_served_beats_the_naive_rate_and_is_said(shop):
    backtest = shop.frame("select * from segments__lifetime_value_backtest")
    errors = backtest[backtest["metric"] == "root mean squared error"]
    assert errors["as_of_date"].nunique() == 4
    mean_error = errors.groupby("method")["measured_value"].mean()
    (served,) = backtest.loc[backtest["is_served"], "method"].unique()
    assert mean_error[served] < mean_error["constant rate"]
    choice = shop.frame("select * from int_segments__lifetime_choice")
    best = choice.set_index("method").loc[served]
    assert pd.isna(best["z_score"]) or best["z_score"] > 1.96
    values = shop.frame("select * from segments__lifetime_values")
    assert set(values["method"]) == {served}
    assert values["predicted_value"].notna().all()


def half_of_each(shop: Build, date: str, days: int) -> pd.DataFrame:
    """What the method expects of every customer from a date on, and what came."""
    rows = shop.frame(
        f"""
        with later as (
            select customer_id, sum(net_amount) as actual
            from int_segments__orders
            where order_date >= date '{date}' and order_date < date '{date}' + {days}
            group by customer_id
        )
        select features.*, order_day_count, coalesce(actual, 0) as actual
        from int_segments__customer_order_features as features
        inner join int_segments__customer_totals using (as_of_date, customer_id)
        left join later using (customer_id)
        where as_of_date = date '{date}' and features.order_count > 0
        """
    )
    money = ["sales_amount", "net_amount", "sales_last_365_days", "actual"]
    rows = rows.astype(dict.fromkeys(money, float)).sort_values("customer_id")
    rows["window_number"], rows["horizon_days"] = 0, days
    rows["repeat_count"] = rows["order_day_count"] - 1
    rows["age_days"] = rows["tenure_days"] - 1
    rows["order_value"] = rows["sales_amount"] / rows["order_day_count"]
    rows = rows.merge(lifetimes.fit_lifetimes(rows).drop(columns="as_of_date"))
    p, q, v = (rows[c] for c in ("spend_shape", "customer_shape", "customer_scale"))
    n, kept = rows["order_day_count"], rows.net_amount.sum() / rows.sales_amount.sum()
    value = p * (v + rows["sales_amount"]) / (p * n + q - 1)
    year = rows["sales_last_365_days"] * days / min(365, rows["tenure_days"].max())
    young = (90 / rows["tenure_days"]).clip(1, 3)
    rows["predicted"] = kept * (expected_orders(rows) * value + year * young) / 2
    return rows[["predicted", "actual"]]


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("date", "days", "biases", "errors"),
    [
        ("2011-03-01", 91, (0.358, 0.223), (947, 875)),
        ("2011-06-01", 91, (0.160, 0.024), (901, 962)),
        ("2011-09-01", 91, (-0.295, 0.043), (1844, 1501)),
        ("2011-03-01", 183, (0.302, 0.147), (1625, 1587)),
        ("2011-06-01", 183, (-0.093, 0.078), (2230, 1915)),
        ("2010-12-01", 365, (0.318, 0.318), (3597, 3597)),
    ],
)
def test_the_season_brings_totals_of_past_windows_nearer(
    online_retail, date, days, biases, errors
):
    rows = half_of_each(online_retail, date, days)
    season = online_retail.value(
        f"""
        select sum(net_amount) filter (order_date < date '{date}' - 365 + {days})
            * 365.0 / ({days} * sum(net_amount))
        from int_segments__orders
        where order_date >= date '{date}' - 365 and order_date < date '{date}'
        """
    )
    for factor, said, error in zip((1, season), biases, errors, strict=True):
        predicted = rows["predicted"] * float(factor)
        found = predicted.sum() / rows["actual"].sum() - 1
        assert found == pytest.approx(said, abs=0.001)
        squared = ((predicted - rows["actual"]) ** 2).mean()
        assert np.sqrt(squared) == pytest.approx(error, rel=0.001)


def coverage(shop: Build) -> float:
    """The share of actual values in the served intervals, by earlier windows."""
    return shop.value(
        "select measured_value from segments__lifetime_value_backtest "
        "where metric = 'interval coverage'"
    )


def assert_intervals_hold(shop: Build):
    assert 0.76 <= coverage(shop) <= 0.86
    narrow = shop.value(
        "select count(*) from int_segments__lifetime_bounds "
        "where predicted_value_high < predicted_value or predicted_value_high <= 0 "
        "or predicted_value_low > predicted_value"
    )
    assert narrow == 0


def test_intervals_hold_eight_tenths_and_their_prediction(shop):
    assert_intervals_hold(shop)


@pytest.fixture(scope="module")
def built_cdnow(tmp_path_factory) -> Build:
    """CDNOW's lifetime values."""
    if not (data_folder() / "cdnow" / "cdnow_sample.parquet").exists():
        pytest.skip("CDNOW is not beside the project")
    shop = run_dbt(
        tmp_path_factory.mktemp("cdnow"),
        "build",
        *NO_TESTS,
        *("--select", "+segments__lifetime_value_backtest"),
        variables=vars_file("cdnow.yml"),
    )
    assert shop.succeeded, shop.message
    return shop


@pytest.mark.real_data
def test_cdnow_is_predicted_by_the_model_of_its_papers(built_cdnow):
    assert_intervals_hold(built_cdnow)
    best = built_cdnow.value(
        "select method from int_segments__lifetime_choice where is_best"
    )
    assert best == "bg/nbd and gamma-gamma"
    # the second window begins where calibration ends
    found = built_cdnow.rows(
        "select order_shape, order_scale / 7, leaving_alpha, leaving_beta "
        "from int_segments__fitted_lifetimes where as_of_date = date '1997-10-01'"
    )
    assert found == [pytest.approx([0.243, 4.414, 0.793, 2.426], abs=0.002)]


def repeat_orders(customer: str, days, hours=(10,)) -> list[dict]:
    """Orders of one customer on these days, at each of the hours."""
    start = pd.Timestamp("2023-01-01")
    return [
        {
            "order_id": f"{customer}-{number}-{hour}",
            "customer_id": customer,
            "product_id": f"P{number % 9}",
            "ordered_at": f"{start + pd.Timedelta(days=int(day), hours=hour)}",
            "quantity": 1,
            "unit_price": 20,
        }
        for number, day in enumerate(days)
        for hour in hours
    ]


@pytest.fixture(scope="module")
def shop_of_same_day_orders(tmp_path_factory) -> Build:
    """Customers with one order, with two on one day, and 190 who come back."""
    random = np.random.default_rng(12)
    lines = []
    for number in range(80):
        day = random.integers(0, 600)
        lines += repeat_orders(f"S{number}", [day])
        lines += repeat_orders(f"D{number}", [day], hours=(10, 15))
    for number in range(190):
        gaps = random.exponential(random.gamma(2, 30), random.geometric(0.12)) + 1
        days = random.integers(0, 200) + np.concatenate([[0], np.cumsum(gaps)])
        lines += repeat_orders(f"R{number}", days[days < 700])
    folder = tmp_path_factory.mktemp("same_day")
    shop = run_dbt(
        folder,
        "build",
        *NO_TESTS,
        *(
            "--select",
            "+segments__lifetime_values",
            "segments__lifetime_value_backtest",
        ),
        variables=file_inputs(transactions=write_orders(folder / "orders.csv", lines)),
    )
    assert shop.succeeded, shop.message
    return shop


def test_orders_of_one_day_are_one_purchase(shop_of_same_day_orders):
    rows = shop_of_same_day_orders.frame(
        "select * from int_segments__lifetime_predictions where is_current"
    ).set_index("customer_id")
    pairs = [(f"S{number}", f"D{number}") for number in range(80)]
    one, two = (rows.loc[list(names)] for names in zip(*pairs, strict=True))
    assert one["expected_orders"].notna().all()
    assert one["expected_orders"].tolist() == two["expected_orders"].tolist()
    assert two["probability_alive"].isna().all()


def test_fewer_than_200_repeat_buyers_are_no_obstacle(shop_of_same_day_orders):
    repeaters = shop_of_same_day_orders.value(
        "select max(repeat_customer_count) from int_segments__fitted_lifetimes "
        "where order_shape is not null"
    )
    assert 30 <= repeaters < 200


def test_without_skill_only_the_past_is_published(tmp_path):
    lines = [
        line
        for number in range(150)
        for line in repeat_orders(f"K{number}", [number * 37 % 365])
    ]
    shop = run_dbt(
        tmp_path,
        "build",
        *NO_TESTS,
        *("--select", "+segments__lifetime_values"),
        variables=file_inputs(
            transactions=write_orders(tmp_path / "orders.csv", lines)
        ),
    )
    assert shop.succeeded, shop.message
    values = shop.frame("select * from segments__lifetime_values")
    assert len(values) == 150
    assert set(values["method"]) == {"not predicted"}
    assert values["historical_value"].notna().all()
    claims = ["predicted_value", "expected_orders", "expected_next_order_date"]
    assert values[claims].isna().all(axis=None)


def summaries(count: int, date: str, seed: int) -> pd.DataFrame:
    """Customers drawn at random, of whom about two thirds came back."""
    random = np.random.default_rng(seed)
    repeats = random.poisson(1.1, count)
    age = random.integers(60, 300, count)
    return pd.DataFrame(
        {
            "window_number": 0 if date == "2025-01-01" else 1,
            "as_of_date": pd.Timestamp(date),
            "repeat_count": repeats,
            "active_span_days": np.where(repeats > 0, age // 2, 0),
            "age_days": age,
            "order_day_count": repeats + 1,
            "order_value": random.lognormal(3, 0.5, count),
        }
    )


def test_what_comes_later_does_not_change_an_earlier_fit():
    earlier = summaries(500, "2024-01-01", seed=1)
    alone = lifetimes.fit_lifetimes(earlier)
    later = summaries(500, "2025-01-01", seed=2)
    both = lifetimes.fit_lifetimes(pd.concat([later, earlier], ignore_index=True))
    pd.testing.assert_frame_equal(both.tail(1).reset_index(drop=True), alone)


def test_too_few_repeaters_give_no_parameters():
    fitted = lifetimes.fit_lifetimes(summaries(30, "2024-01-01", seed=1))
    assert fitted["customer_count"].tolist() == [30]
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
    paid = lifetimes.fit_spend(free.order_day_count[100:], free.order_value[100:])
    spend = ["spend_shape", "customer_shape", "customer_scale"]
    assert unpaid[spend].to_numpy()[0] == pytest.approx(paid)
    order = ["order_shape", "order_scale", "leaving_alpha", "leaving_beta"]
    pd.testing.assert_frame_equal(unpaid[order], found[order])


@pytest.mark.parametrize(("repeaters", "known"), [(29, False), (30, True)])
def test_parameters_need_thirty_repeat_buyers(repeaters, known):
    rows = summaries(400, "2024-01-01", seed=1)
    rows["repeat_count"] = np.where(rows.index < repeaters, rows.index % 4 + 1, 0)
    rows["active_span_days"] = np.where(rows.index < repeaters, rows.age_days // 2, 0)
    fitted = lifetimes.fit_lifetimes(rows)
    assert fitted["order_shape"].notna().tolist() == [known]
