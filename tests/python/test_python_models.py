"""The fitted models' functions, against scikit-learn and scipy on small points."""

import inspect
import re
from itertools import pairwise
from types import ModuleType, SimpleNamespace

import duckdb
import int_segments__cluster_metrics as metrics
import int_segments__cluster_stability as stability
import int_segments__clustering_tendency as tendency
import int_segments__fitted_alignment as alignment
import int_segments__fitted_density as density
import int_segments__fitted_kmeans as kmeans
import int_segments__fitted_lifetimes as lifetimes
import int_segments__fitted_linear_weights as linear
import int_segments__fitted_micro_clusters as micro_clusters
import int_segments__fitted_mixtures as mixtures
import int_segments__fitted_money_tiers as tiers
import int_segments__fitted_transforms as transforms
import int_segments__fitted_tree as tree
import int_segments__fitted_ward as ward
import int_segments__fitted_ward_merges as ward_merges
import int_segments__past_clusters as past
import numpy as np
import pandas as pd
import pytest
from dbt_builds import REPOSITORY
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import DBSCAN, KMeans
from sklearn.metrics import (
    adjusted_rand_score,
    calinski_harabasz_score,
    davies_bouldin_score,
    pairwise_distances,
    silhouette_samples,
    silhouette_score,
)
from sklearn.preprocessing import StandardScaler

FEATURES = ["east", "north"]
CORNERS = np.array([[0, 0], [9, 0], [0, 9], [9, 9]], dtype="float64")


def random_points(count: int = 60, seed: int = 7) -> np.ndarray:
    """Points without ties, shape (count, 3)."""
    return np.random.default_rng(seed).normal(size=(count, 3))


def four_blobs(count: int = 200) -> np.ndarray:
    """Points around four far corners, the blobs in turn, shape (count, 2)."""
    spread = np.random.default_rng(3).normal(scale=0.5, size=(count, 2))
    return np.resize(CORNERS, (count, 2)) + spread


def customers(points: np.ndarray) -> pd.DataFrame:
    """Points as a sample of customers."""
    return pd.DataFrame(points, columns=FEATURES)


def fitted_kmeans(
    points: np.ndarray, *, largest=5, override=None, before=(), labels=None
):
    """The centres of k-means, for as many clusters as may be.

    before: earlier centres; labels: the earlier cluster of each point.
    """
    centres = pd.DataFrame(np.array(before).reshape(-1, 2), columns=FEATURES)
    centres["segment_id"] = [f"S{number:02}" for number in range(1, len(centres) + 1)]
    return kmeans.fit_all(
        customers(points).assign(segment_id=labels),
        FEATURES,
        largest=largest,
        override=override,
        seed=42,
        previous_centres=centres.melt(
            "segment_id", var_name="feature", value_name="coordinate"
        ),
    )


def fitted_transforms(sample: pd.DataFrame, families=None, weights=None, share=0.0):
    """The scaling of every column, each a family of its own unless said otherwise."""
    families = families or {column: column for column in sample}
    return transforms.fit_transforms(
        sample,
        features={
            column: {"family": family, "transform": "none"}
            for column, family in families.items()
        },
        family_weights=weights or {},
        winsor_share=share,
    ).set_index("feature")


# -- Ward ---------------------------------------------------------------------


def test_ward_of_single_customers_is_scipys_ward_linkage():
    points = random_points()
    expected = linkage(points, method="ward")
    found = ward_merges.ward_merges(points, np.ones(len(points), dtype="int64"))
    np.testing.assert_allclose(found["height"], expected[:, 2], atol=1e-8)
    np.testing.assert_array_equal(found["customer_count"], expected[:, 3])
    np.testing.assert_array_equal(found["left_id"] - 1, expected[:, :2].min(axis=1))
    np.testing.assert_array_equal(found["right_id"] - 1, expected[:, :2].max(axis=1))


def test_ward_of_weighted_points_is_ward_of_repeated_points():
    points = random_points(25)
    sizes = np.random.default_rng(1).integers(1, 6, len(points))
    repeated = linkage(np.repeat(points, sizes, axis=0), method="ward")
    within_repeats = sizes.sum() - len(points)
    found = ward_merges.ward_merges(points, sizes)
    np.testing.assert_allclose(repeated[:within_repeats, 2], 0, atol=1e-8)
    np.testing.assert_allclose(found["height"], repeated[within_repeats:, 2], atol=1e-8)
    np.testing.assert_array_equal(found["customer_count"], repeated[within_repeats:, 3])


@pytest.mark.parametrize("cluster_count", [1, 2, 5, 60])
def test_a_cut_hierarchy_has_the_clusters_that_scipy_cuts(cluster_count):
    points = random_points()
    merges = ward_merges.ward_merges(points, np.ones(len(points), dtype="int64"))
    found = ward.cut(merges, len(points), cluster_count)
    labels = [found[point] for point in range(1, len(points) + 1)]
    expected = fcluster(linkage(points, method="ward"), cluster_count, "maxclust")
    assert len(set(labels)) == cluster_count
    assert adjusted_rand_score(expected, labels) == 1


def test_clusters_of_a_cut_are_numbered_by_their_lowest_point():
    merges = ward_merges.ward_merges(
        np.array([[0.0], [10.0], [0.1], [10.2]]), np.ones(4)
    )
    assert ward.cut(merges, 4, 2) == {1: 1, 3: 1, 2: 2, 4: 2}


def test_equal_merges_go_to_the_lowest_numbers_first():
    merges = ward_merges.ward_merges(np.array([[0.0], [1.0], [5.0], [6.0]]), np.ones(4))
    assert list(merges["left_id"]) == [1, 3, 5]
    assert list(merges["right_id"]) == [2, 4, 6]


# -- micro-clusters -----------------------------------------------------------


def test_few_distinct_customers_stand_for_themselves():
    points = np.repeat(CORNERS, [1, 2, 3, 4], axis=0)
    centers, sizes = micro_clusters.condense(points, micro_clusters=10, seed=42)
    found = {tuple(center): size for center, size in zip(centers, sizes, strict=True)}
    assert found == {(0, 0): 1, (9, 0): 2, (0, 9): 3, (9, 9): 4}


def test_micro_clusters_stand_for_the_customers_nearest_to_them():
    points = four_blobs()
    centers, sizes = micro_clusters.condense(points, micro_clusters=20, seed=42)
    nearest = metrics.nearest_prototype(points, centers)
    assert centers.shape == (20, 2)
    assert sizes.sum() == len(points)
    np.testing.assert_array_equal(sizes, np.bincount(nearest, minlength=20))


def test_micro_clusters_are_rows_numbered_in_order_of_their_centres():
    points = four_blobs()
    rows = micro_clusters.tidy_points(
        customers(points), FEATURES, micro_clusters=20, seed=42
    )
    centers = rows.pivot(index="prototype", columns="feature", values="value")
    sizes = rows.groupby("prototype")["customer_count"].agg(["min", "max"])
    expected = KMeans(20, n_init=1, algorithm="lloyd", random_state=42).fit(points)
    order = np.lexsort(expected.cluster_centers_.T[::-1])
    assert centers.index.tolist() == list(range(1, 21))
    np.testing.assert_allclose(centers, expected.cluster_centers_[order], atol=1e-9)
    for column in ("min", "max"):
        assert sizes[column].tolist() == np.bincount(expected.labels_)[order].tolist()


def test_as_many_distinct_customers_as_micro_clusters_are_kept_as_they_are():
    points = np.repeat(CORNERS, 3, axis=0)
    centers, _ = micro_clusters.condense(points, micro_clusters=4, seed=42)
    np.testing.assert_array_equal(centers, CORNERS[np.lexsort(CORNERS.T[::-1])])


# -- k-means ------------------------------------------------------------------


def test_equal_points_give_equal_centres_to_the_byte():
    points = four_blobs()
    first, second = (kmeans.fit_kmeans(points.copy(), 5, seed=42) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_of_two_equally_good_fits_the_one_before_is_kept():
    points = np.repeat(CORNERS, 25, axis=0)
    fresh = kmeans.fit_kmeans(points, 2, seed=42)
    for previous in (points[:, 0] > 0, points[:, 1] > 0):
        found = kmeans.prefer_previous(points, fresh, previous.astype(int))
        means = np.array([points[previous == side].mean(axis=0) for side in (0, 1)])
        np.testing.assert_allclose(found, means)


def test_a_fit_before_that_is_worse_or_of_another_number_is_not_kept():
    far = np.array([[0, 0], [0, 1], [40, 0], [40, 1], [80, 0], [80, 1]])
    points = np.repeat(far, 10, axis=0).astype("float64")
    fresh = kmeans.fit_kmeans(points, 3, seed=42)
    stuck = np.select([points[:, 0] > 0, points[:, 1] > 0], [2, 1], 0)
    for previous in (stuck, np.resize([0, 1], 60), np.full(60, -1)):
        found = kmeans.prefer_previous(points, fresh, previous)
        np.testing.assert_array_equal(found, fresh)


def test_centres_before_are_kept_until_they_fit_worse_by_more_than_the_error():
    """400 customers: 1.96 standard errors of the inertia are below 5 % of it."""
    points = four_blobs(400)
    for shift, is_kept in ((0.0, True), (0.1, True), (0.3, False), (20.0, False)):
        before = CORNERS[::-1] + [0, shift]
        found = fitted_kmeans(points, before=before).query("cluster_count == 4")
        centers = found.pivot(index="prototype", columns="feature", values="value")
        assert (found["is_kept"] == is_kept).all(), shift
        assert (found["excess"] <= found["excess_limit"]).all() == is_kept
        assert found["excess_limit"].between(0.01, 0.05).all()
        assert np.allclose(centers, CORNERS[[0, 2, 1, 3]] + [0, shift]) == is_kept
        assert found["avoided_share"].notna().all() == is_kept


def test_a_kept_partition_of_a_continuum_says_whom_new_centres_would_move():
    points = np.random.default_rng(11).normal(size=(4000, 2))
    then, now = points[:2000], points[2000:]
    before = KMeans(4, n_init=1, random_state=1).fit(then).cluster_centers_
    found = fitted_kmeans(now, before=before).query("cluster_count == 4")
    assert found["is_kept"].all()
    assert found["avoided_share"].iloc[0] > 0.03
    assert not fitted_kmeans(now, before=before[:3])["avoided_share"].notna().any()


def monthly_centres(months: list[np.ndarray]) -> list[np.ndarray]:
    """Four centres a month, each build told of the one before, in order of the ids."""
    found, labels = [], None
    for points in months:
        before = found[-1] if found else ()
        rows = fitted_kmeans(points, largest=4, before=before, labels=labels)
        rows = rows.query("cluster_count == 4")
        centers = rows.pivot(index="prototype", columns="feature", values="value")
        centers = centers[FEATURES].to_numpy()
        if labels is not None:
            now = kmeans.squared_distances(points, centers).argmin(axis=1)
            pairs = alignment.assign(pd.crosstab(now, labels).to_numpy())
            centers = centers[sorted(pairs, key=pairs.get)]
        labels = kmeans.squared_distances(points, centers).argmin(axis=1)
        found.append(centers)
    return found


def test_monthly_builds_move_no_more_customers_than_a_frozen_model():
    """A continuum that drifts; with new centres every month 3.9 points more moved."""
    random = np.random.default_rng(4)
    months = [random.normal(size=(1500, 2))]
    for month in range(6):
        step = random.normal(scale=0.12, size=(1500, 2))
        months.append(months[-1] + step + [0.12 * np.sin(month), 0])
    centers = monthly_centres(months)

    def changed(models: list[np.ndarray]) -> np.ndarray:
        labels = [
            kmeans.squared_distances(points, model).argmin(axis=1)
            for points, model in zip(months, models, strict=True)
        ]
        return np.array([(a != b).mean() for a, b in pairwise(labels)])

    extra = 100 * (changed(centers) - changed([centers[0]] * 7))
    assert extra.mean() <= 1
    assert extra.max() <= 3


def test_a_previous_centre_without_customers_or_a_feature_is_not_kept():
    points = four_blobs()
    empty = np.vstack([CORNERS[:3], [[500, 500]]])
    assert not fitted_kmeans(points, before=empty)["is_kept"].any()
    centres = pd.DataFrame({"segment_id": ["S01"], "feature": "east", "coordinate": 1})
    assert kmeans.on_these_features(points, FEATURES, centres) is None
    points[:, 1] = 7.0
    known = kmeans.on_these_features(points, FEATURES, centres)
    np.testing.assert_array_equal(known, [[1, 7]])


def test_centres_are_the_means_of_the_blobs_in_sorted_order():
    points = four_blobs()
    means = np.array([points[blob::4].mean(axis=0) for blob in range(4)])
    found = kmeans.fit_kmeans(points, 4, seed=42)
    np.testing.assert_allclose(found, means[np.lexsort(means.T[::-1])], atol=1e-8)


def test_every_number_of_clusters_is_fitted_and_counts_every_customer():
    found = fitted_kmeans(four_blobs(), largest=6)
    counts = found[found["feature"] == "east"].groupby("cluster_count")
    assert list(counts.size()) == [1, 2, 3, 4, 5, 6]
    assert (counts["customer_count"].sum() == 200).all()
    assert (found["cluster"] == found["prototype"]).all()


def test_customers_who_are_all_alike_get_one_cluster():
    found = fitted_kmeans(np.ones((50, 2)))
    assert list(found["cluster_count"].unique()) == [1]
    assert (found["customer_count"] == 50).all()


@pytest.mark.parametrize(
    ("distinct_points", "largest", "override", "expected"),
    [
        (100, 4, None, [1, 2, 3, 4]),
        (3, 10, None, [1, 2, 3]),
        (100, 3, 5, [1, 2, 3, 4, 5]),
        (1, 10, None, [1]),
    ],
)
def test_numbers_of_clusters_reach_the_largest_that_is_possible(
    distinct_points, largest, override, expected
):
    found = kmeans.cluster_counts(distinct_points, largest=largest, override=override)
    assert found == expected


@pytest.mark.parametrize(("distinct_points", "limit"), [(5, 5), (1, 2)])
def test_more_clusters_than_customers_who_differ_are_refused(distinct_points, limit):
    with pytest.raises(ValueError, match=r"segments_cluster_count is 8") as refusal:
        kmeans.cluster_counts(distinct_points, largest=10, override=8)
    assert str(refusal.value) == (
        f"segments_cluster_count is 8, but only {distinct_points} customers differ in "
        f"their features; set it to {limit} or less, or to null."
    )


# -- scaling ------------------------------------------------------------------


def test_scaling_is_that_of_standard_scaler():
    sample = pd.DataFrame(random_points(), columns=["a", "b", "c"]) * 12 + 5
    scaler = StandardScaler().fit(sample)
    found = fitted_transforms(sample)
    np.testing.assert_allclose(found["center"], scaler.mean_, atol=1e-11)
    np.testing.assert_allclose(found["scale"], scaler.scale_, atol=1e-11)
    assert found["is_used"].all()


def test_gaps_are_filled_with_the_median_before_scaling():
    values = np.array([1.0, 2.0, 3.0, 10.0, np.nan, np.nan])
    found = fitted_transforms(pd.DataFrame({"a": values})).loc["a"]
    scaler = StandardScaler().fit(np.array([[1], [2], [3], [10], [2.5], [2.5]]))
    assert found["missing_value"] == 2.5
    assert found["missing_share"] == pytest.approx(1 / 3)
    assert found["center"] == pytest.approx(scaler.mean_[0])
    assert found["scale"] == pytest.approx(scaler.scale_[0])


def test_both_ends_are_cut_at_the_winsor_share():
    sample = pd.DataFrame({"a": np.arange(101.0)})
    found = fitted_transforms(sample, share=0.1).loc["a"]
    assert (found["lower_limit"], found["upper_limit"]) == (10, 90)
    assert found["scale"] == pytest.approx(np.arange(101).clip(10, 90).std())


def test_a_rare_value_is_not_cut_away_to_a_constant():
    sample = pd.DataFrame({"a": [0.0] * 199 + [1.0]})
    found = fitted_transforms(sample, share=0.01).loc["a"]
    assert (found["lower_limit"], found["upper_limit"]) == (0, 1)
    assert found["is_used"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [(4.0, "every customer has the same value"), (np.nan, "no customer has a value")],
)
def test_a_feature_that_tells_nothing_is_left_out_with_a_reason(value, reason):
    sample = pd.DataFrame({"a": [1.0, 2.0, 3.0], "dull": [value] * 3})
    found = fitted_transforms(sample).loc["dull"]
    assert not found["is_used"]
    assert found["weight"] == 0
    assert found["reason"] == reason


def test_squared_weights_of_a_family_add_up_to_its_weight():
    sample = pd.DataFrame(random_points(), columns=["a", "b", "c"])
    sample["dull"] = 1.0
    families = {"a": "habit", "b": "habit", "dull": "habit", "c": "money"}
    found = fitted_transforms(sample, families, {"habit": 3, "money": 0.5})
    squares = (found["weight"] ** 2).groupby(found["family"]).sum()
    assert squares.to_dict() == pytest.approx({"habit": 3, "money": 0.5})
    assert found.loc["a", "weight"] == found.loc["b", "weight"]


# -- metrics ------------------------------------------------------------------


def test_metrics_are_those_of_scikit_learn():
    points = four_blobs()
    fitted = KMeans(4, n_init=10, random_state=0).fit(points)
    each = silhouette_samples(points, fitted.labels_)
    found = metrics.judge(points, fitted.labels_, each)
    low, high = found.pop("silhouette_low"), found.pop("silhouette_high")
    assert (low + high) / 2 == pytest.approx(each.mean())
    assert (high - low) / 2 == pytest.approx(1.959964 * each.std(ddof=1) / 200**0.5)
    assert found == pytest.approx(
        {
            "customer_count": 200,
            "inertia": fitted.inertia_,
            "smallest_share": 0.25,
            "largest_share": 0.25,
            "silhouette": silhouette_score(points, fitted.labels_),
            "davies_bouldin": davies_bouldin_score(points, fitted.labels_),
            "calinski_harabasz": calinski_harabasz_score(points, fitted.labels_),
        }
    )


def test_every_fitted_clustering_is_judged_by_its_prototypes():
    points = np.resize(CORNERS, (3_000, 2)) + random_points(3_000)[:, :2]
    codebook = pd.DataFrame(
        [
            *(("kmeans", 4, n, n, *corner) for n, corner in enumerate(CORNERS, 1)),
            *(("kmeans", 2, n, n, 9.0 * (n - 1), 4.5) for n in (1, 2)),
            # two prototypes of one cluster
            *(("ward", 2, n, (n + 1) // 2, *c) for n, c in enumerate(CORNERS, 1)),
            ("kmeans", 1, 1, 1, 4.5, 4.5),
        ],
        columns=["algorithm", "cluster_count", "prototype", "cluster", *FEATURES],
    )
    found = metrics.judge_all(customers(points), codebook, FEATURES)
    found = found.set_index(["algorithm", "cluster_count"])
    nearest = pairwise_distances(points, CORNERS).argmin(axis=1)
    halves = (points[:, 0] > 4.5).astype(int)
    for key, labels in {
        ("kmeans", 4): nearest,
        ("kmeans", 2): halves,
        ("ward", 2): nearest // 2,
    }.items():
        row = found.loc[key]
        each = silhouette_samples(points[:2_000], labels[:2_000])
        margin = 1.959963985 * each.std(ddof=1) / 2_000**0.5
        sizes = np.bincount(labels) / 3_000
        assert row["silhouette"] == pytest.approx(each.mean())
        assert row["silhouette_low"] == pytest.approx(each.mean() - margin)
        assert row["silhouette_high"] == pytest.approx(each.mean() + margin)
        assert row["customer_count"] == 3_000
        assert row["inertia"] == pytest.approx(metrics.inertia(points, labels))
        assert row["smallest_share"] == pytest.approx(sizes.min())
        assert row["largest_share"] == pytest.approx(sizes.max())
        assert row["davies_bouldin"] == pytest.approx(
            davies_bouldin_score(points, labels)
        )
    agreement = adjusted_rand_score(halves, nearest // 2)
    assert found.loc[("kmeans", 2), "agreement_ward"] == pytest.approx(agreement)
    assert found["silhouette"].isna().sum() == 1


def test_few_customers_alone_in_their_clusters_have_no_silhouette():
    points = CORNERS[:3]
    for count, known in ((2, True), (3, False)):
        codebook = pd.DataFrame(points[:count], columns=FEATURES).assign(
            algorithm="kmeans",
            cluster_count=count,
            prototype=range(count),
            cluster=range(count),
        )
        found = metrics.judge_all(customers(points), codebook, FEATURES)
        assert found["silhouette"].notna().tolist() == [known]


def test_a_single_cluster_has_inertia_but_no_separation():
    points = four_blobs()
    found = metrics.judge(points, np.zeros(len(points)), None)
    assert found["inertia"] == pytest.approx(points.var(axis=0).sum() * len(points))
    assert "silhouette" not in found


def test_the_nearest_prototype_is_the_one_of_least_distance():
    found = metrics.nearest_prototype(four_blobs(5_000), CORNERS)
    np.testing.assert_array_equal(found, np.resize(np.arange(4), 5_000))


def test_functions_that_stand_in_several_models_are_the_same():
    """A Python model cannot import from another, so that these are copies."""
    for name, modules in {
        "silhouettes": [metrics, stability, tendency],
        "count_common": [metrics, stability],
        "adjusted_rand": [metrics, stability],
        "squared_distances": [kmeans, past],
        "excess_of": [kmeans, past],
    }.items():
        sources = {inspect.getsource(getattr(module, name)) for module in modules}
        assert len(sources) == 1, name


def test_constants_that_stand_in_several_models_are_the_same():
    """A fit that is repeated for a past day is the same fit."""
    for name in ("SLACK", "STARTS", "LEAST_EXCESS", "MOST_EXCESS", "NORMAL_95"):
        assert getattr(past, name) == getattr(kmeans, name)
    assert metrics.SILHOUETTE_CUSTOMERS == stability.SILHOUETTE_CUSTOMERS
    mart = REPOSITORY / "models/evaluation/marts/segments__silhouettes.sql"
    [limit] = re.findall(r"limit (\d+)", mart.read_text())
    assert int(limit) == metrics.SILHOUETTE_CUSTOMERS


def test_silhouettes_are_those_of_scikit_learn_alone_in_a_cluster_or_not():
    points = random_points()
    labels = np.r_[np.resize([0, 1, 2], 58), 3, 3]
    labels[-1] = 4
    (found,) = metrics.silhouettes(pairwise_distances(points), [labels])
    np.testing.assert_allclose(found, silhouette_samples(points, labels), atol=1e-12)


def test_agreement_is_the_adjusted_rand_index_of_scikit_learn():
    random = np.random.default_rng(8)
    one, other = random.integers(0, 4, 300), random.integers(0, 3, 300)
    other[:150] = one[:150] % 3
    expected = adjusted_rand_score(one, other)
    assert expected > 0.1
    common = stability.count_common(one, other)
    assert stability.adjusted_rand(common) == pytest.approx(expected, abs=1e-12)


def test_algorithms_are_compared_at_the_same_number_of_clusters():
    halves, thirds = np.resize([1, 2], 60), np.resize([1, 2, 3], 60)
    rows = metrics.agreements(
        {
            ("kmeans", 2): halves,
            ("kmeans", 3): thirds,
            ("ward", 2): 3 - halves,
            ("ward", 3): halves,
            ("money_tiers", 4): thirds,
        }
    )
    assert rows[0]["agreement_ward"] == 1
    assert rows[1]["agreement_ward"] < 0.1
    # of tiers there is one clustering, and everything is compared with it
    assert rows[1]["agreement_money_tiers"] == 1
    assert rows[4]["agreement_money_tiers"] == 1
    assert "agreement_kmeans" not in rows[4]


@pytest.mark.parametrize("algorithm", ["kmeans", "ward", "mixture", "dbscan"])
def test_separated_blobs_are_found_again_in_every_draw(algorithm):
    labels = np.resize(np.arange(4), 200)
    found, error, agreement = stability.cluster_jaccards(
        four_blobs(), labels, algorithm, 4, seed=42, eps=1.5
    )
    assert found.shape == (4,)
    assert found.min() > 0.99
    assert error.max() < 0.01
    assert agreement > 0.99


def test_more_clusters_than_blobs_are_not_found_again():
    points = four_blobs()
    labels = KMeans(7, n_init=10, random_state=0).fit_predict(points)
    found, error, _ = stability.cluster_jaccards(points, labels, "kmeans", 7, seed=42)
    assert found.min() < 0.6
    assert 0.01 < error[found.argmin()] < 0.1


@pytest.mark.parametrize("place", [0, -1])
def test_a_cluster_of_one_is_found_in_the_draws_that_hold_its_customer(place):
    points = np.repeat([[0.0], [0.0], [1.0]], 20, axis=0)
    points[::2] += 0.01  # enough distinct ones for three clusters in every draw
    points[place] = 9.0
    labels = np.searchsorted([0.5, 5.0], points[:, 0])
    found, _, _ = stability.cluster_jaccards(points, labels, "kmeans", 3, seed=42)
    # a customer is drawn once or more in 1 - 1/e of the draws
    assert found[2] == pytest.approx(1 - np.exp(-1), abs=0.25)


def test_clusters_are_fitted_on_twenty_draws_of_as_many_customers(monkeypatch):
    points, labels, drawn = four_blobs(), np.resize(np.arange(4), 200), []

    def refit(algorithm, counts, points, count, **options):
        drawn.append(counts.sum())
        return labels

    monkeypatch.setattr(stability, "refit", refit)
    stability.cluster_jaccards(points, labels, "kmeans", 4, seed=42)
    assert drawn == [200] * 20  # twenty: the description of segments__cluster_stability


def test_stability_of_more_clusters_than_distinct_customers_is_unknown():
    points = np.repeat(CORNERS, 9, axis=0)
    labels = np.resize(np.arange(5), len(points))
    found, error, agreement = stability.cluster_jaccards(
        points, labels, "kmeans", 5, seed=42
    )
    assert np.isnan([found, error]).all()
    assert np.isnan(agreement)


def test_a_half_foretells_blobs_but_not_more_clusters_than_blobs():
    points = four_blobs()
    assert stability.prediction_strength(points, 4, seed=42)[0] > 0.99
    strength, error = stability.prediction_strength(points, 6, seed=42)
    assert strength < 0.8
    assert 0 < error < 0.1
    few = np.repeat(CORNERS, 9, axis=0)
    assert np.isnan(stability.prediction_strength(few, 4, seed=42)).all()


def test_the_error_of_a_mean_over_draws_is_its_standard_error():
    mean, error = stability.mean_and_error(np.array([[1.0, 5.0], [3.0, 5.0]]))
    assert mean.tolist() == [2, 5]
    assert error.tolist() == [1, 0]
    assert np.isnan(stability.mean_and_error(np.array([[1.0]]))[1]).all()


# -- clustering tendency -----------------------------------------------------


def null_adjusted(points: np.ndarray) -> pd.Series:
    """The null-adjusted silhouette by number of clusters."""
    found = tendency.find_tendency(customers(points), FEATURES, largest=6, seed=42)
    return found.set_index("cluster_count")["null_adjusted_silhouette"]


def test_blobs_have_groups_and_most_clearly_at_their_own_number():
    # off the grid, so that the blobs are more than each feature's own two humps
    corners = np.array([[0, 0], [9, 2], [4, 9], [13, 11]])
    points = np.resize(corners, (400, 2)) + 0.5 * four_blobs(400) % 1
    silhouette = null_adjusted(points)
    assert silhouette.idxmax() == 4
    assert silhouette.max() > 0.1


def test_the_gap_is_that_of_the_inertia_to_the_null_references():
    corners = np.array([[0, 0], [9, 2], [4, 9], [13, 11]])
    points = np.resize(corners, (400, 2)) + 0.5 * four_blobs(400) % 1
    found = tendency.find_tendency(customers(points), FEATURES, largest=6, seed=42)
    gap = found.set_index("cluster_count")["gap"]
    assert gap[4] - gap[3] > 5 * found["gap_spread"].max()
    assert gap[5] - gap[4] < gap[4] - gap[3]
    latent = np.random.default_rng(5).normal(size=(600, 2)) @ [[1, 0.6], [0, 0.8]]
    without = tendency.find_tendency(customers(latent), FEATURES, largest=3, seed=42)
    assert abs(without["gap"][0]) < 3 * without["gap_spread"][0]


def test_every_figure_of_the_tendency_is_that_of_the_same_fits_by_hand():
    latent = np.random.default_rng(5).normal(size=(1_100, 2)) @ [[1, 0.6], [0, 0.8]]
    found = tendency.find_tendency(customers(latent), FEATURES, largest=3, seed=42)
    drawn = latent[np.random.default_rng(42).permutation(1_100)[:1_000]]
    random = np.random.default_rng(42)
    nulls = [tendency.draw_null_reference(drawn, random) for _ in range(10)]

    def fitted(points: np.ndarray, count: int) -> tuple[float, float]:
        model = KMeans(count, n_init=3, random_state=42).fit(points)
        return silhouette_score(points, model.labels_), np.log(model.inertia_)

    observed = np.array([fitted(drawn, count) for count in (2, 3)])
    null = np.array([[fitted(each, count) for count in (2, 3)] for each in nulls])
    middle, spread = null.mean(axis=0), null.std(axis=0, ddof=1)
    expected = pd.DataFrame(
        {
            "cluster_count": [2, 3],
            "customer_count": [1_000, 1_000],
            "silhouette": observed[:, 0],
            "null_silhouette": middle[:, 0],
            "null_spread": spread[:, 0],
            "null_adjusted_silhouette": observed[:, 0] - middle[:, 0],
            "gap": middle[:, 1] - observed[:, 1],
            "gap_spread": spread[:, 1] * 1.1**0.5,
        }
    )
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, atol=1e-8)


def test_customers_without_groups_have_no_clustering_tendency():
    latent = np.random.default_rng(5).normal(size=(600, 2)) @ [[1, 0.6], [0, 0.8]]
    assert null_adjusted(latent).max() < 0.04
    assert null_adjusted(np.random.default_rng(6).random((600, 2))).max() < 0.04


def test_a_null_reference_has_the_same_values_and_rank_correlation():
    latent = np.random.default_rng(5).normal(size=(2_000, 2)) @ [[1, 0.6], [0, 0.8]]
    points = np.exp(np.round(latent, 1))
    drawn = tendency.draw_null_reference(points, np.random.default_rng(1))
    np.testing.assert_array_equal(np.sort(drawn, axis=0), np.sort(points, axis=0))
    wanted, found = (pd.DataFrame(each).corr("spearman") for each in (points, drawn))
    assert found.iloc[0, 1] == pytest.approx(wanted.iloc[0, 1], abs=0.05)


def test_few_or_equal_customers_have_no_null_reference():
    assert null_adjusted(random_points(49)[:, :2]).empty
    assert null_adjusted(np.ones((100, 2))).empty


# -- mixtures, density, tiers -------------------------------------------------


def test_memberships_from_the_rows_are_those_of_scikit_learn():
    points = four_blobs()
    rows = mixtures.fit_all(
        customers(points), FEATURES, largest=4, override=None, seed=42
    )
    order = np.random.default_rng(42).permutation(len(points))
    fitted = mixtures.fit_mixture(points[order], 4, seed=42)
    rows = rows[rows["cluster_count"] == 4]
    likelihoods = []
    for _, cluster in rows.groupby("cluster"):
        coefficients = cluster.pivot(
            index="axis", columns="feature", values="coefficient"
        )
        offsets = cluster.groupby("axis")["axis_offset"].first().to_numpy()
        distances = points @ coefficients[FEATURES].to_numpy().T - offsets
        log_weight = cluster["log_weight"].iloc[0]
        likelihoods.append(np.exp(log_weight - 0.5 * (distances**2).sum(axis=1)))
    found = np.array(likelihoods).T
    found /= found.sum(axis=1, keepdims=True)
    expected = fitted.predict_proba(points)
    np.testing.assert_allclose(np.sort(found), np.sort(expected), atol=1e-6)
    assert rows["bic"].iloc[0] == pytest.approx(fitted.bic(points))


def test_a_feature_that_does_not_vary_changes_neither_mixtures_nor_density():
    sample = customers(four_blobs())
    constant = sample.assign(constant=0.0)
    features = [*FEATURES, "constant"]
    one, other = (
        mixtures.fit_all(each, names, largest=3, override=None, seed=42)
        for each, names in ((sample, FEATURES), (constant, features))
    )
    pd.testing.assert_frame_equal(one, other)
    one, other = (
        density.fit_density(each, names, seed=42)
        for each, names in ((sample, FEATURES), (constant, features))
    )
    other = other[other["feature"] != "constant"]
    pd.testing.assert_frame_equal(one, other.reset_index(drop=True), check_like=True)


def test_more_components_never_fit_worse_with_several_starts():
    points = np.vstack([four_blobs(300), random_points(200)[:, :2] * 4])
    likelihoods = [
        mixtures.fit_mixture(points, count, seed=42).score(points)
        for count in range(1, 8)
    ]
    assert (np.diff(likelihoods) > -1e-3).all()


def test_density_labels_are_those_of_dbscan_by_the_nearest_prototype():
    # customers between the blobs, so that many are on a border; the last is alone
    between = np.random.default_rng(3).uniform(-5, 15, size=(150, 2))
    points = np.vstack([four_blobs(400), between, [[20, 20]]])
    rows = density.fit_density(customers(points), FEATURES, seed=42)
    book = rows.pivot(
        index=["prototype", "cluster", "customer_count"],
        columns="feature",
        values="value",
    ).reset_index()
    order = np.random.default_rng(42).permutation(len(points))
    judge = DBSCAN(eps=rows["eps"].iloc[0], min_samples=4).fit(points[order])
    expected = judge.labels_ + 1
    nearest = metrics.nearest_prototype(points[order], book[FEATURES].to_numpy())
    np.testing.assert_array_equal(book["cluster"].to_numpy()[nearest], expected)
    np.testing.assert_array_equal(
        book["customer_count"], np.bincount(nearest, minlength=len(book))
    )
    assert np.count_nonzero(expected) - len(judge.core_sample_indices_) > 5
    assert expected[order == 550] == density.NOISE
    assert len(book) < len(points) / 2
    assert rows["cluster_count"].unique() == [len(np.unique(expected))]


def test_of_two_as_near_the_lower_label_counts():
    points = np.array([[0.0], [2.0], [1.0], [1.0]])
    kept, sizes = density.condense(points, np.array([2, 1, 2, 2]))
    assert kept.tolist() == [0, 1, 2]
    assert sizes.tolist() == [1, 1, 2]
    kept, sizes = density.condense(points, np.array([2, 1, 1, 1]))
    assert kept.tolist() == [0, 1]
    assert sizes.tolist() == [1, 3]


def test_tiers_follow_the_money_and_nothing_else():
    sample = customers(np.random.default_rng(1).normal(size=(300, 2)))
    scaling = pd.DataFrame(
        {
            "feature": FEATURES,
            "family": ["value", "recency"],
            "is_used": True,
            "scale": 2.0,
            "weight": 1.0,
        }
    )
    found = tiers.tidy_tiers(
        sample, scaling, FEATURES, count=3, smallest_share=0.05, seed=42
    )
    centers = found.pivot(index="prototype", columns="feature", values="value")
    assert centers["east"].is_monotonic_increasing
    assert centers["north"].nunique() == 1
    by_money = KMeans(3, n_init=10, random_state=42).fit(sample[["east"]])
    expected = np.sort(by_money.cluster_centers_.ravel())
    np.testing.assert_allclose(centers["east"], expected, atol=1e-6)


def test_nobody_is_a_tier_of_their_own():
    points = np.random.default_rng(1).normal(size=(60, 2))
    points[0] = [40, 0]
    scaling = pd.DataFrame(
        {
            "feature": FEATURES,
            "family": ["value", "recency"],
            "is_used": True,
            "scale": 1.0,
            "weight": 1.0,
        }
    )
    sample = customers(np.clip(points, -3, 4))
    settings = {"count": 4, "seed": 42}
    found = tiers.tidy_tiers(sample, scaling, FEATURES, smallest_share=0, **settings)
    assert found["customer_count"].min() < 6
    found = tiers.tidy_tiers(sample, scaling, FEATURES, smallest_share=0.1, **settings)
    assert found["customer_count"].min() >= 6
    assert found["prototype"].max() == found["cluster_count"].iloc[0] < 4


# -- identity -----------------------------------------------------------------


def overlaps(table: dict[int, dict[str, int]], highest: int = 9) -> pd.DataFrame:
    """Customers in common by cluster and earlier segment; clusters by revenue."""
    frame = pd.DataFrame(table).T.rename_axis("cluster").reset_index()
    rows = frame.melt("cluster", var_name="previous_segment_id")
    rows = rows.rename(columns={"value": "common_customer_count"})
    group = rows.groupby("previous_segment_id")["common_customer_count"]
    return rows.assign(
        revenue_rank=rows["cluster"],
        cluster_customer_count=1,
        previous_customer_count=group.transform("sum"),
        centre_distance=np.nan,
        restored_segment_id=None,
        highest_number=highest,
    )


def aligned(table: dict[int, dict[str, int]]) -> dict:
    """Segment id and event of every cluster; of what is gone under None."""
    found = alignment.align(overlaps(table))
    keys = [None if pd.isna(each) else int(each) for each in found["cluster"]]
    values = zip(found["segment_id"], found["event"], strict=True)
    return dict(zip(keys, values, strict=True))


def test_clusters_keep_the_id_of_the_segment_they_share_most_customers_with():
    found = aligned({1: {"S01": 5, "S02": 80}, 2: {"S01": 90, "S02": 10}})
    assert found == {1: ("S02", "kept"), 2: ("S01", "kept")}


def test_a_new_cluster_gets_an_id_that_was_never_used():
    found = aligned({1: {"S01": 90, "S02": 5}, 2: {"S01": 5, "S02": 90}, 3: {}})
    assert found[3] == ("S10", "born")


def test_splits_merges_and_segments_that_are_gone_are_told():
    split = aligned({1: {"S01": 60}, 2: {"S01": 40}})
    assert split == {1: ("S01", "kept"), 2: ("S10", "split")}
    merged = aligned({1: {"S01": 90, "S02": 80}})
    assert merged == {1: ("S01", "merged"), None: ("S02", "gone")}


def strangers(share: float) -> pd.DataFrame:
    """Two clusters that hold a share of the earlier customers, with swapped labels."""
    rows = overlaps({1: {"S01": 50 * share}, 2: {"S02": 50 * share}})
    near = {(1, "S02"), (2, "S01")}
    pairs = zip(rows["cluster"], rows["previous_segment_id"], strict=True)
    rows["previous_customer_count"] = 50
    return rows.assign(centre_distance=[0.1 if one in near else 2.0 for one in pairs])


def test_centres_decide_where_too_few_customers_are_found_again():
    few = alignment.align(strangers(0.2)).set_index("cluster")
    assert few["segment_id"].to_dict() == {1: "S02", 2: "S01"}
    assert set(few["matched_by"]) == {"centres"}
    enough = alignment.align(strangers(0.5)).set_index("cluster")
    assert enough["segment_id"].to_dict() == {1: "S01", 2: "S02"}
    assert set(enough["matched_by"]) == {"members"}


def test_a_cluster_far_from_every_segment_is_born_and_the_segment_is_gone():
    rows = strangers(0)
    rows.loc[rows["cluster"] == 2, "centre_distance"] = [5.0, 6.0]
    found = alignment.align(rows)
    assert list(zip(found["segment_id"], found["event"], strict=True)) == [
        *(("S02", "kept"), ("S10", "born"), ("S01", "gone"))
    ]


def test_without_centres_few_customers_still_decide():
    rows = strangers(0.2).assign(centre_distance=np.nan)
    found = alignment.align(rows).set_index("cluster")
    assert set(found["matched_by"].dropna()) == {"members"}


def test_a_version_that_is_gone_back_to_brings_its_ids():
    rows = overlaps({1: {"S01": 90, "S02": 5}, 2: {"S01": 5, "S02": 90}})
    rows["restored_segment_id"] = rows["cluster"].map({1: "S02", 2: "S07"})
    found = alignment.align(rows)
    assert list(zip(found["segment_id"], found["event"], strict=True)) == [
        *(("S02", "kept"), ("S07", "born"), ("S01", "gone"))
    ]
    assert found["matched_by"].dropna().tolist() == ["version"]


def test_the_first_ids_follow_revenue():
    first = overlaps({1: {"none": 0}, 2: {"none": 0}}, highest=0)
    first["revenue_rank"] = [2, 1]
    found = alignment.align(first).set_index("cluster")
    assert found["segment_id"].to_dict() == {2: "S01", 1: "S02"}
    assert set(found["event"]) == {"born"}


# -- fits of past days --------------------------------------------------------


def past_sample(*days: np.ndarray) -> pd.DataFrame:
    """The same customers on several days, one month apart."""
    frames = [
        customers(points).assign(
            as_of_date=pd.Timestamp(2025, month, 1),
            customer_id=[f"C{number:03}" for number in range(len(points))],
            raw_recency=points[:, 0],
            raw_frequency=points[:, 1],
            raw_monetary=0.0,
        )
        for month, points in enumerate(days, 1)
    ]
    return pd.concat(frames, ignore_index=True)


def test_points_are_given_the_mean_and_spread_of_today():
    points, like = random_points(), 3 * random_points(seed=8) + 1
    found = past.rescale(points, like)
    np.testing.assert_allclose(found.mean(axis=0), like.mean(axis=0))
    np.testing.assert_allclose(found.std(axis=0), like.std(axis=0))
    assert np.isfinite(past.rescale(np.ones((5, 3)), like)).all()


def test_past_clusters_keep_their_names_and_move_with_the_customers():
    points = four_blobs()
    moved = points.copy()
    moved[:6] = CORNERS[1]
    found = past.fit_dates(past_sample(points, moved), FEATURES, count=4, seed=42)
    first, second = (day.reset_index() for _, day in found.groupby("as_of_date"))
    for column in ("refitted_cluster", "frozen_cluster"):
        changed = np.flatnonzero(first[column] != second[column])
        np.testing.assert_array_equal(changed, [0, 2, 3, 4])
    assert adjusted_rand_score(first["raw_cluster"], np.resize(range(4), 200)) == 1


def test_no_past_customers_give_no_rows_of_the_right_types():
    found = past.fit_dates(past_sample(CORNERS).iloc[:0], FEATURES, count=4, seed=42)
    assert len(found) == 0
    assert found.dtypes.astype(str).to_dict() == past.COLUMNS


def test_labels_are_named_after_those_they_share_most_customers_with():
    before = pd.Series([0, 0, 1, 1, 2, 2], index=list("ABCDEF"))
    after = pd.Series([2, 2, 0, 0, 1, 1, 1], index=list("ABCDEFG"))
    assert past.align(after, before).tolist() == [0, 0, 1, 1, 2, 2, 2]


# -- an earlier version -------------------------------------------------------


def parameters_of(fitted: pd.DataFrame, version: int) -> pd.DataFrame:
    """Fitted rows as segments__model_parameters publishes them."""
    rows = fitted.melt("feature", var_name="parameter", value_name="held")
    is_text = rows["parameter"].map(transforms.COLUMNS) == "str"
    return rows.assign(
        model_version=version,
        part="scaling",
        value=rows["held"].mask(is_text).astype("float64"),
        text_value=rows["held"].where(is_text),
    ).drop(columns="held")


def test_an_earlier_version_is_read_back_as_it_was_fitted():
    sample = pd.DataFrame({"east": [1.0, 2, 3, np.nan], "north": [1.0, 1, 1, 1]})
    first = fitted_transforms(sample).reset_index()[list(transforms.COLUMNS)]
    second = fitted_transforms(sample * 3).reset_index()[list(transforms.COLUMNS)]
    published = pd.concat([parameters_of(first, 1), parameters_of(second, 2)])
    found = transforms.earlier_transforms(published, 1, ["east", "north"])
    pd.testing.assert_frame_equal(found, first.sort_values("feature"))


def test_an_earlier_version_that_is_not_there_or_does_not_fit_is_refused():
    sample = pd.DataFrame({"east": [1.0, 2, 3]})
    fitted = fitted_transforms(sample).reset_index()
    published = parameters_of(fitted[list(transforms.COLUMNS)], 1)
    with pytest.raises(
        ValueError, match=r"segments_model_version is 3, .* holds \[1\]"
    ):
        transforms.earlier_transforms(published, 3, ["east"])
    with pytest.raises(ValueError, match="was fitted to east; set"):
        transforms.earlier_transforms(published, 1, ["east", "north"])
    ranked = published.replace({"text_value": {"none": "rank_gauss"}})
    with pytest.raises(ValueError, match="rank_gauss or with preference components"):
        transforms.earlier_transforms(ranked, 1, ["east"])


# -- linear weights -----------------------------------------------------------


def drawn_purchases(customers: int = 40, products: int = 8) -> pd.DataFrame:
    """Purchases at random, of two dates, with a trend of every product."""
    random = np.random.default_rng(9)
    frames = []
    for is_current in (True, False):
        user, item = np.nonzero(random.random((customers, products)) < 0.4)
        frames.append(
            pd.DataFrame(
                {
                    "is_current": is_current,
                    "customer_number": user + 1,
                    "product_number": item + 10,
                    "trend": 1 / (item + 1.0),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def test_linear_weights_are_those_of_ease_by_the_plain_inverse():
    purchases = drawn_purchases()
    found = linear.weigh_products(purchases, share=0.25, neighbours=8)
    for is_current, rows in purchases.groupby("is_current"):
        bought = pd.crosstab(rows["customer_number"], rows["product_number"])
        ridge = bought.T.to_numpy() @ bought.to_numpy() + 0.25 * len(bought) * np.eye(8)
        inverse = np.linalg.inv(ridge)
        weights = -inverse / np.diag(inverse) / np.arange(1, 9)
        np.fill_diagonal(weights, 0)
        own = found[found["is_current"] == is_current]
        dense = np.zeros((8, 8))
        dense[own["product_number"] - 10, own["neighbour_number"] - 10] = own["weight"]
        np.testing.assert_allclose(dense, np.maximum(weights, 0), atol=1e-9)


def test_only_the_strongest_positive_linear_weights_are_kept():
    weights = np.array([[0, 0.3, 0.3, -1], [0.1, 0, 0.2, 0.4], [-1, -1, 0, -1]])
    rows, columns = linear.strongest(weights, 2)
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == [
        *((0, 1), (0, 2)),
        *((1, 3), (1, 2)),
    ]


def test_linear_weights_are_the_least_squares_of_each_product_from_the_others():
    gram = np.array([[5.0, 2, 1], [2, 4, 2], [1, 2, 6]])
    found = linear.fit_ease(gram.copy(), 1.5)
    for target in range(3):
        others = [each for each in range(3) if each != target]
        ridge = gram[np.ix_(others, others)] + 1.5 * np.eye(2)
        expected = np.linalg.solve(ridge, gram[others, target])
        np.testing.assert_allclose(found[others, target], expected)


# -- no customers -------------------------------------------------------------

SETTINGS = {
    "features": {name: {"family": "habit", "transform": "none"} for name in FEATURES},
    "family_weights": {},
    "winsor_share": 0.01,
    "attributes": {},
    "largest_missing_share": 0.5,
    "largest_correlation": 0.9,
    "cluster_count": None,
    "cluster_count_max": 10,
    "micro_clusters": 300,
    "tier_count": 4,
    "smallest_share": 0.05,
    "algorithm": "kmeans",
    "model_version": None,
    "random_seed": 42,
    "penalty_share": 0.25,
    "neighbours": 200,
}
COLUMNS_READ = {
    "int_segments__as_of_dates": {"as_of_date": "datetime64[us]", "is_current": "bool"},
    "int_segments__customer_sample": {"customer_id": "object"},
    "int_segments__customer_scaled": {"customer_id": "object", "is_in_sample": "bool"},
    "int_segments__previous_centres": {
        "segment_id": "object",
        "feature": "object",
        "coordinate": "float64",
    },
    "int_segments__codebook": {
        "algorithm": "object",
        "cluster_count": "int32",
        "prototype": "int32",
        "cluster": "int32",
        "customer_count": "int64",
    },
    "int_segments__lifetime_summaries": {
        "window_number": "int64",
        "as_of_date": "datetime64[us]",
        "customer_id": "str",
        "is_in_sample": "bool",
        "repeat_count": "int64",
        "active_span_days": "int64",
        "age_days": "int64",
        "order_day_count": "int64",
        "order_value": "float64",
    },
    "int_segments__linear_purchases": {
        "is_current": "bool",
        "customer_number": "int64",
        "product_number": "int64",
        "trend": "float64",
    },
    "int_segments__fitted_micro_clusters": micro_clusters.COLUMNS,
    "int_segments__fitted_ward_merges": ward_merges.COLUMNS,
    "int_segments__fitted_transforms": transforms.COLUMNS,
    "int_segments__fitted_density": density.COLUMNS,
    "stg_segments__previous_customers": {
        "customer_id": "object",
        "segment_id": "object",
    },
    "stg_segments__previous_parameters": {"model_version": "int32"},
    "int_segments__segment_overlaps": {
        "cluster": "int32",
        "previous_segment_id": "str",
    },
}


@pytest.mark.parametrize(
    "module",
    [
        *(transforms, kmeans, micro_clusters, ward_merges, ward, metrics),
        *(density, mixtures, stability, tendency, tiers, alignment, lifetimes),
        linear,
    ],
)
def test_no_customers_give_no_rows_of_the_right_types(module: ModuleType):
    with duckdb.connect() as connection:

        def ref(name: str) -> duckdb.DuckDBPyRelation:
            columns = COLUMNS_READ[name] | dict.fromkeys(FEATURES, "float64")
            if name.startswith(("int_segments__fitted", "stg_")):
                columns = COLUMNS_READ[name]
            return connection.from_df(pd.DataFrame(columns=columns).astype(columns))

        dbt = SimpleNamespace(ref=ref, config={"meta": SETTINGS})
        found = module.model(dbt, connection)
        stored = [str(kind) for kind in connection.from_df(found).types]
    assert len(found) == 0
    assert found.dtypes.astype(str).to_dict() == module.COLUMNS
    # a column of text without rows must not become a column of type "NULL"
    assert '"NULL"' not in stored


# -- the tree that describes the segments --------------------------------------


def test_a_tree_finds_planted_borders_and_fills_in_the_median():
    random = np.random.default_rng(1)
    days = random.random(500)
    orders = np.where(np.arange(500) % 10 == 0, np.nan, random.random(500))
    middle = np.round(np.nanmedian(orders), 4)
    rich = np.nan_to_num(orders, nan=middle) > 0.7
    segment = np.where(days <= 0.3, "S01", np.where(rich, "S03", "S02"))
    found = tree.fit_tree(
        pd.DataFrame({"segment_id": segment, "days": days, "orders": orders}),
        ["days", "orders"],
        seed=1,
    )

    def border(values, at):
        middle = (values[values <= at].max() + values[values > at].min()) / 2
        return round(middle, 4)

    first = border(days, 0.3)
    second = border(orders[(days > 0.3) & ~np.isnan(orders)], 0.7)
    assert found.replace({np.nan: None}).values.tolist() == [
        [1, "S01", "days", None, first, None],
        [2, "S02", "days", first, None, None],
        [2, "S02", "orders", None, second, middle],
        [3, "S03", "days", first, None, None],
        [3, "S03", "orders", second, None, middle],
    ]


def test_a_tree_has_sixteen_rules_at_most_and_none_for_a_single_segment():
    random = np.random.default_rng(2)
    values = pd.DataFrame(random.random((2000, 2)), columns=FEATURES)
    noise = values.assign(segment_id=random.choice(["S01", "S02"], 2000))
    found = tree.fit_tree(noise, FEATURES, seed=1)
    assert found["rule_number"].max() == 16
    assert tree.fit_tree(values.assign(segment_id="S01"), FEATURES, seed=1).empty
