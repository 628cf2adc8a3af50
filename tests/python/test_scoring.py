"""What SQL scores is what scikit-learn would say, customer by customer."""

import shutil
from pathlib import Path

import int_segments__cluster_metrics as metrics
import int_segments__fitted_kmeans as kmeans
import numpy as np
import pandas as pd
import pytest
from dbt_builds import Build, data_folder, run_dbt
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances
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


def test_the_silhouette_of_every_customer_adds_up_to_that_of_scikit_learn(shop):
    """SQL takes the distances between all pairs; Python judged the same customers."""
    each, whole = shop.rows(
        "select avg(each.silhouette), max(whole.silhouette) "
        "from segments__silhouettes as each, segments__cluster_candidates as whole "
        "where whole.is_chosen"
    )[0]
    assert -1 < whole < 1
    assert each == pytest.approx(whole, abs=1e-8)


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


@pytest.fixture(scope="module", params=["ward", "mixture", "dbscan", "tiers"])
def other_algorithm(
    request: pytest.FixtureRequest, demo_shop: Build, tmp_path_factory
) -> tuple[str, Build]:
    """The demo shop scored anew, in SQL alone, by the clusters of another algorithm."""
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copy(demo_shop.database, folder / "shop.duckdb")
    scored = run_dbt(
        folder,
        "run",
        "--select",
        "int_segments__cluster_candidates",
        "int_segments__prototypes",
        "int_segments__customer_clusters",
        "int_segments__customer_memberships",
        variables={"segments_algorithm": request.param},
    )
    assert scored.succeeded, scored.message
    return request.param, scored


def test_sql_scores_every_customer_of_every_algorithm_like_python(other_algorithm):
    algorithm, shop = other_algorithm
    book = shop.frame(
        "select codebook.* from int_segments__codebook as codebook "
        "inner join int_segments__cluster_candidates as candidates "
        "using (algorithm, cluster_count) where choice_rank = 1 order by prototype"
    )
    assert set(book["algorithm"]) == {algorithm}
    distances = pairwise_distances(scaled(shop), book[features_of(shop)].to_numpy())
    expected = book["cluster"].to_numpy()[distances.argmin(axis=1)]
    np.testing.assert_array_equal(clusters(shop), expected)
    assert len(np.unique(expected)) >= 3
    scored = shop.frame("from int_segments__customer_clusters order by customer_id")
    np.testing.assert_allclose(scored["distance"], distances.min(axis=1), atol=1e-6)
    others = np.where(
        book["cluster"].to_numpy()[None, :] == expected[:, None], np.inf, distances
    )
    np.testing.assert_allclose(scored["second_distance"], others.min(axis=1), atol=1e-6)


def test_memberships_in_sql_are_those_of_the_mixture(other_algorithm):
    algorithm, shop = other_algorithm
    found = shop.frame("from int_segments__customer_memberships")
    if algorithm != "mixture":
        assert found.empty
        return
    rows = shop.frame(
        "select mixtures.* from int_segments__fitted_mixtures as mixtures "
        "inner join int_segments__cluster_candidates as candidates "
        "using (cluster_count) where choice_rank = 1"
    )
    points = scaled(shop)
    likelihoods = {}
    for number, cluster in rows.groupby("cluster"):
        axes = cluster.pivot(index="axis", columns="feature", values="coefficient")
        offsets = cluster.groupby("axis")["axis_offset"].first().to_numpy()
        squares = (points @ axes[features_of(shop)].to_numpy().T - offsets) ** 2
        log_weight = cluster["log_weight"].iloc[0]
        likelihoods[number] = log_weight - 0.5 * squares.sum(axis=1)
    expected = pd.DataFrame(likelihoods)
    expected = np.exp(expected.sub(expected.max(axis=1), axis=0))
    expected = expected.div(expected.sum(axis=1), axis=0).to_numpy()
    table = found.pivot(index="customer_id", columns="cluster", values="membership")
    np.testing.assert_allclose(table.sort_index().to_numpy(), expected, atol=1e-8)


# Published for the Mall customers, by features and number of clusters.
INCOME, SCORE, AGE = "Annual Income (k$)", "Spending Score (1-100)", "Age"
MALL = {
    (INCOME, SCORE): {
        4: {"inertia": 73679.79, "silhouette": 0.4932},
        5: {"inertia": 44448.46, "silhouette": 0.5539},
        6: {"inertia": 37233.81, "silhouette": 0.5398},
    },
    (AGE, INCOME, SCORE): {
        4: {"inertia": 104366.15, "silhouette": 0.4055},
        5: {"inertia": 75350.78, "silhouette": 0.4443},
        6: {"inertia": 58300.44, "silhouette": 0.4523},
    },
}
MALL[INCOME, SCORE][4] |= {"calinski_harabasz": 174.06, "davies_bouldin": 0.7104}
MALL[INCOME, SCORE][5] |= {"calinski_harabasz": 247.36, "davies_bouldin": 0.5726}
MALL[INCOME, SCORE][6] |= {"calinski_harabasz": 242.54, "davies_bouldin": 0.6522}
DIGITS = {"inertia": 2, "silhouette": 4, "calinski_harabasz": 2, "davies_bouldin": 4}


@pytest.mark.real_data
@pytest.mark.parametrize("count", [4, 5, 6])
@pytest.mark.parametrize("features", list(MALL), ids=["two", "three"])
def test_the_published_mall_table_is_reproduced_to_its_last_digit(features, count):
    files = list(Path(data_folder() / "mall_customers").glob("*.csv"))
    if not files:
        pytest.skip("the Mall customers are not beside the project")
    points = pd.read_csv(files[0])[list(features)].to_numpy(dtype="float64")
    centers = kmeans.fit_kmeans(points, count, seed=42)
    labels = metrics.nearest_prototype(points, centers)
    found = metrics.judge(points, labels, pairwise_distances(points))
    published = MALL[features][count]
    rounded = {name: round(found[name], DIGITS[name]) for name in published}
    assert rounded == published
