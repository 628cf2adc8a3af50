"""What SQL scores is what scikit-learn would say, customer by customer."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb
import int_segments__cluster_metrics as metrics
import int_segments__fitted_density as density
import int_segments__fitted_kmeans as kmeans
import int_segments__fitted_mixtures as mixtures
import numpy as np
import pandas as pd
import pytest
from dbt_builds import Build, data_folder
from sklearn.cluster import DBSCAN, KMeans
from sklearn.metrics import pairwise_distances
from sklearn.metrics.cluster import contingency_matrix
from sklearn.mixture import GaussianMixture
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


SHOPS = [
    "demo_shop",
    pytest.param("online_retail", marks=pytest.mark.real_data),
    pytest.param("mall", marks=pytest.mark.real_data),
]
ALGORITHMS = ["kmeans", "ward", "mixture", "dbscan", "money_tiers"]
CHOOSE = """
    update int_segments__cluster_candidates
    set choice_rank = case when (algorithm, cluster_count) = (
        select (algorithm, cluster_count) from int_segments__cluster_candidates
        where algorithm = '{algorithm}' and cluster_count > 1
        order by choice_rank limit 1
    ) then 1 else choice_rank + 1 end
"""


@pytest.fixture(scope="module")
def scored_by(
    request: pytest.FixtureRequest, tmp_path_factory
) -> Callable[[str, str], Build]:
    """A shop scored by the best clustering of one algorithm, with the models' SQL."""

    @cache
    def scored(name: str, algorithm: str) -> Build:
        shop = request.getfixturevalue(name)
        folder = tmp_path_factory.mktemp(f"{name}_{algorithm}")
        shutil.copy(shop.database, folder / shop.database.name)
        compiled = {
            path.stem: path.read_text()
            for path in (shop.folder / "target" / "compiled").rglob("int_*.sql")
            if path.parent.suffix != ".yml"  # where unit tests keep theirs
        }
        with duckdb.connect(folder / shop.database.name) as connection:
            connection.execute(CHOOSE.format(algorithm=algorithm))
            connection.execute("delete from int_segments__value_terciles")
            for model in (
                "int_segments__prototypes",
                "int_segments__customer_clusters",
            ):
                connection.execute(
                    f"create or replace table {model} as {compiled[model]}"
                )
        return replace(shop, folder=folder)

    return scored


def prototypes_of(shop: Build) -> pd.DataFrame:
    """The prototypes customers are scored by, in order."""
    return shop.frame("from int_segments__prototypes order by prototype")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("shop", SHOPS)
def test_sql_scores_every_customer_of_every_algorithm_like_python(
    scored_by, shop, algorithm
):
    found = scored_by(shop, algorithm)
    book = prototypes_of(found)
    assert set(book["algorithm"]) == {algorithm}
    distances = pairwise_distances(scaled(found), book[features_of(found)].to_numpy())
    expected = book["cluster"].to_numpy()[distances.argmin(axis=1)]
    np.testing.assert_array_equal(clusters(found), expected)
    assert len(np.unique(expected)) == book["cluster"].nunique() >= 2
    scored = found.frame("from int_segments__customer_clusters order by customer_id")
    np.testing.assert_allclose(scored["distance"], distances.min(axis=1), atol=1e-6)
    others = np.where(
        book["cluster"].to_numpy()[None, :] == expected[:, None], np.inf, distances
    )
    np.testing.assert_allclose(scored["second_distance"], others.min(axis=1), atol=1e-6)
    # two clusters may be second at one distance, so the distance is what counts
    second = scored["second_cluster"].to_numpy()
    assert (second != expected).all()
    of_second = np.where(
        book["cluster"].to_numpy()[None, :] == second[:, None], distances, np.inf
    )
    np.testing.assert_allclose(of_second.min(axis=1), others.min(axis=1), atol=1e-9)


def shuffled_sample(shop: Build, customers: int) -> np.ndarray:
    """The customers that mixtures and DBSCAN are fitted on, in their order."""
    points = scaled(shop, "is_in_sample")
    return points[np.random.default_rng(42).permutation(len(points))[:customers]]


@pytest.mark.parametrize("shop", SHOPS)
def test_micro_clusters_go_to_the_component_that_scikit_learn_predicts(scored_by, shop):
    """By scikit-learn's own mixture, fitted to the same customers."""
    found = scored_by(shop, "mixture")
    count = int(prototypes_of(found)["cluster_count"].max())
    fitted = GaussianMixture(count, reg_covar=1e-3, random_state=42).fit(
        shuffled_sample(found, mixtures.CUSTOMERS)
    )
    order = np.lexsort(np.round(fitted.means_, 9).T[::-1])
    centers = found.frame("from int_segments__fitted_micro_clusters").pivot(
        index="prototype", columns="feature", values="value"
    )
    labels = found.frame(
        "select prototype, cluster from int_segments__mixture_prototypes "
        f"where cluster_count = {count} order by prototype"
    )
    np.testing.assert_array_equal(labels["prototype"], centers.sort_index().index)
    predicted = fitted.predict(centers.sort_index()[features_of(found)].to_numpy())
    np.testing.assert_array_equal(labels["cluster"], np.argsort(order)[predicted] + 1)
    assert labels["cluster"].nunique() >= 2


@pytest.mark.parametrize("shop", SHOPS)
def test_density_labels_are_those_of_scikit_learn(scored_by, shop):
    """Of every customer that DBSCAN was fitted on, as SQL scores them."""
    found = scored_by(shop, "dbscan")
    points = shuffled_sample(found, density.CUSTOMERS)
    [(eps, neighbours, noise_share)] = found.rows(
        "select distinct eps, neighbour_count, noise_share "
        "from int_segments__fitted_density"
    )
    labels = DBSCAN(eps=eps, min_samples=neighbours).fit_predict(points) + 1
    assert noise_share == pytest.approx((labels == 0).mean(), abs=1e-9)
    assert 0 < noise_share < 0.5
    scored = clusters(found)[
        found.frame("from int_segments__customer_scaled order by customer_id")[
            "is_in_sample"
        ]
    ]
    order = np.random.default_rng(42).permutation(len(scored))[: density.CUSTOMERS]
    np.testing.assert_array_equal(scored[order], labels)
    # a few customers speak for all
    assert len(prototypes_of(found)) < len(points) / 5


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
    (each,) = metrics.silhouettes(pairwise_distances(points), [labels])
    found = metrics.judge(points, labels, each)
    published = MALL[features][count]
    rounded = {name: round(found[name], DIGITS[name]) for name in published}
    assert rounded == published
