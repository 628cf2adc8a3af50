"""Profiles, names, sentences, rules and reasons agree with the customers' numbers."""

import re
import shutil

import duckdb
import numpy as np
import pandas as pd
import pytest
from dbt_builds import NO_TESTS, data_folder, run_dbt, vars_file
from scipy import stats

SENTENCE = re.compile(
    r"(?P<customer_count>[\d,]+) customers? "
    r"\((?:less than )?(?P<customer_share>\d+) % of all\) who "
    r"brings? (?:less than )?(?P<net_amount_share>-?\d+) % of revenue"
    r"(?:; typically (?P<median_order_count>\d+) orders? of "
    r"(?P<median_average_order_value>[\d,]+) [A-Z]{3}, the last "
    r"(?P<median_days_since_last_order>\d+) days? ago"
    r"(?:, (?P<median_discount_share>\d+) % below list price)?\.|; no orders .*\.)"
)


def number(text: str) -> int:
    return int(text.replace(",", ""))


@pytest.fixture(scope="module")
def feature_values(demo_shop) -> pd.DataFrame:
    """One row per customer, one column per feature, and the segment."""
    values = demo_shop.frame(
        "select * from int_segments__customer_feature_values"
    ).astype({"feature_value": float})
    wide = values.pivot(index="customer_id", columns="feature", values="feature_value")
    segments = demo_shop.frame("select * from int_segments__customer_segments")
    return wide.join(segments.set_index("customer_id")["segment_id"])


def test_every_sentence_says_what_the_columns_say(shop):
    profiles = shop.frame("select * from segments__profiles")
    assert len(profiles) > 4
    for _, profile in profiles.iterrows():
        said = SENTENCE.fullmatch(profile["sentence"]).groupdict()
        for column, text in said.items():
            if text is not None:
                factor = 100 if column.endswith("_share") else 1
                is_value = float(profile[column]) * factor
                is_less = f"less than {text} %" in profile["sentence"]
                assert abs(is_value - number(text)) <= (1 if is_less else 0.5), column
        has_orders = profile["segment_id"] != "S00"
        assert (said["median_order_count"] is not None) == has_orders
        assert (said["median_discount_share"] is not None) == bool(
            has_orders and profile["median_discount_share"] >= 0.005
        )


def test_segment_names_are_unique_and_in_words(shop):
    names = [
        name for (name,) in shop.rows("select segment_name from segments__profiles")
    ]
    assert len(set(names)) == len(names)
    assert [name for name in names if re.search(r"\d|S0|cluster", name)] == []


def test_means_equal_pandas(demo_shop, feature_values):
    means = feature_values.groupby("segment_id").mean().stack().dropna()
    got = demo_shop.frame("select * from segments__profile_features").set_index(
        ["segment_id", "feature"]
    )["mean"]
    np.testing.assert_allclose(got.sort_index(), means.sort_index(), rtol=1e-9)


def test_whiskers_equal_matplotlibs(demo_shop, feature_values):
    boxes = demo_shop.frame("select * from segments__profile_features")
    for _, box in boxes.sample(60, random_state=1).iterrows():
        values = feature_values.loc[
            feature_values["segment_id"] == box["segment_id"], box["feature"]
        ].dropna()
        q1, q3 = np.percentile(values, [25, 75])
        inside = values[
            (values >= q1 - 1.5 * (q3 - q1) - 1e-9)
            & (values <= q3 + 1.5 * (q3 - q1) + 1e-9)
        ]
        assert box["lower_whisker"] == pytest.approx(inside.min())
        assert box["upper_whisker"] == pytest.approx(inside.max())


def test_a_change_has_no_index(demo_shop):
    query = "select count(*) from segments__profile_features where index_against_all "
    assert demo_shop.value(query + "is not null and feature = 'spend_trend'") == 0
    assert demo_shop.value(query + "is null and feature = 'order_count'") == 0


def test_permuting_cluster_numbers_changes_nothing(demo_shop, tmp_path):
    shutil.copy(demo_shop.database, tmp_path / "shop.duckdb")
    with duckdb.connect(tmp_path / "shop.duckdb") as connection:
        connection.execute(
            "update int_segments__fitted_kmeans set cluster = "
            "cluster_count + 1 - cluster, prototype = cluster_count + 1 - prototype"
        )
    permuted = run_dbt(
        tmp_path,
        "run",
        "--select",
        "int_segments__codebook+",
        "--exclude",
        "*metrics*",
        *("segments__drift", "segments__size_forecast"),
    )
    assert permuted.succeeded, permuted.message
    for table in ("segments__profiles", "segments__customers", "segments__rules"):
        query = f"select * from {table} order by all"
        pd.testing.assert_frame_equal(permuted.frame(query), demo_shop.frame(query))


# -- rules and reasons ----------------------------------------------------------


def test_the_rules_read_as_sql_and_agree_as_they_say(shop):
    rules = shop.frame("select * from segments__rules order by rule_number")
    assert rules["overall_agreement"].iloc[0] > 0.85
    found = 0
    for _, rule in rules.iterrows():
        count, agreeing = shop.rows(
            "select count(*), coalesce(sum(case when segment_id = "
            f"'{rule['segment_id']}' then 1 else 0 end), 0) "
            "from int_segments__customer_features "
            "inner join int_segments__customer_segments using (customer_id) "
            f"where {rule['predicate']}"
        )[0]
        assert count == rule["customer_count"]
        assert agreeing / count == pytest.approx(rule["agreement"])
        found += count
    assert found == shop.value("select count(*) from int_segments__customer_features")


def test_the_smallest_change_is_the_border_and_none_is_smaller(demo_shop):
    scaled = demo_shop.frame("select * from int_segments__customer_scaled").set_index(
        "customer_id"
    )
    centroids = demo_shop.frame(
        "from int_segments__prototypes where algorithm = 'kmeans'"
    ).set_index("cluster")
    clusters = demo_shop.frame(
        "select customer_id, cluster from int_segments__customer_clusters"
    ).set_index("customer_id")["cluster"]
    changes = demo_shop.frame("select * from int_segments__counterfactuals")
    features = [c for c in scaled.columns if c in centroids.columns]

    def nearest(point):
        return ((centroids[features] - point) ** 2).sum(axis=1).idxmin()

    for _, change in changes.sample(200, random_state=3).iterrows():
        point = scaled.loc[change["customer_id"], features].astype(float)
        step = change["scaled_change"]
        short, beyond = point.copy(), point.copy()
        short[change["feature"]] += step - np.sign(step) * 1e-6
        beyond[change["feature"]] += step + np.sign(step) * 1e-6
        assert nearest(short) == clusters[change["customer_id"]]
        assert nearest(beyond) == change["other_cluster"]


# -- exploration ------------------------------------------------------------------


def test_summary_equals_numpy_and_scipy(demo_shop, feature_values):
    summary = demo_shop.frame("select * from segments__feature_summary").set_index(
        "feature"
    )
    for feature, row in summary.iterrows():
        values = feature_values[feature].dropna().to_numpy()
        expected = {
            "mean": values.mean(),
            "variance": values.var(ddof=1),
            "standard_deviation": values.std(ddof=1),
            "median": np.median(values),
            "percentile_5": np.percentile(values, 5),
            "interquartile_range": stats.iqr(values),
            "median_absolute_deviation": stats.median_abs_deviation(values),
            "skewness": stats.skew(values),
            "excess_kurtosis": stats.kurtosis(values),
            "minimum": values.min(),
            "maximum": values.max(),
        }
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, rel=1e-9, abs=1e-9), (
                feature,
                name,
            )
        assert row["customer_count"] + row["missing_count"] == len(feature_values)


def test_histograms_equal_numpys(demo_shop, feature_values):
    bins = demo_shop.frame("select * from segments__feature_histograms order by bin")
    for feature, rows in bins.groupby("feature"):
        edges = [*rows["lower_edge"], rows["upper_edge"].iloc[-1]]
        values = feature_values[feature].dropna().clip(edges[0], edges[-1])
        counts, _ = np.histogram(values, bins=edges)
        assert list(rows["customer_count"]) == list(counts), feature


def test_correlations_equal_scipy(demo_shop, feature_values):
    rows = demo_shop.frame("select * from segments__feature_correlations")
    pairs = rows[rows["measure"].isin(["pearson", "spearman"])].dropna()
    assert len(pairs) > 1000
    functions = {"pearson": stats.pearsonr, "spearman": stats.spearmanr}
    for _, pair in pairs.sample(150, random_state=2).iterrows():
        both = feature_values[[pair["first_name"], pair["second_name"]]].dropna()
        expected = functions[pair["measure"]](*both.to_numpy().T).statistic
        assert pair["measured_value"] == pytest.approx(expected, abs=1e-9)
        assert pair["customer_count"] == len(both)


def test_eta_squared_and_cramers_v_equal_their_formulas(demo_shop, feature_values):
    rows = demo_shop.frame("select * from segments__feature_correlations").set_index(
        ["measure", "first_name", "second_name"]
    )["measured_value"]
    for feature in ("order_count", "age", "spend_trend"):
        known = feature_values[[feature, "segment_id"]].dropna()
        groups = known.groupby("segment_id")[feature]
        between = (groups.size() * (groups.mean() - known[feature].mean()) ** 2).sum()
        expected = between / ((known[feature] - known[feature].mean()) ** 2).sum()
        assert rows["eta squared", feature, "segment"] == pytest.approx(
            expected, abs=1e-9
        )
    levels = demo_shop.frame("select * from int_segments__customer_levels").pivot(
        index="customer_id", columns="dimension", values="level"
    )
    known = levels.loc[feature_values.index, ["channel", "gender"]]
    known = known[(known != "unknown").all(axis=1)]
    table = pd.crosstab(known["channel"], known["gender"])
    expected = stats.contingency.association(table, method="cramer")
    assert rows["cramers v", "channel", "gender"] == pytest.approx(expected, abs=1e-9)


@pytest.mark.real_data
def test_the_correlations_of_the_mall_customers_are_the_published_ones(dbt):
    if not (data_folder() / "mall_customers").exists():
        pytest.skip("the Mall customers are not beside the project")
    mall = dbt(
        "build",
        *NO_TESTS,
        *("--select", "+int_segments__feature_pairs", "+segments__profiles"),
        variables=vars_file("mall_customers.yml"),
    )
    assert mall.succeeded, mall.message
    pearson = {
        (first, second): value
        for first, second, value in mall.rows(
            "select first_feature, second_feature, pearson "
            "from int_segments__feature_pairs where pearson is not null"
        )
    }
    assert pearson == {
        ("age", "income"): pytest.approx(-0.0124, abs=5e-5),
        ("age", "spending_score"): pytest.approx(-0.3272, abs=5e-5),
        ("income", "spending_score"): pytest.approx(0.0099, abs=5e-5),
    }
    profiles = mall.frame(
        "select * from segments__profiles order by segment_id"
    ).set_index("segment_name")
    # the score stands for spending
    assert profiles["play"].to_dict() == {
        "Young high spenders": "vip",
        "Budget shoppers": "promotion",
        "Typical customers": "upsell",
        "High earners who spend much": "luxury",
        "High earners who spend little": "upsell",
    }
    medians = mall.frame(
        "select segment_id, feature, median, overall_median "
        "from segments__profile_features where feature in ('income', 'spending_score')"
    ).pivot(index="segment_id", columns="feature")
    for _, profile in profiles.iterrows():
        typical = np.floor(medians.loc[profile["segment_id"]] + 0.5).astype(int)
        assert profile["sentence"] == (
            f"{profile['customer_count']} customers "
            f"({int(100 * profile['customer_share'] + 0.5)} % of all): typical income "
            f"{typical['median', 'income']} (all: {typical['overall_median', 'income']}"
            f"), typical spending score {typical['median', 'spending_score']} "
            f"(all: {typical['overall_median', 'spending_score']}); "
            "their orders are not in the data."
        )


def test_outliers_are_those_of_numpy(demo_shop, feature_values):
    listed = demo_shop.frame("select * from segments__outliers")
    values = feature_values["average_order_value"]
    q1, q3 = np.percentile(values, [25, 75])
    far = values[(values < q1 - 1.5 * (q3 - q1)) | (values > q3 + 1.5 * (q3 - q1))]
    of_rule = listed[
        (listed["rule"] == "interquartile range")
        & (listed["feature"] == "average_order_value")
    ]
    assert set(of_rule["customer_id"]) == set(far.index)
    robust = 0.6745 * (values - values.median()) / stats.median_abs_deviation(values)
    of_rule = listed[
        (listed["rule"] == "median absolute deviation")
        & (listed["feature"] == "average_order_value")
    ]
    assert set(of_rule["customer_id"]) == set(robust[robust.abs() > 3.5].index)


def test_the_joint_distance_is_mahalanobis(demo_shop):
    scaled = demo_shop.frame(
        "select * exclude is_in_sample from int_segments__customer_scaled"
    ).set_index("customer_id")
    scaled = scaled.loc[:, scaled.std() > 0]
    away = (scaled - scaled.mean()).to_numpy()
    expected = pd.Series(
        (away @ np.linalg.inv(np.cov(away.T)) * away).sum(axis=1), index=scaled.index
    )
    got = demo_shop.frame("select * from int_segments__mahalanobis_distances")
    np.testing.assert_allclose(
        got.set_index("customer_id")["squared_distance"].sort_index(),
        expected.sort_index(),
        atol=1e-6,
    )
