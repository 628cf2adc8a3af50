"""Judge every fitted clustering by the same yardsticks on the same sample."""

import numpy as np
import pandas as pd
from sklearn.metrics import (
    calinski_harabasz_score,
    davies_bouldin_score,
    pairwise_distances,
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
}
DIGITS = 9
SILHOUETTE_CUSTOMERS = 2_000


def nearest_prototype(points: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """The place of the nearest prototype; points: shape (customers, features)."""
    places = np.empty(len(points), dtype="int64")
    for start in range(0, len(points), 2_000):
        part = points[start : start + 2_000]
        squares = ((part[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
        places[start : start + 2_000] = squares.argmin(axis=1)
    return places


def inertia(points: np.ndarray, labels: np.ndarray) -> float:
    """Within-cluster sum of squares around the cluster means."""
    groups = (points[labels == label] for label in np.unique(labels))
    return float(sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))


def judge(
    points: np.ndarray, labels: np.ndarray, apart: np.ndarray
) -> dict[str, float]:
    """Cohesion and separation of one clustering; null where it is a single cluster.

    apart: distances between the first points, on which the silhouette is taken.
    """
    sizes = np.unique(labels, return_counts=True)[1]
    metrics = {
        "customer_count": len(points),
        "inertia": inertia(points, labels),
        "smallest_share": sizes.min() / len(points),
        "largest_share": sizes.max() / len(points),
    }
    head_labels = labels[: len(apart)]
    if 2 <= len(np.unique(head_labels)) < len(head_labels):
        metrics |= {
            "silhouette": silhouette_score(apart, head_labels, metric="precomputed"),
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
    head = points[:SILHOUETTE_CUSTOMERS]
    apart = pairwise_distances(head) if len(head) else np.empty((0, 0))
    np.fill_diagonal(apart, 0)
    rows, nearest = [], {}
    codebook = codebook.sort_values(["algorithm", "cluster_count", "prototype"])
    for (algorithm, count), book in codebook.groupby(["algorithm", "cluster_count"]):
        centers = book[features].to_numpy(dtype="float64")
        # the algorithms on micro-clusters share their prototypes
        key = centers.tobytes()
        if key not in nearest:
            nearest[key] = nearest_prototype(points, centers)
        labels = book["cluster"].to_numpy()[nearest[key]]
        keys = {"algorithm": algorithm, "cluster_count": count}
        rows.append(keys | judge(points, labels, apart))
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
