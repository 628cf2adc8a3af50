"""Components of the category shares, in SQL as in Python."""

import shutil

import int_segments__fitted_preferences as preferences
import numpy as np
import pandas as pd
import pytest
from dbt_builds import Build, run_dbt
from sklearn.decomposition import PCA

CATEGORIES = ["bread", "cheese", "fruit", "soap"]


def lines(count: int = 80, seed: int = 2) -> pd.DataFrame:
    """Customers of two tastes, as lines per customer and category."""
    random = np.random.default_rng(seed)
    tastes = np.array([[0.6, 0.3, 0.05, 0.05], [0.1, 0.1, 0.5, 0.3]])
    counts = [
        random.multinomial(random.integers(1, 40), tastes[customer % 2])
        for customer in range(count)
    ]
    frame = pd.DataFrame(counts, columns=CATEGORIES)
    frame["customer_id"] = [f"C{customer:03}" for customer in range(count)]
    frame = frame.melt("customer_id", var_name="category", value_name="sale_line_count")
    return frame[frame["sale_line_count"] > 0]


def shares_of(bought: pd.DataFrame, evidence: float) -> pd.DataFrame:
    """The shrunk shares, worked out apart."""
    table = bought.pivot_table(
        index="customer_id", columns="category", values="sale_line_count", fill_value=0
    )
    base = table.sum() / table.sum().sum()
    return table.apply(
        lambda row: (row + evidence * base) / (row.sum() + evidence), axis=1
    )


def test_loadings_are_those_of_scikit_learn_up_to_sign():
    found = preferences.fit_preferences(lines(), components=2, evidence=5)
    judge = PCA(n_components=2).fit(shares_of(lines(), 5).to_numpy())
    loadings = found.pivot(index="component", columns="category", values="loading")
    signs = np.sign((loadings.to_numpy() * judge.components_).sum(axis=1))
    np.testing.assert_allclose(
        loadings, judge.components_ * signs[:, None], rtol=0, atol=1e-9
    )
    np.testing.assert_allclose(
        found.groupby("component")["variance_share"].first(),
        judge.explained_variance_ratio_,
        rtol=0,
        atol=1e-9,
    )
    largest = loadings.to_numpy()[range(2), loadings.abs().to_numpy().argmax(axis=1)]
    assert (largest > 0).all()


def test_the_order_of_rows_does_not_matter():
    shuffled = lines().sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        preferences.fit_preferences(shuffled, components=3, evidence=5),
        preferences.fit_preferences(lines(), components=3, evidence=5),
    )


def test_there_are_no_more_components_than_directions():
    found = preferences.fit_preferences(lines(), components=10, evidence=5)
    # the shares of four categories add up to one
    assert sorted(found["component"].unique()) == [1, 2, 3]


@pytest.mark.parametrize(
    "bought",
    [
        lines()[:0],
        lines()[lines()["category"] == "bread"],
        lines()[lines()["customer_id"] == "C001"],
        lines().assign(sale_line_count=3).query("customer_id < 'C001'"),
    ],
    ids=["nobody", "one category", "one customer", "one customer alike"],
)
def test_where_nobody_differs_there_are_no_components(bought):
    found = preferences.fit_preferences(bought, components=3, evidence=5)
    assert len(found) == 0
    assert found.dtypes.astype(str).to_dict() == preferences.COLUMNS


# -- in SQL -------------------------------------------------------------------

NAMED = {
    "order_count": {"family": "frequency", "transform": "log1p"},
    "preference_1": {"family": "preference", "transform": "none"},
    "preference_2": {"family": "preference", "transform": "none"},
}


@pytest.fixture(scope="module")
def tastes(demo_shop: Build, tmp_path_factory) -> Build:
    """The demo shop with two preference components among the clustering features."""
    folder = tmp_path_factory.mktemp("tastes")
    shutil.copy(demo_shop.database, folder / "shop.duckdb")
    shop = run_dbt(
        folder,
        "run",
        "--select",
        *("int_segments__fitted_preferences+2", "int_segments__customer_sample"),
        *("int_segments__fitted_transforms", "int_segments__customer_scaled"),
        "int_segments__history_features",
        variables={
            "segments_preference_components": 2,
            "segments_clustering_features": NAMED,
        },
    )
    assert shop.succeeded, shop.message
    return shop


def test_sql_places_every_customer_like_scikit_learn(tastes):
    bought = tastes.frame(
        "select customer_id, category, sale_line_count "
        "from int_segments__customer_categories"
    )
    shares = shares_of(bought, 5).sort_index()
    judge = PCA(n_components=2).fit(shares.to_numpy())
    expected = judge.transform(shares.to_numpy())
    found = tastes.frame(
        "select customer_id, preference_1, preference_2 "
        "from int_segments__customer_preferences order by customer_id"
    )
    assert len(found) > 1500
    assert found["customer_id"].tolist() == shares.index.tolist()
    found = found[["preference_1", "preference_2"]].to_numpy()
    signs = np.sign((found * expected).sum(axis=0))
    np.testing.assert_allclose(found, expected * signs, rtol=0, atol=1e-9)


def test_components_of_taste_are_scaled_with_the_weight_of_their_family(tastes):
    weights = dict(
        tastes.rows("select feature, weight from int_segments__fitted_transforms")
    )
    assert weights["preference_1"] == weights["preference_2"] == pytest.approx(0.5)
    spread = tastes.frame(
        "select stddev_pop(preference_1) as first, stddev_pop(preference_2) as second "
        "from int_segments__customer_scaled where is_in_sample"
    )
    np.testing.assert_allclose(spread.to_numpy(), 0.5, atol=1e-9)


def test_components_of_taste_are_called_by_their_categories(tastes):
    labels = dict(
        tastes.rows(
            "select feature, label from int_segments__feature_catalog "
            "where family = 'preference' and feature like 'preference_%'"
        )
    )
    loadings = tastes.frame("from int_segments__fitted_preferences")
    assert labels == {
        f"preference_{number}": f"Prefers {loading.idxmax()} over {loading.idxmin()}"
        for number, loading in loadings.set_index("category").groupby("component")[
            "loading"
        ]
    }
