"""Judge every fitted clustering by the same yardsticks on the same sample."""

import warnings

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import (
    calinski_harabasz_score,
    davies_bouldin_score,
    silhouette_score,
)
from threadpoolctl import threadpool_limits

COLUMNS = {
    "algorithm": "str",
    "cluster_count": "int32",
    "customer_count": "int64",
    "inertia": "float64",
    "silhouette": "float64",
    "davies_bouldin": "float64",
    "calinski_harabasz": "float64",
    "smallest_share": "float64",
    "largest_share": "float64",
    "stability": "float64",
}
DIGITS = 9
SILHOUETTE_CUSTOMERS = 5_000
BOOTSTRAP_CUSTOMERS = 2_000
BOOTSTRAP_DRAWS = 20


def nearest_cluster(
    points: np.ndarray, centers: np.ndarray, clusters: np.ndarray
) -> np.ndarray:
    """The cluster of the nearest prototype; points: shape (customers, features)."""
    labels = np.empty(len(points), dtype="int64")
    for start in range(0, len(points), 2_000):
        part = points[start : start + 2_000]
        squares = ((part[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
        labels[start : start + 2_000] = clusters[squares.argmin(axis=1)]
    return labels


def inertia(points: np.ndarray, labels: np.ndarray) -> float:
    """Within-cluster sum of squares around the cluster means."""
    groups = (points[labels == label] for label in np.unique(labels))
    return float(sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))


def weakest_jaccard(points: np.ndarray, cluster_count: int, *, seed: int) -> float:
    """Mean bootstrap Jaccard similarity of the least stable k-means cluster, 0 to 1.

    Hennig (2007), Cluster-wise assessment of cluster stability: each draw is clustered
    anew and every original cluster is compared with the new one most like it. Judged on
    the first 2,000 customers of the sample, in 20 draws.
    """
    points = points[:BOOTSTRAP_CUSTOMERS]
    if len(np.unique(points, axis=0)) < cluster_count:
        return np.nan
    random = np.random.default_rng(seed)

    def labels_of(part: np.ndarray, starts: int) -> np.ndarray:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            fitted = KMeans(cluster_count, n_init=starts, random_state=seed).fit(part)
        return fitted.predict(points)

    original = labels_of(points, 10)
    best = np.zeros((BOOTSTRAP_DRAWS, cluster_count))
    for draw in range(BOOTSTRAP_DRAWS):
        chosen = np.sort(random.integers(0, len(points), len(points)))
        redrawn = labels_of(points[chosen], 3)
        common = np.zeros((cluster_count, cluster_count))
        np.add.at(common, (original, redrawn), 1)
        union = common.sum(1)[:, None] + common.sum(0)[None, :] - common
        best[draw] = (common / np.maximum(union, 1)).max(axis=1)
    return float(best.mean(axis=0).min())


def judge(points: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Cohesion and separation of one clustering; null where it is a single cluster."""
    sizes = np.unique(labels, return_counts=True)[1]
    metrics = {
        "customer_count": len(points),
        "inertia": inertia(points, labels),
        "smallest_share": sizes.min() / len(points),
        "largest_share": sizes.max() / len(points),
    }
    head, head_labels = points[:SILHOUETTE_CUSTOMERS], labels[:SILHOUETTE_CUSTOMERS]
    if 2 <= len(np.unique(head_labels)) < len(head):
        metrics |= {
            "silhouette": silhouette_score(head, head_labels),
            "davies_bouldin": davies_bouldin_score(points, labels),
            "calinski_harabasz": calinski_harabasz_score(points, labels),
        }
    return metrics


def judge_all(
    sample: pd.DataFrame, codebook: pd.DataFrame, features: list[str], *, seed: int
) -> pd.DataFrame:
    """One row per algorithm and number of clusters.

    sample: one row per customer, sorted by key, one scaled column per feature; it is
    shuffled, always alike, so that its head is a random part of it. codebook: one row
    per prototype with its cluster and the same columns.
    """
    order = np.random.default_rng(seed).permutation(len(sample))
    points = sample[features].to_numpy(dtype="float64")[order]
    rows = []
    codebook = codebook.sort_values(["algorithm", "cluster_count", "prototype"])
    for (algorithm, count), book in codebook.groupby(["algorithm", "cluster_count"]):
        labels = nearest_cluster(
            points,
            book[features].to_numpy(dtype="float64"),
            book["cluster"].to_numpy(),
        )
        row = {"algorithm": algorithm, "cluster_count": count} | judge(points, labels)
        if algorithm == "kmeans" and count > 1:
            row["stability"] = weakest_jaccard(points, count, seed=seed)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS).round(DIGITS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    return judge_all(
        customers.sort_values("customer_id", ignore_index=True),
        dbt.ref("int_segments__codebook").df(),
        sorted(settings["features"]),
        seed=settings["random_seed"],
    )
