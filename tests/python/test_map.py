"""Principal components are scikit-learn's; the map shows a fixed sample."""

import hashlib

import int_segments__fitted_map as fitted_map
import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from threadpoolctl import threadpool_limits

FEATURES = ["age", "income", "score"]


def random_customers(count: int = 60, seed: int = 4) -> pd.DataFrame:
    """Customers whose features vary together."""
    mix = np.array([[3.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.5, -0.3, 0.4]])
    points = np.random.default_rng(seed).normal(size=(count, 3)) @ mix
    sample = pd.DataFrame(points, columns=FEATURES)
    return sample.assign(customer_id=[f"C{number:03}" for number in range(count)])


def rows_of(sample: pd.DataFrame, customers: int = 40) -> pd.DataFrame:
    """Both pictures of a sample, drawn as the build draws them."""
    with threadpool_limits(1):
        return fitted_map.fit_map(sample, FEATURES, map_customers=customers, seed=42)


def coordinates(rows: pd.DataFrame, method: str) -> pd.DataFrame:
    """The places on one picture, a row per customer."""
    placed = rows[(rows["method"] == method) & (rows["part"] == "coordinate")]
    return placed.pivot(index="item", columns="axis", values="value")


def test_components_are_those_of_scikit_learn_up_to_sign():
    points = random_customers()[FEATURES].to_numpy()
    judge = PCA().fit(points)
    loadings, variances = fitted_map.principal_components(points)
    np.testing.assert_allclose(variances, judge.explained_variance_, rtol=1e-9)
    signs = np.sign((loadings * judge.components_).sum(axis=1))
    np.testing.assert_allclose(loadings, judge.components_ * signs[:, None], atol=1e-9)


def test_the_largest_loading_is_positive_whatever_the_data_says():
    points = random_customers()[FEATURES].to_numpy()
    loadings, _ = fitted_map.principal_components(points)
    largest = np.abs(loadings).argmax(axis=1)
    assert (loadings[range(3), largest] > 0).all()
    turned, _ = fitted_map.principal_components(-points)
    np.testing.assert_allclose(turned, loadings, atol=1e-12)


def test_a_direction_without_variance_is_no_component():
    points = random_customers().assign(income=7.0)[FEATURES].to_numpy()
    loadings, variances = fitted_map.principal_components(points)
    assert (loadings.shape, len(variances)) == ((2, 3), 2)
    np.testing.assert_allclose(loadings[:, 1], 0, atol=1e-12)


def test_the_customers_whose_ids_hash_lowest_are_drawn():
    sample = random_customers()
    hashes = sample["customer_id"].map(
        lambda text: hashlib.md5(text.encode()).hexdigest()
    )
    expected = set(sample.loc[hashes.sort_values().index[:40], "customer_id"])
    rows = rows_of(sample)
    assert set(coordinates(rows, "pca").index) == expected
    assert set(coordinates(rows, "tsne").index) == expected


def test_places_are_projections_on_the_components():
    sample = random_customers()
    judge = PCA(n_components=2).fit(sample[FEATURES].to_numpy())
    drawn = coordinates(rows_of(sample), "pca")
    points = sample.set_index("customer_id").loc[drawn.index, FEATURES].to_numpy()
    np.testing.assert_allclose(
        np.abs(drawn), np.abs(judge.transform(points)), rtol=0, atol=1e-9
    )


def test_both_pictures_are_the_same_bytes_again():
    sample = random_customers()
    pd.testing.assert_frame_equal(rows_of(sample), rows_of(sample.copy()))


@pytest.mark.parametrize("count", [1, 2, 9, 30])
def test_customers_who_do_not_differ_have_one_place_and_no_picture_of_neighbours(count):
    sample = random_customers(count)
    sample[FEATURES] = 3.0
    rows = rows_of(sample)
    assert set(rows["part"]) == {"coordinate"}
    assert set(rows["method"]) == {"pca"}
    assert (rows["value"] == 0).all()
    assert len(rows) == 2 * count


@pytest.mark.parametrize("count", [1, 9, 10, 12])
def test_few_customers_have_a_picture_as_far_as_it_goes(count):
    rows = rows_of(random_customers(count))
    assert len(coordinates(rows, "pca")) == count
    assert len(coordinates(rows, "tsne")) == (count if count >= 10 else 0)
    assert rows["value"].notna().all()


def test_a_single_feature_has_a_picture():
    sample = random_customers()[["age", "customer_id"]]
    rows = fitted_map.fit_map(sample, ["age"], map_customers=40, seed=42)
    drawn = coordinates(rows, "pca")
    assert (drawn[2] == 0).all()
    assert drawn[1].nunique() == 40
    assert len(coordinates(rows, "tsne")) == 40


def test_no_customers_give_no_rows_of_the_right_types():
    rows = rows_of(random_customers()[:0])
    assert len(rows) == 0
    assert rows.dtypes.astype(str).to_dict() == fitted_map.COLUMNS


def test_no_customers_are_drawn_if_none_are_asked_for():
    rows = rows_of(random_customers(), customers=0)
    assert set(rows["part"]) == {"variance", "variance_share", "loading"}


# -- as it is published -------------------------------------------------------


@pytest.fixture(scope="module")
def scaled(demo_shop) -> pd.DataFrame:
    """The demo shop's customers on the scale of the clustering, by customer."""
    customers = demo_shop.frame("from int_segments__customer_scaled where is_in_sample")
    return customers.drop(columns="is_in_sample").set_index("customer_id").sort_index()


def test_published_components_are_those_of_scikit_learn(demo_shop, scaled):
    judge = PCA().fit(scaled.to_numpy())
    rows = demo_shop.frame("from segments__principal_components")
    loadings = rows.pivot(index="component", columns="feature", values="loading")
    loadings = loadings[scaled.columns].to_numpy()
    signs = np.sign((loadings * judge.components_).sum(axis=1))
    np.testing.assert_allclose(
        loadings, judge.components_ * signs[:, None], rtol=0, atol=1e-9
    )
    shares = rows.groupby("component")[
        ["variance", "variance_share", "cumulative_variance_share"]
    ].first()
    np.testing.assert_allclose(shares["variance"], judge.explained_variance_, atol=1e-9)
    ratios = judge.explained_variance_ratio_
    np.testing.assert_allclose(shares["variance_share"], ratios, atol=1e-9)
    np.testing.assert_allclose(
        shares["cumulative_variance_share"], ratios.cumsum(), atol=1e-9
    )


def test_the_published_map_keeps_neighbours_together(demo_shop, scaled):
    drawn = demo_shop.frame("from segments__customer_map").set_index("customer_id")
    assert len(drawn) == 300
    points = scaled.loc[drawn.index].to_numpy()
    places = drawn[["tsne_1", "tsne_2"]].to_numpy()
    assert trustworthiness(points, places, n_neighbors=10) > 0.95
    # better than the two components, or it would not be worth its time
    components = drawn[["pca_1", "pca_2"]].to_numpy()
    assert trustworthiness(points, places, n_neighbors=10) > trustworthiness(
        points, components, n_neighbors=10
    )


def test_the_published_map_names_every_customers_segment(demo_shop):
    assert demo_shop.rows(
        "select count(*) from segments__customer_map "
        "inner join segments__customers using (customer_id, segment_id, segment_name)"
    ) == [(300,)]
