"""The ready inputs of public data sets give the numbers known of them."""

import json
import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from dbt_builds import (
    NO_TESTS,
    NO_UNIT_TESTS,
    REPOSITORY,
    Build,
    data_folder,
    file_inputs,
    merged,
    run_dbt,
    transactions,
    vars_file,
)
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

CALIBRATION_END = pd.Timestamp("1997-09-30")


def built(folder: Path, name: str, **changes) -> Build:
    """A shop of inputs/, with its data tests."""
    shop = run_dbt(
        folder, "build", *NO_UNIT_TESTS, variables=merged(vars_file(name), changes)
    )
    assert shop.succeeded, shop.message
    return shop


def data(path: str) -> Path:
    """A public data set, or a skip."""
    file = data_folder() / path
    if not file.exists():
        pytest.skip(f"no {file}; set SEGMENTS_DATA")
    return file


# -- Mall customers ---------------------------------------------------------------


@pytest.fixture(scope="module")
def mall_features(mall) -> pd.DataFrame:
    return mall.frame(
        "select age, income, spending_score from int_segments__customer_features"
    ).astype(float)


@pytest.mark.real_data
def test_mall_has_its_customers(mall):
    assert mall.rows(
        "select gender, count(*) from segments__customers group by gender order by 1"
    ) == [("Female", 112), ("Male", 88)]


def sums_of_mall(features: pd.DataFrame) -> tuple:
    """Sums of age, income and score, which identify the right copy."""
    return tuple(features[["age", "income", "spending_score"]].sum())


@pytest.mark.real_data
def test_mall_is_the_right_copy(mall_features):
    assert sums_of_mall(mall_features) == (7770, 12112, 10040)


TOTALS = "assert_inputs_add_up_to_what_their_vars_file_expects"
TOTALLED = ("--select", "+stg_segments__raw_customers", TOTALS)


def altered_copy(path: Path) -> Path:
    """The copy of Mall whose last 13 customers have other scores, 9,693 in all."""
    customers = pd.read_csv(data("mall_customers/Mall_Customers.csv"))
    scores = customers["Spending Score (1-100)"].to_list()
    surplus = sum(scores) - 9693
    for row in range(187, 200):
        taken = min(surplus, scores[row] - 1)
        scores[row] -= taken
        surplus -= taken
    assert (sum(scores), surplus) == (9693, 0)
    customers["Spending Score (1-100)"] = scores
    customers.to_csv(path, index=False)
    return path


@pytest.mark.real_data
@pytest.mark.parametrize("is_altered", [False, True])
def test_the_altered_copy_of_mall_fails_the_build(tmp_path, is_altered):
    path = data("mall_customers/Mall_Customers.csv")
    if is_altered:
        path = altered_copy(tmp_path / "Mall_Customers.csv")
    shop = run_dbt(
        tmp_path / "build",
        "build",
        *TOTALLED,
        variables=merged(
            vars_file("mall_customers.yml"),
            {"segments_inputs": {"customers": {"from": str(path)}}},
        ),
    )
    assert shop.succeeded is not is_altered, shop.message
    assert shop.statuses[TOTALS] == ("fail" if is_altered else "pass")


@pytest.mark.parametrize(
    ("totals", "part"),
    [
        ({"age": "1; drop table x"}, "set it to a number"),
        ({"age) from x; --": 1}, "is no setting; did you mean age"),
        (["age"], "totals by column"),
    ],
)
def test_totals_that_are_no_totals_are_refused(dbt, parsed, totals, part):
    refused = dbt(
        "build",
        variables={"segments_inputs": {"customers": {"from": "x", "totals": totals}}},
        parsed=parsed,
    )
    assert not refused.succeeded
    assert part in refused.message
    assert refused.tables() == set()


@pytest.mark.real_data
def test_mall_correlates_as_published(mall_features):
    found = mall_features.corr()
    assert found.loc["age", "income"] == pytest.approx(-0.0124, abs=5e-5)
    assert found.loc["age", "spending_score"] == pytest.approx(-0.3272, abs=5e-5)
    assert found.loc["income", "spending_score"] == pytest.approx(0.0099, abs=5e-5)


@pytest.mark.real_data
def test_mall_falls_into_the_published_five_clusters(mall):
    [(inertia, silhouette)] = mall.rows(
        "select inertia, silhouette from segments__cluster_candidates "
        "where algorithm = 'kmeans' and cluster_count = 5"
    )
    assert inertia == pytest.approx(44448.4554, abs=5e-5)
    assert silhouette == pytest.approx(0.5539, abs=5e-5)
    sizes = mall.rows("select customer_count from segments__profiles order by 1")
    assert [size for (size,) in sizes] == [22, 23, 35, 39, 81]


@pytest.mark.real_data
def test_mall_says_what_it_cannot_tell(mall):
    [(status, sentence)] = mall.rows(
        "select status, sentence from segments__readiness "
        "where check_name = 'order lines'"
    )
    assert status == "warn"
    assert "does not tell the order lines: one row is a customer" in sentence
    unknown = mall.frame(
        "select order_count, net_amount, days_since_last_order, recency_score "
        "from segments__customers"
    )
    assert unknown.isna().all(axis=None)
    assert set(
        mall.frame("select distinct rfm_segment from segments__customers")[
            "rfm_segment"
        ]
    ) == {"Orders not known"}


@pytest.mark.extended
@pytest.mark.real_data
def test_unit_tests_do_not_depend_on_the_settings_of_a_shop(mall, tmp_path):
    shutil.copy(mall.database, tmp_path / "shop.duckdb")
    tested = run_dbt(
        tmp_path,
        *("test", "--select", "test_type:unit"),
        variables=vars_file("mall_customers.yml"),
    )
    assert tested.succeeded, tested.message
    assert len(tested.statuses) > 150


# -- CDNOW ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory) -> Build:
    data("cdnow/cdnow_sample.parquet")
    folder = tmp_path_factory.mktemp("cdnow")
    # with unit tests: they hold whatever the settings of a shop are
    shop = run_dbt(folder, "build", variables=vars_file("cdnow.yml"))
    assert shop.succeeded, shop.message
    return shop


@pytest.mark.real_data
def test_cdnow_summary_is_equal_row_by_row(cdnow):
    published = pd.read_parquet(data("cdnow/cdnow_customers_summary.parquet"))
    orders = cdnow.frame(
        "select customer_id, order_date from int_segments__orders "
        "where is_purchase and order_date <= '1997-09-30'"
    )
    orders["order_date"] = pd.to_datetime(orders["order_date"])
    found = orders.groupby("customer_id")["order_date"].agg(["nunique", "min", "max"])
    found.index = found.index.astype(int)
    found = found.sort_index()
    published = published.set_index("ID").sort_index()
    assert len(found) == len(published) == 2357
    assert (found.index == published.index).all()
    assert (found["nunique"] - 1 == published["frequency"]).all()
    weeks = (found["max"] - found["min"]).dt.days / 7
    assert np.abs(weeks - published["recency"]).max() < 0.00501
    age = (CALIBRATION_END - found["min"]).dt.days / 7
    assert np.abs(age - published["T"]).max() < 0.00501


@pytest.mark.real_data
def test_cdnow_money_is_exact_and_products_are_absent(cdnow):
    raw = pd.read_parquet(data("cdnow/cdnow_sample.parquet"))
    expected = sum(Decimal(str(amount)) for amount in raw["dollar_value"])
    lines, amount = cdnow.rows(
        "select count(*), sum(line_amount) from int_segments__transaction_lines"
    )[0]
    assert (lines, amount) == (6919, expected) == (6919, Decimal("244091.94"))
    assert cdnow.rows(
        "select sum(quantity), cast(min(ordered_at) as date), "
        "cast(max(ordered_at) as date), count(*) filter (line_amount = 0) "
        "from int_segments__transaction_lines where is_accepted"
    ) == [(16_479, date(1997, 1, 1), date(1998, 6, 30), 8)]
    assert cdnow.value("select count(*) from segments__top_products") == 0
    assert cdnow.value("select count(*) from segments__recommendations") == 0
    said = cdnow.rows(
        "select check_name from segments__readiness "
        "where contains(sentence, 'one row is a whole order, without products')"
    )
    assert {name for (name,) in said} == {
        "product categories",
        "share of units of one product beyond its share of sales",
    }


# -- customer personality ---------------------------------------------------------


CAMPAIGN_SUMS = {
    "days_since_last_order": 110_005,
    "wine_spend": 680_816,
    "fruit_spend": 58_917,
    "meat_spend": 373_968,
    "fish_spend": 84_057,
    "sweet_spend": 60_621,
    "gold_spend": 98_609,
    "deal_purchases": 5_208,
    "web_purchases": 9_150,
    "catalogue_purchases": 5_963,
    "store_purchases": 12_970,
    "birth_year": 4_410_125,
    "children": 995,
    "teenagers": 1_134,
}


@pytest.mark.real_data
def test_customer_personality_keeps_every_attribute(tmp_path):
    raw = pd.read_parquet(data("marketing_campaign/marketing_campaign.parquet"))
    shop = built(tmp_path / "build", "marketing_campaign.yml")
    found = shop.frame("select * from int_segments__customer_features")
    assert len(found) == len(raw) == 2240
    assert found[list(CAMPAIGN_SUMS)].astype(int).sum().to_dict() == CAMPAIGN_SUMS
    assert found["income"].isna().sum() == raw["Income"].isna().sum() == 24
    assert found["income"].sum() == 115_779_909
    levels = shop.frame("select * from segments__attribute_levels")
    for attribute, column in [
        ("education", "Education"),
        ("marital_status", "Marital_Status"),
    ]:
        of_attribute = levels[levels["attribute"] == attribute]
        expected = raw[column].value_counts()
        assert dict(
            zip(
                of_attribute["attribute_level"],
                of_attribute["customer_count"],
                strict=True,
            )
        ) == dict(expected)
    assert levels["is_rare"].sum() == raw["Marital_Status"].nunique() - 5
    common = levels[levels["feature"] == "education__1"]
    assert found["education__1"].sum() == common["customer_count"].item()


# -- Online Retail II ---------------------------------------------------------------


@pytest.fixture(scope="module")
def online_retail_orders(tmp_path_factory) -> Build:
    """Two years of lines, cleaned and added up, without clusters."""
    data("online_retail_ii/year_2009_2010.parquet")
    shop = run_dbt(
        tmp_path_factory.mktemp("online_retail_orders"),
        *("build", *NO_TESTS, "--select"),
        *("segments_exchange_rates", "segments_non_product_rules"),
        "+int_segments__customer_order_features",
        variables=vars_file("online_retail_ii.yml"),
    )
    assert shop.succeeded, shop.message
    return shop


@pytest.mark.real_data
def test_online_retail_is_the_right_copy(online_retail_orders):
    assert online_retail_orders.rows(
        "select count(*), count(distinct order_id_text), count(distinct customer_id), "
        "count(distinct country), cast(min(ordered_at) as varchar), "
        "cast(max(ordered_at) as varchar), sum(quantity), "
        "count(*) filter (product_name_text is null), "
        "count(*) filter (order_id like 'A%'), sum(quantity * unit_price) "
        "from stg_segments__transactions"
    ) == [
        (
            *(1_067_371, 53_628, 5_942, 43),
            *("2009-12-01 07:45:00", "2011-12-09 12:50:00", 10_608_492, 4_382, 6),
            Decimal("19287250.568"),
        )
    ]


@pytest.mark.real_data
def test_orders_fully_returned_within_minutes_make_nobody_a_top_spender(
    online_retail_orders,
):
    largest = online_retail_orders.value(
        "select max(quantity) from int_segments__order_lines where is_sale"
    )
    assert largest < 74_215
    returned = online_retail_orders.rows(
        "select quantity from int_segments__order_lines where is_fully_returned "
        "order by quantity desc limit 2"
    )
    assert returned == [(80_995,), (74_215,)]
    spent = dict(
        online_retail_orders.rows(
            "select customer_id, sales_amount "
            "from int_segments__customer_order_features "
            "where is_current order by sales_amount desc"
        )
    )
    assert spent["16446"] == Decimal("2.90")
    assert spent["12346"] == Decimal("372.86")
    assert not {"12346", "16446"} & set(list(spent)[:1000])


# -- one row per customer already: the aggregation, elbow and clusters of pandas ----


@pytest.fixture(scope="module")
def purchases() -> pd.DataFrame:
    """Purchases of 300 customers as the notebook's file has them."""
    draw = np.random.default_rng(42)
    customers = np.repeat(np.arange(1, 301), draw.integers(1, 9, 300))
    level = draw.choice([20, 60, 200, 700], 301)
    return pd.DataFrame(
        {
            "CustomerID": customers,
            "PurchaseAmount": (
                level[customers] * draw.lognormal(0, 0.3, len(customers))
            ).round(2),
            "Recency": draw.integers(1, 366, len(customers)),
            "AvgUnitCost": draw.uniform(2, 40, len(customers)).round(2),
        }
    )


@pytest.fixture(scope="module")
def aggregated(purchases) -> pd.DataFrame:
    """What the notebook makes of them: sum, count, min and mean by customer."""
    return (
        purchases.assign(PurchaseFrequency=1)
        .groupby("CustomerID")
        .agg(
            {
                "PurchaseAmount": "sum",
                "PurchaseFrequency": "count",
                "Recency": "min",
                "AvgUnitCost": "mean",
            }
        )
        .round(4)
        .reset_index()
    )


@pytest.fixture(scope="module")
def customer_data(tmp_path_factory, aggregated) -> Build:
    """The shop of a file that is one row per customer already."""
    folder = tmp_path_factory.mktemp("customer_data")
    aggregated.to_csv(folder / "customer_data.csv", index=False)
    return built(
        folder / "build",
        "customer_data.yml",
        segments_inputs={"customers": {"from": str(folder / "customer_data.csv")}},
    )


def test_stated_features_are_those_of_the_file(customer_data, aggregated):
    found = customer_data.frame(
        "select customer_id, sales_amount, order_count, days_since_last_order, "
        "average_unit_price from int_segments__customer_features"
    ).astype(float)
    found = found.sort_values("customer_id", ignore_index=True)
    assert np.allclose(found.to_numpy(), aggregated.to_numpy(dtype=float), atol=1e-9)


def test_frequency_comes_from_its_column_and_the_build_says_so(customer_data):
    sentence = customer_data.value(
        "select sentence from segments__readiness where check_name = 'order lines'"
    )
    assert sentence.startswith("This data does not tell the order lines")
    mapping = customer_data.rows(
        "select mapped_from from segments__input_mapping "
        "where input = 'customers' and canonical_column = 'order_count'"
    )
    assert mapping == [("PurchaseFrequency",)]


# of few customers; scikit-learn's own default was ten when the notebook was written
STARTS = 50


def points_of(customers: pd.DataFrame) -> np.ndarray:
    """The four numbers, standardised as the notebook does, in the order of the file."""
    return StandardScaler().fit_transform(customers.iloc[:, 1:])


def test_elbow_is_that_of_scikit_learn(customer_data, aggregated):
    points = points_of(aggregated)
    found = dict(
        customer_data.rows(
            "select cluster_count, inertia from segments__cluster_candidates "
            "where algorithm = 'kmeans'"
        )
    )
    for count in range(2, 10):
        expected = KMeans(count, n_init=STARTS, random_state=42).fit(points).inertia_
        assert found[count] == pytest.approx(expected, rel=1e-7), count


def test_four_clusters_are_those_of_scikit_learn_up_to_numbering(
    customer_data, aggregated
):
    clusters = KMeans(4, n_init=STARTS, random_state=42)
    expected = clusters.fit_predict(points_of(aggregated))
    found = customer_data.frame(
        "select cast(customer_id as integer) as id, segment_id "
        "from segments__customers order by id"
    )
    assert (found["id"] == aggregated["CustomerID"]).all()
    pairs = pd.crosstab(expected, found["segment_id"].to_numpy())
    assert (pairs > 0).sum().sum() == 4


def test_the_starts_of_k_means_depend_on_the_order_of_customers(aggregated):
    """Why ids are put in natural order: as text they give other clusters."""
    as_text = aggregated.sort_values("CustomerID", key=lambda ids: ids.astype(str))
    inertias = [
        [
            KMeans(count, n_init=10, random_state=42).fit(points_of(rows)).inertia_
            for count in range(2, 10)
        ]
        for rows in (aggregated, as_text)
    ]
    assert not np.allclose(*inertias, rtol=1e-7)


def test_purchases_are_summed_up_as_pandas_does(tmp_path, purchases, aggregated):
    """A row per purchase: sum, count, least and mean by customer."""
    path = tmp_path / "customer_data.csv"
    purchases.assign(PurchaseFrequency=1).to_csv(path, index=False)
    variables = vars_file("customer_data.yml")
    customers = variables["segments_inputs"]["customers"]
    customers["from"] = str(path)
    customers["columns"]["order_count"] = {"constant": 1}
    shop = run_dbt(
        tmp_path / "build",
        *("build", *NO_TESTS),
        *("--select", "segments_exchange_rates", "segments_non_product_rules"),
        "+int_segments__stated_features",
        variables=variables,
    )
    assert shop.succeeded, shop.message
    found = shop.frame(
        "select cast(customer_id as integer) as id, sales_amount, order_count, "
        "days_since_last_order, average_unit_price "
        "from int_segments__stated_features order by id"
    ).astype(float)
    assert np.allclose(found.to_numpy(), aggregated.to_numpy(dtype=float), atol=1e-4)


def test_counted_features_equal_those_of_pandas(tmp_path, purchases, aggregated):
    """The purchases themselves as order lines: sum and count as pandas groups them."""
    as_of = pd.Timestamp("2025-01-01")
    lines = purchases.assign(
        order_id=np.arange(len(purchases)),
        ordered_at=as_of - pd.to_timedelta(purchases["Recency"], unit="D"),
    )
    path = tmp_path / "purchases.csv"
    lines.to_csv(path, index=False)
    shop = run_dbt(
        tmp_path / "build",
        "build",
        *("--exclude-resource-types", "unit_test", "test"),
        *("--select", "segments_exchange_rates", "segments_non_product_rules"),
        "+int_segments__customer_order_features",
        variables={
            "segments_inputs": {
                "transactions": {
                    "from": str(path),
                    "columns": {
                        "customer_id": "CustomerID",
                        "line_amount": "PurchaseAmount",
                    },
                }
            },
            "segments_input_grain": "order",
            "segments_as_of_date": "2025-01-01",
        },
    )
    assert shop.succeeded, shop.message
    found = shop.frame(
        "select cast(customer_id as integer) as id, sales_amount, order_count, "
        "days_since_last_order from int_segments__customer_order_features "
        "where is_current order by id"
    ).astype(float)
    expected = aggregated[
        ["CustomerID", "PurchaseAmount", "PurchaseFrequency", "Recency"]
    ]
    assert np.allclose(found.to_numpy(), expected.to_numpy(dtype=float), atol=1e-6)


# -- which column is which ----------------------------------------------------------


ORDERS = {
    "Order Number": ["A1", "A2"],
    "Customer ID": ["C1", "C2"],
    "SKU": ["P1", "P2"],
    "Order Date": ["2025-01-31", "2025-02-01"],
    "Qty": ["2", "1"],
    "UnitPrice": ["2.50", "4.00"],
    "Store-ID": ["Oslo", ""],
    "Cost": ["3.00", "about 2"],
    "day": ["31", "1"],
}
LINES = ("--select", "segments_exchange_rates", "+int_segments__transaction_lines")


def orders_file(path: Path, **columns) -> Path:
    """Two order lines under names of a shop's own."""
    pd.DataFrame(ORDERS | columns).to_csv(path, index=False)
    return path


def test_columns_are_found_by_their_letters_and_by_known_names(tmp_path):
    shop = run_dbt(
        tmp_path / "build",
        *("build", *NO_TESTS, *LINES, "+segments__input_mapping"),
        variables=file_inputs(transactions=orders_file(tmp_path / "orders.csv")),
    )
    assert shop.succeeded, shop.message
    assert shop.rows(
        "select order_id, customer_id, product_id, cast(ordered_at as date), quantity, "
        "unit_price, line_amount, store_id, cost, is_accepted "
        "from int_segments__transaction_lines order by 1"
    ) == [
        ("A1", "C1", "P1", date(2025, 1, 31), 2, Decimal("2.5"), 5, "Oslo", 3, True),
        ("A2", "C2", "P2", date(2025, 2, 1), 1, 4, 4, None, None, True),
    ]
    report = shop.frame(
        "select * from segments__input_mapping where input = 'transactions'"
    ).set_index("canonical_column")
    assert report["mapped_from"].dropna().to_dict() == {
        "order_id": "Order Number",
        "customer_id": "Customer ID",
        "product_id": "SKU",
        "ordered_at": "Order Date",
        "quantity": "Qty",
        "unit_price": "UnitPrice",
        "store_id": "Store-ID",
        "cost": "Cost",
    }
    assert report.loc[
        "cost", ["row_count", "stated_count", "parsed_count"]
    ].tolist() == [
        *(2, 2, 1),
    ]
    assert report.loc["cost", "unparsed_count"] == 1
    assert report.loc["store_id", "null_count"] == 1
    assert pd.isna(report.loc["country", "mapped_from"])


def test_every_canonical_column_is_in_the_mapping_report(tmp_path):
    """Each by a name of its own, or made of others, of every input at once."""
    wanted = {
        "transactions": (
            *("order_id", "customer_id", "product_id", "product_name", "category"),
            *("ordered_at", "quantity", "unit_price", "discount_amount", "currency"),
            *("country", "channel", "store_id", "cost"),
        ),
        "customers": ("customer_id", "birth_date", "city", "region", "country"),
        "products": (
            *("product_id", "product_name", "category", "unit_cost", "unit_price"),
        ),
        "campaign_contacts": (
            *("campaign_id", "customer_id", "contacted_at", "contact_group"),
            *("channel", "cost", "responded_at"),
        ),
    }
    variables = file_inputs()
    for name, columns in wanted.items():
        path = tmp_path / f"{name}.csv"
        own = [f"my {column}" for column in columns]
        values = ["1990-03-01" if each == "birth_date" else "1" for each in columns]
        path.write_text(f"{','.join(own)}\n{','.join(values)}\n")
        mapping = dict(zip(columns, own, strict=True))
        variables["segments_inputs"][name] = {"from": str(path), "columns": mapping}
    variables["segments_inputs"]["transactions"]["columns"] |= {
        "order_id": {"join": ["my customer_id", "my ordered_at"]},
        "unit_price": {"from_products": True},
    }
    shop = run_dbt(
        tmp_path / "build",
        *("build", *NO_TESTS, "--select", "+segments__input_mapping"),
        "stg_segments__customers",
        variables=variables,
    )
    assert shop.succeeded, shop.message
    born = shop.value("select birth_date from stg_segments__customers")
    assert str(born)[:10] == "1990-03-01"
    report = dict(
        shop.rows(
            "select input || '.' || canonical_column, mapped_from "
            "from segments__input_mapping where mapped_from is not null"
        )
    )
    expected = {
        f"{name}.{column}": f"my {column}"
        for name, columns in wanted.items()
        for column in columns
    }
    expected["transactions.order_id"] = "my customer_id and my ordered_at"
    expected["transactions.unit_price"] = "the price in the products input"
    assert report == expected
    # the line is counted with the price that it gets
    assert shop.rows(
        "select stated_count, parsed_count, null_count from segments__input_mapping "
        "where input = 'transactions' and canonical_column = 'unit_price'"
    ) == [(1, 1, 0)]


def contacts(path: str) -> dict:
    """The vars that read campaign contacts from a file."""
    return {"segments_inputs": {"campaign_contacts": {"from": path}}}


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        (
            transactions(columns={"quantity": "Qtty"}),
            ("'Qtty'", "{quantity: <your column>}", "perhaps 'Qty'"),
        ),
        (
            transactions(columns={"quantety": "Qty"}),
            ("columns.quantety is no setting", "did you mean quantity?"),
        ),
        (
            transactions(columns={"unit_price": {"divide": ["Cost", "x"]}}),
            ("'x'", "{unit_price: <your column>}"),
        ),
        (transactions(delimter=";"), ("did you mean delimiter?",)),
        (
            {
                "segments_inputs": {
                    "campaign_contacts": {"from": "{folder}/contcts.csv"}
                }
            },
            ("segments_inputs.campaign_contacts is", "matches no file", "contacts.csv"),
        ),
        (
            {
                "segments_inputs": {
                    "campaign_contacts": {"from": "{folder}/contacts.csv"}
                }
            },
            (
                "'contact_group' is not in segments_inputs.campaign_contacts",
                "perhaps 'contact_grp'",
            ),
        ),
    ],
)
def test_what_is_misspelt_is_named_with_the_nearest(dbt, tmp_path, changes, parts):
    (tmp_path / "contacts.csv").write_text(
        "campaign_id,customer_id,contacted_at,contact_grp\n"
    )
    changes = json.loads(json.dumps(changes).replace("{folder}", str(tmp_path)))
    variables = merged(
        file_inputs(transactions=orders_file(tmp_path / "orders.csv")), changes
    )
    refused = dbt("build", *NO_TESTS, *LINES, variables=variables)
    assert not refused.succeeded
    for part in parts:
        assert part in refused.message
    assert "Traceback" not in refused.message
    assert refused.tables() == set()


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        # order_id resembles customer_id, and is taken
        (
            {"columns": {"product_id": "Artikel"}},
            "{customer_id: <your column>}; line 1 must be",
        ),
        (
            {"columns": {"product_id": "Artikel", "customer_id": "Kunde"}},
            "{ordered_at: <your column>}, perhaps 'Wann';",
        ),
        ({"delimiter": ";"}, "delimiter is ';', which line 1 of file"),
    ],
)
def test_a_column_is_proposed_by_its_values(dbt, tmp_path, settings, part):
    path = tmp_path / "lines.csv"
    path.write_text(
        "order_id,Kunde,Artikel,Wann,quantity,unit_price\n"
        "A1,K1,P1,2024-01-02,2,9.50\nA2,K2,P2,2024-01-03,1,3.25\n"
    )
    variables = merged(file_inputs(transactions=path), transactions(**settings))
    refused = dbt("build", *NO_TESTS, *LINES, variables=variables)
    assert part in refused.message
    assert len(refused.message.splitlines()) <= 2


def test_what_is_wrong_is_listed_without_a_build(dbt, tmp_path):
    """For every input, and in words where nothing is."""
    path = tmp_path / "contacts.csv"
    path.write_text("campaign_id,customer_id,contacted_at,contact_grp\n")
    good = file_inputs(transactions=orders_file(tmp_path / "orders.csv"))
    listed = dbt("run-operation", "list_complaints", variables=good)
    assert listed.report == "Nothing to complain of."
    listed = dbt(
        "run-operation",
        "list_complaints",
        variables=merged(good, contacts(str(path))),
    )
    assert "perhaps 'contact_grp'" in listed.terminal[0]
    assert listed.report == ""


def test_every_var_is_known(parsed):
    project = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())
    macros = "".join(
        path.read_text() for path in (REPOSITORY / "macros" / "settings").iterdir()
    )
    named = set(re.findall(r"'(segments_\w+)'", macros))
    named |= {name for name in project["vars"] if name.startswith("segments_using_")}
    assert set(project["vars"]) <= named
    assert len(project["vars"]) <= 65


def test_an_input_that_is_not_named_is_absent(tmp_path):
    """The customers of the demo shop are not mixed into somebody's own."""
    orders = orders_file(tmp_path / "orders.csv")
    parsed = run_dbt(tmp_path, "parse", variables=file_inputs(transactions=orders))
    assert parsed.succeeded, parsed.message
    assert not [name for name in parsed.nodes("seed") if name.startswith("raw_")]
    read = parsed.models["stg_segments__raw_customers"]["depends_on"]["nodes"]
    assert read == []


def test_an_attribute_is_read_from_the_column_it_names(tmp_path):
    customers = tmp_path / "customers.csv"
    customers.write_text("customer_id,Mood (1-5)\nC1,4\nC2,2\n")
    shop = run_dbt(
        tmp_path / "build",
        *("build", *NO_TESTS, *LINES, "int_segments__attribute_levels"),
        *("+stg_segments__customers", "+int_segments__customer_attributes"),
        variables=file_inputs(
            transactions=orders_file(tmp_path / "orders.csv"), customers=customers
        )
        | {
            "segments_customer_attributes": {
                "mood": {"type": "numeric", "column": "Mood (1-5)"}
            }
        },
    )
    assert shop.succeeded, shop.message
    found = shop.rows(
        "select customer_id, mood from int_segments__customer_attributes order by 1"
    )
    assert found == [("C1", 4), ("C2", 2)]


def test_each_input_has_its_own_dialect(tmp_path):
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "order_id;customer_id;product_id;ordered_at;quantity;unit_price\n"
        "1;C1;P1;31/01/2025;2;2,50\n"
    )
    customers = tmp_path / "customers.csv"
    customers.write_bytes(
        "customer_id,birth_date,income,city\nC1,1990-03-01,1234.50,Århus\n".encode(
            "latin-1"
        )
    )
    shop = run_dbt(
        tmp_path / "build",
        *("build", *NO_TESTS, *LINES, "+stg_segments__customers"),
        variables=merged(
            file_inputs(transactions=orders, customers=customers),
            {
                "segments_inputs": {
                    "transactions": {"decimal": "comma", "dates": "dmy"},
                    "customers": {"encoding": "latin-1"},
                }
            },
        ),
    )
    assert shop.succeeded, shop.message
    assert shop.rows(
        "select cast(ordered_at as date), unit_price from stg_segments__transactions"
    ) == [(date(2025, 1, 31), Decimal("2.5"))]
    assert shop.rows(
        "select cast(birth_date as date), income, city from stg_segments__customers"
    ) == [(date(1990, 3, 1), Decimal("1234.5"), "Århus")]


# -- campaign contacts --------------------------------------------------------------


CONTACTS = """Campaign,customer id,contacted_at,Group,channel,cost,responded_at
spring,C1,2025-03-01 09:00:00,Treatment,email,0.02,2025-03-04 10:00:00
spring,C1,2025-03-02 09:00:00,control,push,,
spring,12350.0,2025-03-01 09:00:00,holdout,,,
spring,,2025-03-01 09:00:00,control,,,
spring,C3,soon,control,,,
spring,C4,2025-03-01 09:00:00,maybe,,,
spring,C5,2025-03-01 09:00:00,treatment,email,free,
spring,C6,2025-03-05 09:00:00,treatment,email,0.02,2025-03-04 10:00:00
,C7,2025-03-01 09:00:00,control,,,
spring,C8,2025-03-01 09:00:00,control,email
"""


def test_contacts_are_counted_or_kept_with_their_reason(tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_text(CONTACTS)
    shop = run_dbt(
        tmp_path / "build",
        *("build", *NO_TESTS, "--select", "segments_exchange_rates"),
        *("+int_segments__record_counts", "+segments__rejected_records"),
        variables=file_inputs(
            transactions=orders_file(tmp_path / "orders.csv"), campaign_contacts=path
        ),
    )
    assert shop.succeeded, shop.message
    assert shop.rows(
        "select customer_id, contact_group, cost, responded_at is not null "
        "from int_segments__campaign_contacts where is_accepted order by 1"
    ) == [
        ("12350", "control", None, False),
        ("C1", "treatment", Decimal("0.02"), True),
    ]
    rejected = shop.frame("select * from segments__rejected_records")
    assert set(rejected["input"]) == {"campaign_contacts"}
    assert set(rejected["source_file"]) == {"contacts.csv"}
    assert dict(
        zip(rejected["reason_code"], rejected["record_count"], strict=True)
    ) == {
        reason: 1
        for reason in (
            *("duplicate_contact", "customer_id_missing", "contacted_at_unreadable"),
            *("contact_group_unknown", "cost_unreadable", "responded_before_contact"),
            *("campaign_id_missing", "malformed_row"),
        )
    }
    assert shop.rows(
        "select record_count, used_count "
        "from int_segments__record_counts where input = 'campaign_contacts'"
    ) == [(10, 2)]
    assert rejected["record_count"].sum() == 8


def test_absent_contacts_are_an_empty_typed_table_and_said(customer_data):
    assert customer_data.column_types("int_segments__campaign_contacts") == {
        "campaign_id": "VARCHAR",
        "customer_id": "VARCHAR",
        "contacted_at": "TIMESTAMP",
        "contact_group": "VARCHAR",
        "channel": "VARCHAR",
        "cost": "DECIMAL(18,4)",
        "responded_at": "TIMESTAMP",
        "source_file": "VARCHAR",
        "malformed_line": "BIGINT",
        "is_accepted": "BOOLEAN",
        "rejection_reasons": "VARCHAR",
    }
    assert (
        customer_data.value("select count(*) from int_segments__campaign_contacts") == 0
    )
    [(status, sentence)] = customer_data.rows(
        "select status, sentence from segments__readiness "
        "where check_name = 'campaign contacts'"
    )
    assert status == "warn"
    assert sentence.startswith("No campaign contacts are supplied")
