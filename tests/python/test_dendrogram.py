"""The hierarchy cut in SQL, at any number of clusters, is what scipy cuts."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from dbt_builds import Build, run_dbt
from scipy.cluster.hierarchy import fcluster, linkage

COUNTS = [1, 2, 3, 5, 8, 13, 50, 299, 300]


@pytest.fixture(scope="module")
def cut(parsed: Build, tmp_path_factory) -> str:
    """The macro's SQL for the number of clusters that stands in it as 77."""
    compiled = run_dbt(
        tmp_path_factory.mktemp("cut"),
        "compile",
        "--inline",
        "{{ customer_segments.cut_dendrogram(77, 'dendrogram') }}",
        parsed=parsed,
    )
    assert compiled.succeeded, compiled.message
    [node] = compiled.result.results
    assert node.node.compiled_code.count("77") == 1
    return node.node.compiled_code


def clusters(cut: str, dendrogram: pd.DataFrame, count: int) -> np.ndarray:
    """The cluster of every point, by point."""
    with duckdb.connect() as connection:
        connection.register("dendrogram", dendrogram)
        found = connection.sql(cut.replace("77", str(count))).df()
    found = found.sort_values("point_id")
    assert found["point_id"].tolist() == list(range(1, len(dendrogram) + 2))
    return found["cluster"].to_numpy()


def by_lowest_point(labels: np.ndarray) -> np.ndarray:
    """The same clusters, numbered from 1 by their first point."""
    return pd.factorize(labels)[0] + 1


def as_linkage(dendrogram: pd.DataFrame) -> np.ndarray:
    """The rows as scipy writes them: points from 0, groups counted in points."""
    rows = dendrogram.sort_values("step")
    ids = np.sort(rows[["left_id", "right_id"]].to_numpy() - 1, axis=1)
    sizes = [1] * (len(rows) + 1)
    for left, right in ids:
        sizes.append(sizes[left] + sizes[right])
    merged_sizes = sizes[len(rows) + 1 :]
    return np.column_stack([ids, rows["height"], merged_sizes]).astype(float)


def as_dendrogram(merged: np.ndarray) -> pd.DataFrame:
    """A linkage of scipy as rows of segments__dendrogram."""
    steps = np.arange(1, len(merged) + 1)
    return pd.DataFrame(
        {
            "step": steps,
            "left_id": merged[:, 0].astype(int) + 1,
            "right_id": merged[:, 1].astype(int) + 1,
            "merged_id": len(merged) + 1 + steps,
            "height": merged[:, 2],
            "customer_count": merged[:, 3].astype(int),
            "clusters_left": len(merged) + 1 - steps,
        }
    )


@pytest.mark.parametrize("count", COUNTS)
def test_a_cut_of_the_published_hierarchy_is_that_of_scipy(demo_shop, cut, count):
    dendrogram = demo_shop.frame("from segments__dendrogram")
    expected = fcluster(as_linkage(dendrogram), count, "maxclust")
    assert len(np.unique(expected)) == count
    found = clusters(cut, dendrogram, count)
    np.testing.assert_array_equal(found, by_lowest_point(expected))


@pytest.mark.parametrize("count", range(1, 41))
def test_a_cut_of_a_hierarchy_by_scipy_is_that_of_scipy(cut, count):
    points = np.random.default_rng(5).normal(size=(40, 3))
    merged = linkage(points, "ward")
    expected = fcluster(merged, count, "maxclust")
    found = clusters(cut, as_dendrogram(merged), count)
    np.testing.assert_array_equal(found, by_lowest_point(expected))


def test_a_cut_is_what_the_clusters_of_ward_are_made_by(demo_shop, cut):
    dendrogram = demo_shop.frame("from segments__dendrogram")
    ward = demo_shop.frame("from int_segments__fitted_ward order by prototype")
    for count, rows in ward.groupby("cluster_count"):
        found = clusters(cut, dendrogram, count)
        np.testing.assert_array_equal(found, rows["cluster"].to_numpy())
