"""The name of a segment is true of its customers, and its play fits them."""

import numpy as np
import pandas as pd
import pytest
from dbt_builds import (
    INPUTS,
    NO_TESTS,
    SEEDS,
    Build,
    data_folder,
    file_inputs,
    run_dbt,
    vars_file,
    write_orders,
)
from generate_grocery import draw
from generate_shop import write_scaled

WORDS = pd.read_csv(SEEDS.parent / "rules" / "segments_name_words.csv")
SHARE = 0.8
# as far as the names, and what is done for them
NAMED = (
    *("build", *NO_TESTS),
    *("--select", "+int_segments__segment_plays", "segments_playbook"),
)
# pairs of words that no segment can have at once
CONTRADICTIONS = [
    ("lapsed", "active"),
    ("lapsed", "recent"),
    ("small-basket", "large orders"),
    ("big-basket", "small orders"),
    ("frequent", "infrequent"),
    ("one-time", "repeat"),
    ("recently active", "long gone"),
]


def stand_ins(variables: dict) -> dict[str, str]:
    """The attributes that stand for features, by feature."""
    return {
        setting["stands_for"]: name
        for name, setting in variables.get("segments_customer_attributes", {}).items()
        if "stands_for" in setting
    }


def untrue_words(shop: Build, stands_for: dict[str, str]) -> list[tuple]:
    """Every word of a name that is true of fewer than four fifths of the segment."""
    customers = shop.frame(
        "select segment_id, segment_name, play, features.* "
        "from int_segments__customer_features as features "
        "inner join int_segments__customer_segments using (customer_id) "
        "inner join int_segments__segments using (segment_id)"
    )
    for feature, attribute in stands_for.items():
        customers[feature] = (
            customers[feature].astype(float).fillna(customers[attribute])
        )
    repeats = customers[customers["order_count"].fillna(0) > 1]
    enough = len(repeats) >= max(10, 0.05 * len(customers))
    cycle = max(repeats["median_days_between_orders"].median(), 1) if enough else 182
    found = []
    for (name, play), members in customers.groupby(["segment_name", "play"]):
        for word, conditions in WORDS.groupby("word"):
            if f" {word}" not in f" {name.lower()}" and word != play:
                continue
            is_true = pd.Series(True, index=members.index)
            for _, condition in conditions.iterrows():
                values = members[condition["feature"]].astype(float).round(6)
                everybody = customers[condition["feature"]].astype(float)
                scale = {"cycles": cycle, "medians": everybody.median()}
                unit = scale.get(condition["measured_in"], 1)
                low, high = condition[["value_min", "value_max"]].astype(float) * unit
                inside = ~(values < low - 1e-6) & ~(values > high + 1e-6)
                is_true &= np.where(values.isna(), condition["if_unknown"], inside)
            if is_true.mean() < SHARE:
                found.append((name, play, word, round(is_true.mean(), 2)))
    return found


def names(shop: Build) -> pd.DataFrame:
    """The segments with customers, by name."""
    return shop.frame(
        "select segment_name, segments.play, offer, customer_count "
        "from int_segments__segments as segments "
        "inner join segments_playbook using (play) "
        "where segment_id <> 'S00' and customer_count > 0"
    )


def assert_names_are_true(shop: Build, variables: dict | None = None):
    assert untrue_words(shop, stand_ins(variables or {})) == []
    for name in names(shop)["segment_name"]:
        for first, second in CONTRADICTIONS:
            text = f" {name.lower().replace(',', ' ')} "
            assert not (f" {first} " in text and f" {second} " in text), name


def test_names_are_true_of_four_fifths_of_the_customers(shop):
    assert_names_are_true(shop)


def test_the_names_of_the_demo_shop_and_their_plays(demo_shop):
    assert names(demo_shop).set_index("segment_name")["play"].to_dict() == {
        "High-value big-basket buyers": "vip",
        "High-value frequent buyers": "loyalty",
        "Lapsed repeat buyers": "win_back",
        "Lapsed big-basket buyers": "win_back",
        "Bargain hunters": "promotion",
        "Newcomers": "onboarding",
    }


def lines(customer_days: dict[str, list[float]], price, random) -> list[dict]:
    """An order line per customer and day."""
    start = pd.Timestamp("2024-01-01")
    return [
        {
            "order_id": f"{customer}-{number}",
            "customer_id": customer,
            "product_id": f"P{number % 15}",
            "ordered_at": f"{start + pd.Timedelta(days=int(day)):%Y-%m-%d}",
            "quantity": 1,
            "unit_price": round(price(random), 2),
        }
        for customer, days in customer_days.items()
        for number, day in enumerate(days)
    ]


def one_time_buyers(random: np.random.Generator) -> list[dict]:
    """Two hundred customers who bought once each."""
    days = {f"K{number}": [number * 37 % 365] for number in range(200)}
    return lines(days, lambda r: 5 + 95 * r.random() ** 2, random)


def accounts(random: np.random.Generator) -> list[dict]:
    """A maker of machines: a few orders a year of five-digit amounts."""
    days = {f"K{number}": np.cumsum(random.exponential(60, 8)) for number in range(150)}
    return lines(days, lambda r: r.lognormal(9.5, 0.7), random)


def bakery(random: np.random.Generator) -> list[dict]:
    """Regulars every third day, who are not lapsed after a month."""
    days = {
        f"K{number}": np.arange(0, 200 - number % 30, 3 + number % 40)
        for number in range(200)
    }
    return lines(days, lambda r: r.lognormal(2, 0.4), random)


@pytest.fixture(scope="module", params=[one_time_buyers, accounts, bakery])
def small_shop(request, tmp_path_factory) -> tuple[str, Build]:
    """A shop of one kind, built to its segments."""
    folder = tmp_path_factory.mktemp(request.param.__name__)
    orders = request.param(np.random.default_rng(5))
    variables = file_inputs(transactions=write_orders(folder / "orders.csv", orders))
    shop = run_dbt(folder, *NAMED, variables=variables)
    assert shop.succeeded, shop.message
    return request.param.__name__, shop


def test_names_and_plays_fit_other_shops(small_shop):
    kind, shop = small_shop
    assert_names_are_true(shop)
    segments = names(shop)
    text = " ".join(segments["segment_name"].str.lower())
    if kind == "one_time_buyers":
        for word in ("regular", "frequent", "loyal", "repeat", "lapsed", "overdue"):
            assert word not in text, text
        assert "loyalty" not in set(segments["play"])
        assert not segments["offer"].str.contains("point").any()
    if kind == "accounts":
        assert "accounts" in text, text
        assert not segments["offer"].str.contains("points|delivery").any()
    if kind == "bakery":
        largest = segments.loc[segments["customer_count"].idxmax()]
        assert "Lapsed" not in largest["segment_name"]


@pytest.mark.extended
@pytest.mark.parametrize("personas, seed", [(3, 31), (4, 32), (5, 33), (6, 34)])
def test_names_of_generated_shops_are_true(personas, seed, tmp_path):
    write_scaled(output=tmp_path, line_count=20_000, personas=personas, seed=seed)
    tables = {name: tmp_path / f"{name}.parquet" for name in INPUTS[:3]}
    shop = run_dbt(tmp_path / "build", *NAMED, variables=file_inputs(**tables))
    assert shop.succeeded, shop.message
    assert_names_are_true(shop)


@pytest.mark.extended
def test_names_of_a_grocers_customers_are_true(tmp_path):
    draw().to_parquet(tmp_path / "grocery.parquet")
    variables = file_inputs(transactions=tmp_path / "grocery.parquet")
    shop = run_dbt(tmp_path / "build", *NAMED, variables=variables)
    assert shop.succeeded, shop.message
    assert_names_are_true(shop)


@pytest.mark.extended
@pytest.mark.real_data
@pytest.mark.parametrize(
    "file",
    ["cdnow/cdnow_sample.parquet", "marketing_campaign/marketing_campaign.parquet"],
)
def test_names_of_the_ready_inputs_are_true(file, tmp_path):
    if not (data_folder() / file).exists():
        pytest.skip(f"no {data_folder() / file}; set SEGMENTS_DATA")
    variables = vars_file(f"{file.split('/')[0]}.yml")
    shop = run_dbt(tmp_path, *NAMED, variables=variables)
    assert shop.succeeded, shop.message
    assert_names_are_true(shop, variables)


@pytest.mark.real_data
def test_names_of_the_mall_are_true(mall):
    variables = {"segments_customer_attributes": {"spending_score": {}}}
    variables["segments_customer_attributes"]["spending_score"]["stands_for"] = (
        "net_amount"
    )
    assert_names_are_true(mall, variables)
