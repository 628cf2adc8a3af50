"""What SQL scores is what scikit-learn would say, customer by customer."""

import numpy as np
import pandas as pd
import pytest
from dbt_builds import Build
from sklearn.cluster import KMeans
from sklearn.metrics.cluster import contingency_matrix
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True)
def one_thread():
    """Fits as the project fits, with one thread."""
    with threadpool_limits(1):
        yield


def features_of(shop: Build) -> list[str]:
    """The clustering features by name."""
    return sorted(shop.frame("from int_segments__fitted_transforms")["feature"])


def scaled(shop: Build, condition: str = "true") -> np.ndarray:
    """The scaled customers, shape (customers, features), by customer id."""
    customers = shop.frame(f"from int_segments__customer_scaled where {condition}")
    return customers.sort_values("customer_id")[features_of(shop)].to_numpy()


def codebook(shop: Build) -> pd.DataFrame:
    """The prototypes of the chosen clustering, which both shops leave to k-means."""
    return shop.frame(
        "select codebook.* from int_segments__codebook as codebook "
        "inner join segments__cluster_candidates as candidates "
        "using (algorithm, cluster_count) "
        "where is_chosen and algorithm = 'kmeans' order by prototype"
    )


def clusters(shop: Build) -> np.ndarray:
    """The cluster of every customer as SQL scored it, by customer id."""
    customers = shop.frame("from int_segments__customer_clusters")
    return customers.sort_values("customer_id")["cluster"].to_numpy()


def squares_within(points: np.ndarray, labels: np.ndarray) -> float:
    """The sum of squares around the clusters' means."""
    groups = pd.DataFrame(points).groupby(labels)
    return groups.var(ddof=0).mul(groups.size(), axis=0).to_numpy().sum()


@pytest.fixture
def refitted(shop) -> KMeans:
    """scikit-learn's own fit on the sample, with the chosen number of clusters."""
    count = len(codebook(shop))
    assert count >= 2
    return KMeans(count, n_init=10, random_state=42, algorithm="lloyd").fit(
        scaled(shop, "is_in_sample")
    )


def test_inertia_is_that_of_a_fit_by_scikit_learn(shop, refitted):
    """Around the means of the clusters, as it is published.

    inertia_ is taken around centres that may have stopped a tolerance short of the
    means, so it lies a few millionths above.
    """
    published = shop.value(
        "select inertia from segments__cluster_candidates where is_chosen"
    )
    squares = squares_within(scaled(shop, "is_in_sample"), refitted.labels_)
    assert published == pytest.approx(squares, rel=1e-6)
    assert published == pytest.approx(refitted.inertia_, rel=1e-5)


def test_clusters_are_those_of_a_fit_by_scikit_learn(shop, refitted):
    table = contingency_matrix(clusters(shop), refitted.predict(scaled(shop)))
    assert table.shape == (refitted.n_clusters, refitted.n_clusters)
    assert (np.count_nonzero(table, axis=0) == 1).all()
    assert (np.count_nonzero(table, axis=1) == 1).all()


def test_labels_are_what_scikit_learn_predicts_from_the_published_centres(shop):
    book = codebook(shop)
    points = scaled(shop)
    judge = KMeans(len(book), n_init=1, max_iter=1, random_state=0).fit(points)
    judge.cluster_centers_ = np.ascontiguousarray(book[features_of(shop)].to_numpy())
    expected = book["cluster"].to_numpy()[judge.predict(points)]
    np.testing.assert_array_equal(clusters(shop), expected)


def test_every_customer_with_an_order_is_scored(shop):
    buyers = shop.value(
        "select count(*) from segments__customers where order_count > 0"
    )
    assert len(clusters(shop)) == len(scaled(shop)) == buyers


def test_scaling_is_that_of_scikit_learn(shop):
    transforms = shop.frame("from int_segments__fitted_transforms").set_index("feature")
    raw = shop.frame(
        "select features.*, scaled.is_in_sample "
        "from int_segments__customer_features as features "
        "inner join int_segments__customer_scaled as scaled using (customer_id) "
        "order by features.customer_id"
    )
    names = features_of(shop)
    values = raw[names].astype("float64")
    for name in names:
        if transforms.loc[name, "transform"] == "log1p":
            values[name] = np.log1p(values[name].clip(lower=0))
    sample = values[raw["is_in_sample"]]
    values = values.fillna(sample.median()).clip(
        sample.quantile(0.01), sample.quantile(0.99), axis=1
    )
    scaler = StandardScaler().fit(values[raw["is_in_sample"]])
    used = transforms.loc[names, "is_used"].to_numpy()
    weights = transforms.loc[names, "weight"].to_numpy()
    found = scaled(shop)
    assert used.sum() >= 4
    np.testing.assert_allclose(
        found[:, used] / weights[used],
        scaler.transform(values)[:, used],
        rtol=0,
        atol=1e-9,
    )
    assert (found[:, ~used] == 0).all()


def test_ward_clusters_are_those_of_the_nearest_micro_cluster(shop):
    points = scaled(shop, "is_in_sample")
    micro_clusters = shop.frame("from int_segments__fitted_micro_clusters").pivot(
        index="prototype", columns="feature", values="value"
    )
    centers = micro_clusters[features_of(shop)].to_numpy()
    nearest = KMeans(len(centers), init=centers, n_init=1, max_iter=1).fit(points)
    nearest.cluster_centers_ = centers
    prototypes = micro_clusters.index.to_numpy()[nearest.predict(points)]
    judged = dict(
        shop.rows(
            "select cluster_count, inertia from int_segments__cluster_metrics "
            "where algorithm = 'ward'"
        )
    )
    ward = shop.frame("from int_segments__fitted_ward")
    assert set(judged) == set(ward["cluster_count"]) == set(range(2, 11))
    for count, inertia in judged.items():
        cut = ward[ward["cluster_count"] == count].set_index("prototype")["cluster"]
        labels = cut.loc[prototypes].to_numpy()
        assert len(np.unique(labels)) == count
        assert inertia == pytest.approx(squares_within(points, labels), rel=1e-9)
