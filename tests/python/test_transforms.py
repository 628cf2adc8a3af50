"""Transforms and scalings are those of scikit-learn, in Python and in SQL."""

import shutil

import int_segments__fitted_ranks as ranks
import int_segments__fitted_transforms as transforms
import numpy as np
import pandas as pd
import pytest
from dbt_builds import Build, data_folder, run_dbt, vars_file
from scipy.special import ndtr
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

SCALERS = {"standard": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScaler}


def skewed(count: int = 400, seed: int = 5) -> np.ndarray:
    """Amounts of money, few of them large, shape (count,)."""
    return np.random.default_rng(seed).lognormal(mean=3, sigma=1.4, size=count)


def fitted(values: np.ndarray | pd.DataFrame, **setting) -> pd.DataFrame:
    """The fitted rows of a sample whose features all have the same setting, by name."""
    sample = pd.DataFrame({"a": values}) if np.ndim(values) == 1 else values
    general = {
        name: setting.pop(name)
        for name in ("largest_missing_share", "largest_correlation", "known_from")
        if name in setting
    }
    setting = {"family": "value", "transform": "none"} | setting
    rows = transforms.fit_transforms(
        sample,
        features=dict.fromkeys(sample, setting),
        family_weights={},
        winsor_share=0,
        as_of_date="2025-07-01",
        **general,
    )
    return rows.set_index("feature")


# -- in Python ----------------------------------------------------------------


@pytest.mark.parametrize("scaling", SCALERS)
def test_centre_and_scale_are_those_of_scikit_learn(scaling):
    values = skewed()
    row = fitted(values, scaling=scaling).loc["a"]
    expected = SCALERS[scaling]().fit_transform(values[:, None])[:, 0]
    found = (values - row["center"]) / row["scale"]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_scaling_none_leaves_the_unit_but_weighs_the_family():
    values = pd.DataFrame({"a": skewed(), "b": skewed(seed=6)})
    rows = fitted(values, scaling="none", transform="log1p")
    assert rows["center"].tolist() == [0, 0]
    assert rows["scale"].tolist() == [1, 1]
    assert (rows["weight"] ** 2).sum() == pytest.approx(1)


def test_the_exponent_is_that_of_power_transformer():
    values = skewed() - 15
    row = fitted(values, transform="yeo_johnson").loc["a"]
    judge = PowerTransformer().fit(values[:, None])
    assert row["shape"] == judge.lambdas_[0]
    found = transforms.yeo_johnson(values, row["shape"])
    found = (found - row["center"]) / row["scale"]
    np.testing.assert_allclose(
        found, judge.transform(values[:, None])[:, 0], rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("exponent", [0.0, 2.0, 0.7])
def test_yeo_johnson_is_a_logarithm_where_it_must_be(exponent):
    values = np.array([-3.0, 0.0, 4.0, np.nan])
    judge = PowerTransformer(standardize=False).fit(values[:3, None])
    judge.lambdas_ = np.array([exponent])
    expected = judge.transform(values[:, None])[:, 0]
    np.testing.assert_allclose(transforms.yeo_johnson(values, exponent), expected)


def test_normal_scores_are_those_of_quantile_transformer():
    # with 512 steps from rank to rank its quantiles are exact, so it sees every tie
    values = np.concatenate([skewed(463), np.full(50, 20.0)])
    judge = QuantileTransformer(n_quantiles=len(values), output_distribution="normal")
    expected = judge.fit_transform(values[:, None])[:, 0]
    distinct, scores = ranks.normal_scores(values)
    assert len(distinct) == 464
    found = np.interp(values, distinct, scores)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)


def test_what_many_share_at_an_end_keeps_its_mean_rank():
    """scikit-learn would put the 40 % who bought once at -5.2."""
    orders = np.array([1.0] * 40 + [2.0] * 30 + [3.0] * 29 + [4.0])
    distinct, scores = ranks.normal_scores(orders)
    assert distinct.tolist() == [1, 2, 3, 4]
    # 19.5 of 99 ranks
    assert scores[0] == pytest.approx(-0.8525, abs=1e-4)
    assert scores[-1] == pytest.approx(5.1993, abs=1e-4)


def test_averages_that_are_equal_on_paper_share_their_rank():
    values = np.array([1.0, 5.35, 5.350000000000001, 9.0])
    assert ranks.normal_scores(values)[0].tolist() == [1, 5.35, 9]


def test_a_robust_scale_of_zero_gives_way_to_the_standard_deviation():
    values = np.array([0.0] * 90 + [1.0] * 10)
    row = fitted(values, scaling="robust").loc["a"]
    assert (row["center"], row["is_used"]) == (0, True)
    assert row["scale"] == pytest.approx(0.3)


@pytest.mark.parametrize("transform", ["none", "log1p", "yeo_johnson", "raw"])
@pytest.mark.parametrize("scaling", [*SCALERS, "none"])
@pytest.mark.parametrize("values", [[4.0], [4.0] * 30, [np.nan] * 3], ids=str)
def test_what_does_not_vary_is_left_out(values, scaling, transform):
    row = fitted(np.array(values), scaling=scaling, transform=transform).loc["a"]
    assert not row["is_used"]
    assert row["weight"] == 0
    assert row["reason"] in (
        "every customer has the same value",
        "no customer has a value",
    )


def test_ranks_of_one_customer_of_equals_and_of_nobody():
    sample = pd.DataFrame({"a": [7.0], "b": [np.nan]})
    found = ranks.fit_ranks(sample, ["a", "b"])
    assert found["feature"].tolist() == ["a", "a"]
    assert found["lower_score"].tolist() == [0, 0]
    assert ranks.normal_scores(np.array([7.0, 7.0, 7.0]))[1].tolist() == [0]
    assert ranks.fit_ranks(sample[:0], ["a"]).dtypes.astype(str).to_dict() == (
        ranks.COLUMNS
    )


# -- what is left out ---------------------------------------------------------


def test_a_near_copy_gives_way_to_the_feature_that_is_named_first():
    noise = np.random.default_rng(1).normal(scale=0.3, size=400)
    money = skewed()
    copy, other = np.exp(np.log(money) + noise), skewed(seed=9)
    first = fitted(pd.DataFrame({"z": money, "c": copy, "b": other}))
    last = fitted(pd.DataFrame({"c": copy, "b": other, "z": money}))
    assert first["is_used"].all()
    first = fitted(
        pd.DataFrame({"z": money, "c": copy, "b": other}), largest_correlation=0.9
    )
    last = fitted(
        pd.DataFrame({"c": copy, "b": other, "z": money}), largest_correlation=0.9
    )
    assert first["is_used"].to_dict() == {"b": True, "c": False, "z": True}
    assert last["is_used"].to_dict() == {"b": True, "c": True, "z": False}
    rho = pd.Series(money).corr(pd.Series(copy), method="spearman")
    assert first.loc["c", "reason"] == (
        f"nearly equal to z: rank correlation {rho:.2f}"
    )
    # the weight of the family is shared by those that are left
    assert (first["weight"] ** 2).tolist() == pytest.approx([0.5, 0, 0.5])


def test_a_mirror_image_is_a_copy_and_few_customers_prove_nothing():
    money = skewed()
    pair = pd.DataFrame({"a": money, "b": -money})
    assert not fitted(pair, largest_correlation=0.9).loc["b", "is_used"]
    assert fitted(pair[:29], largest_correlation=0.9)["is_used"].all()


def test_a_copy_of_what_was_left_out_stays():
    money = skewed()
    sample = pd.DataFrame({"a": money, "b": money})
    found = fitted(sample, largest_correlation=0.9, known_from={"a": "2025-08-01"})
    assert found["is_used"].to_dict() == {"a": False, "b": True}


def test_what_is_missing_too_often_is_left_out():
    values = skewed(100)
    values[:41] = np.nan
    assert fitted(values, largest_missing_share=0.41).loc["a", "is_used"]
    row = fitted(values, largest_missing_share=0.4).loc["a"]
    assert (row["is_used"], row["weight"]) == (False, 0)
    assert row["reason"] == "41 % of the customers have no value"


@pytest.mark.parametrize(
    ("day", "is_used"),
    [("2025-06-30", True), ("2025-07-01", True), ("2025-07-02", False)],
)
def test_what_is_known_after_the_as_of_date_only_is_left_out(day, is_used):
    row = fitted(skewed(), known_from={"a": day}).loc["a"]
    assert row["is_used"] == is_used
    if not is_used:
        assert row["reason"] == f"known from {day} only, after the as-of date"


# -- in SQL -------------------------------------------------------------------

NAMED = {
    "tenure_days": {"family": "recency", "transform": "none"},
    "days_since_last_order": {
        "family": "recency",
        "transform": "yeo_johnson",
        "winsor_share": 0.02,
    },
    "order_count": {"family": "frequency", "transform": "log1p", "scaling": "minmax"},
    "average_order_value": {
        "family": "value",
        "transform": "none",
        "scaling": "robust",
    },
    "median_order_value": {"family": "value", "transform": "log1p"},
    "spend_trend": {"family": "value", "transform": "yeo_johnson"},
    "average_unit_price": {
        "family": "preference",
        "transform": "rank_gauss",
        "scaling": "none",
    },
    "average_lines_per_order": {"family": "behaviour", "transform": "yeo_johnson"},
}


@pytest.fixture(scope="module")
def transformed(demo_shop: Build, tmp_path_factory) -> Build:
    """The demo shop with a transform of every kind, and the tables that apply them."""
    folder = tmp_path_factory.mktemp("transformed")
    shutil.copy(demo_shop.database, folder / "shop.duckdb")
    shop = run_dbt(
        folder,
        "run",
        "--select",
        *("int_segments__fitted_ranks", "int_segments__customer_sample"),
        "int_segments__restored_prototypes",
        "int_segments__fitted_transforms+1",
        "int_segments__fitted_transforms+,+int_segments__counterfactuals",
        variables={
            "segments_clustering_features": NAMED,
            "segments_winsor_share": 0,
            "segments_algorithm": "kmeans",
            "segments_cluster_count": 5,
            "segments_tuning": {"largest_missing_share": 0.3},
        },
    )
    assert shop.succeeded, shop.message
    return shop


@pytest.fixture(scope="module")
def values(transformed) -> pd.DataFrame:
    """The clustering features as they are, by customer."""
    names = ", ".join(f"cast({name} as double) as {name}" for name in NAMED)
    return (
        transformed.frame(
            f"select customer_id, {names} from int_segments__customer_features"
        )
        .set_index("customer_id")
        .sort_index()
    )


@pytest.fixture(scope="module")
def rows(transformed) -> pd.DataFrame:
    """The fitted rows by feature."""
    return transformed.frame("from int_segments__fitted_transforms").set_index(
        "feature"
    )


def unweighted(shop: Build, rows: pd.DataFrame, feature: str) -> np.ndarray:
    """A feature as SQL scaled it, before its weight, by customer."""
    scaled = shop.frame(
        f"select {feature} from int_segments__customer_scaled order by customer_id"
    )
    return scaled[feature].to_numpy() / rows.loc[feature, "weight"]


def judges(customers: int) -> dict:
    """What scikit-learn does to a feature, and how close SQL comes."""
    log1p = FunctionTransformer(np.log1p)
    normal = QuantileTransformer(n_quantiles=customers, output_distribution="normal")
    return {
        "tenure_days": (StandardScaler(), 1e-12),
        "order_count": (make_pipeline(log1p, MinMaxScaler()), 1e-12),
        "average_order_value": (RobustScaler(), 1e-12),
        "average_lines_per_order": (PowerTransformer(), 1e-9),
        "average_unit_price": (normal, 1e-9),
    }


@pytest.mark.parametrize("feature", judges(1))
def test_sql_scales_every_customer_like_scikit_learn(
    transformed, values, rows, feature
):
    assert len(values) > 1500
    judge, tolerance = judges(len(values))[feature]
    expected = judge.fit_transform(values[[feature]].to_numpy())[:, 0]
    found = unweighted(transformed, rows, feature)
    if rows.loc[feature, "transform"] == "rank_gauss":
        # scikit-learn's quantiles are a last digit off, so it may lose ranks of a tie,
        # but never more than there are customers in it
        rounded = values[feature].round(9)
        sizes = rounded.groupby(rounded).transform("size").to_numpy()
        tied = sizes > 1
        shares = ndtr([found[tied], expected[tied]])
        assert (abs(shares[0] - shares[1]) <= sizes[tied] / len(values)).all()
        assert (~tied).sum() > 1500
        found, expected = found[~tied], expected[~tied]
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance)


def test_a_feature_may_have_limits_of_its_own(transformed, values, rows):
    exact = values["days_since_last_order"].to_numpy()
    power = PowerTransformer(standardize=False).fit_transform(exact[:, None])[:, 0]
    limited = power.clip(*np.quantile(power, [0.02, 0.98]))
    assert (limited != power).any()
    expected = StandardScaler().fit_transform(limited[:, None])[:, 0]
    np.testing.assert_allclose(
        unweighted(transformed, rows, "days_since_last_order"),
        expected,
        rtol=0,
        atol=1e-9,
    )


def test_copies_and_gaps_are_left_out_in_sql(transformed, rows):
    reasons = rows.loc[~rows["is_used"], "reason"]
    assert set(reasons.index) == {"median_order_value", "spend_trend"}
    assert reasons["median_order_value"].startswith("nearly equal to average_order_v")
    assert reasons["spend_trend"].endswith(" % of the customers have no value")
    assert transformed.rows(
        "select distinct median_order_value, spend_trend "
        "from int_segments__customer_scaled"
    ) == [(0, 0)]


def test_reasons_are_told_among_the_decisions(transformed):
    decided = transformed.rows(
        "select subject, choice, reason from segments__decisions "
        "where question = 'scaling' and choice = 'left out' order by subject"
    )
    assert [subject for subject, _, _ in decided] == [
        "median_order_value",
        "spend_trend",
    ]
    [(choice,)] = transformed.rows(
        "select choice from segments__decisions where subject = 'average_unit_price'"
    )
    assert choice == "rank_gauss, none, weight 0.7071"


def test_the_history_of_today_is_scaled_like_today(transformed, rows):
    dated = [name for name in NAMED if rows.loc[name, "is_used"]]
    columns = ", ".join(dated)
    today = (
        f"select {columns} from int_segments__history_features "
        "qualify as_of_date = max(as_of_date) over () order by customer_id"
    )
    now = f"select {columns} from int_segments__customer_scaled order by customer_id"
    pd.testing.assert_frame_equal(transformed.frame(today), transformed.frame(now))


def test_the_value_that_is_needed_leads_back_to_the_border(transformed, rows):
    """Put through scikit-learn's formulas, it is the scaled value plus the change."""
    changes = transformed.frame("from int_segments__counterfactuals")
    scaled = transformed.frame("from int_segments__customer_scaled")
    scaled = scaled.melt("customer_id", rows.index, var_name="feature")
    changes = changes.merge(scaled, on=["customer_id", "feature"])
    stretches = transformed.frame("from int_segments__fitted_ranks where stretch > 0")
    knots = stretches[["lower_value", "lower_score"]].to_numpy().T
    seen = set()
    for feature, changed in changes.groupby("feature"):
        forward, row = changed["value_needed"].to_numpy(), rows.loc[feature]
        if row["transform"] == "log1p":
            forward = np.log1p(forward)
        if row["transform"] == "yeo_johnson":
            forward = transforms.yeo_johnson(forward, row["shape"])
        if row["transform"] == "rank_gauss":
            forward = np.interp(forward, *knots)
        found = (forward - row["center"]) / row["scale"] * row["weight"]
        expected = (changed["value"] + changed["scaled_change"]).to_numpy()
        # the value is rounded to six digits
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4)
        seen.add(row["transform"])
    assert seen == {"none", "log1p", "yeo_johnson", "rank_gauss"}


# -- the published Mall table ---------------------------------------------------

MALL = {
    ("two", "standard"): {
        4: (108.9213, 0.4939),
        5: (65.5684, 0.5547),
        6: (55.0573, 0.5399),
    },
    ("two", "minmax"): {4: (6.1103, 0.4962), 5: (3.5831, 0.5595), 6: (3.0984, 0.5378)},
    ("three", "standard"): {
        4: (205.2251, 0.4040),
        5: (168.2476, 0.4166),
        6: (133.8683, 0.4274),
    },
    ("three", "minmax"): {
        4: (12.6503, 0.3923),
        5: (10.3040, 0.4061),
        6: (8.3851, 0.4235),
    },
    ("two", "raw"): {
        4: (73679.79, 0.4932),
        5: (44448.46, 0.5539),
        6: (37233.81, 0.5398),
    },
    ("three", "raw"): {
        4: (104366.15, 0.4055),
        5: (75350.78, 0.4443),
        6: (58300.44, 0.4523),
    },
}
MALL_FEATURES = {
    "two": ["income", "spending_score"],
    "three": ["age", "income", "spending_score"],
}


@pytest.fixture(scope="module", params=list(MALL), ids="-".join)
def mall(request, tmp_path_factory) -> tuple[tuple[str, str], Build]:
    """The Mall customers, clustered on a matrix of the published table."""
    if not (data_folder() / "mall_customers").exists():
        pytest.skip("the Mall customers are not beside the project")
    names, scaling = request.param
    setting = (
        {"transform": "raw"}
        if scaling == "raw"
        else {"transform": "none", "scaling": scaling}
    )
    features = MALL_FEATURES[names]
    shop = run_dbt(
        tmp_path_factory.mktemp("mall"),
        "build",
        *("--select", "+int_segments__cluster_metrics", "int_segments__fitted_map"),
        *("--exclude-resource-types", "test", "unit_test"),
        variables=vars_file("mall_customers.yml")
        | {
            "segments_clustering_features": dict.fromkeys(
                features, {"family": "attributes"} | setting
            ),
            # a weight of one for each
            "segments_family_weights": {"attributes": len(features)},
        },
    )
    assert shop.succeeded, shop.message
    return request.param, shop


@pytest.mark.real_data
def test_the_published_mall_table_is_reproduced_to_its_last_digit(mall):
    matrix, shop = mall
    found = {
        count: (round(inertia, 2 if matrix[1] == "raw" else 4), round(silhouette, 4))
        for count, inertia, silhouette in shop.rows(
            "select cluster_count, inertia, silhouette "
            "from int_segments__cluster_metrics "
            "where algorithm = 'kmeans' and cluster_count between 4 and 6"
        )
    }
    assert found == MALL[matrix]


@pytest.mark.real_data
def test_the_published_components_of_mall_are_reproduced(mall):
    matrix, shop = mall
    if matrix != ("three", "standard"):
        return
    shares = shop.rows(
        "select value from int_segments__fitted_map "
        "where part = 'variance_share' order by axis"
    )
    assert [round(share, 4) for (share,) in shares] == [0.4427, 0.3331, 0.2243]


@pytest.mark.real_data
def test_an_attribute_of_mall_that_was_known_too_late_is_left_out(tmp_path):
    if not (data_folder() / "mall_customers").exists():
        pytest.skip("the Mall customers are not beside the project")
    variables = vars_file("mall_customers.yml")
    score = variables["segments_customer_attributes"]["spending_score"]
    shop = run_dbt(
        tmp_path,
        "build",
        *("--select", "+int_segments__fitted_transforms"),
        *("--exclude-resource-types", "test", "unit_test"),
        variables=variables
        | {
            "segments_customer_attributes": {
                "spending_score": score | {"known_from": "2018-08-12"}
            }
        },
    )
    assert shop.succeeded, shop.message
    assert shop.rows(
        "select feature, is_used, weight, reason from int_segments__fitted_transforms "
        "order by feature"
    ) == [
        ("income", True, 1, "varies between customers"),
        (
            "spending_score",
            False,
            0,
            "known from 2018-08-12 only, after the as-of date",
        ),
    ]
