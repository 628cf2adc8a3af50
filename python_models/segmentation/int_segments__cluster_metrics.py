"""Measure every fitted clustering by the same metrics on the same sample."""

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from scipy.spatial.distance import pdist, squareform
from sklearn import config_context
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score
from threadpoolctl import threadpool_limits

ALGORITHMS = ("kmeans", "ward", "mixture", "dbscan", "money_tiers")
COLUMNS = {
    "algorithm": "str",
    "cluster_count": "int32",
    "customer_count": "int64",
    "inertia": "float64",
    "silhouette": "float64",
    "silhouette_low": "float64",
    "silhouette_high": "float64",
    "davies_bouldin": "float64",
    "calinski_harabasz": "float64",
    "smallest_share": "float64",
    "largest_share": "float64",
} | {f"agreement_{algorithm}": "float64" for algorithm in ALGORITHMS}
DIGITS = 9
SILHOUETTE_CUSTOMERS = 2_000
NORMAL_95 = 1.959963985


def nearest_prototype(points: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """The row of the nearest prototype; points: shape (customers, features)."""
    rows = np.empty(len(points), dtype="int64")
    for start in range(0, len(points), 2_000):
        part = points[start : start + 2_000]
        squares = ((part[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
        rows[start : start + 2_000] = squares.argmin(axis=1)
    return rows


def inertia(points: np.ndarray, labels: np.ndarray) -> float:
    """Within-cluster sum of squares around the cluster means."""
    groups = (points[labels == label] for label in np.unique(labels))
    return float(sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))


def silhouettes(
    distances: np.ndarray, clusterings: list[np.ndarray]
) -> list[np.ndarray]:
    """The silhouette of every customer in every clustering; 0 for a singleton.

    distances: shape (customers, customers); each clustering: labels from 0, two or
    more. All sums of distances are one product, which reads the distances once.
    """
    members = [np.eye(labels.max() + 1)[labels] for labels in clusterings]
    ends = np.cumsum([part.shape[1] for part in members])[:-1]
    found = []
    for labels, sums, part in zip(
        clusterings,
        np.split(distances @ np.hstack(members), ends, axis=1),
        members,
        strict=True,
    ):
        sizes = part.sum(axis=0)
        own = np.arange(len(labels)), labels
        inside = sums[own] / np.maximum(sizes[labels] - 1, 1)
        means = sums / sizes
        means[own] = np.inf
        outside = means.min(axis=1)
        wider = np.maximum(np.maximum(inside, outside), np.finfo("float64").tiny)
        found.append(np.where(sizes[labels] > 1, (outside - inside) / wider, 0.0))
    return found


def count_common(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Customers in cluster i of the first and j of the second labels; both from 0."""
    width = columns.max() + 1
    cells = np.bincount(rows * width + columns, minlength=(rows.max() + 1) * width)
    return cells.reshape(-1, width).astype("float64")


def adjusted_rand(common: np.ndarray) -> float:
    """The adjusted Rand index (Hubert and Arabie 1985) of a table of common members."""
    pairs, row_pairs, column_pairs, all_pairs = (
        (sizes * (sizes - 1) / 2).sum()
        for sizes in (common, common.sum(1), common.sum(0), common.sum())
    )
    if all_pairs == 0:
        return np.nan
    expected = row_pairs * column_pairs / all_pairs
    most = (row_pairs + column_pairs) / 2
    return 1.0 if most == expected else float((pairs - expected) / (most - expected))


def judge(
    points: np.ndarray, labels: np.ndarray, silhouette: np.ndarray | None
) -> dict[str, float]:
    """Cohesion and separation of one clustering; null for a single cluster.

    silhouette: of some of the points, None for a single cluster; the interval is
    that of a mean over customers, the clustering held fixed.
    """
    sizes = np.unique(labels, return_counts=True)[1]
    metrics = {
        "customer_count": len(points),
        "inertia": inertia(points, labels),
        "smallest_share": sizes.min() / len(points),
        "largest_share": sizes.max() / len(points),
    }
    if silhouette is not None:
        margin = NORMAL_95 * silhouette.std(ddof=1) / len(silhouette) ** 0.5
        metrics |= {
            "silhouette": silhouette.mean(),
            "silhouette_low": silhouette.mean() - margin,
            "silhouette_high": silhouette.mean() + margin,
            "davies_bouldin": davies_bouldin_score(points, labels),
            "calinski_harabasz": calinski_harabasz_score(points, labels),
        }
    return metrics


def agreements(labels: dict[tuple[str, int], np.ndarray]) -> list[dict[str, float]]:
    """The adjusted Rand index of every clustering with that of each algorithm.

    labels: by algorithm and number of clusters. Compares clusterings of as many
    clusters, or the only one of an algorithm such as tiers.
    """
    by_algorithm = {}
    for algorithm, count in labels:
        by_algorithm.setdefault(algorithm, []).append(count)
    numbered = {
        key: np.unique(found, return_inverse=True)[1] for key, found in labels.items()
    }
    rows = []
    for (_, count), own in numbered.items():
        row = {}
        for other, counts in by_algorithm.items():
            key = (other, counts[0] if len(counts) == 1 else count)
            if key in numbered:
                row[f"agreement_{other}"] = adjusted_rand(
                    count_common(own, numbered[key])
                )
        rows.append(row)
    return rows


def judge_all(
    sample: pd.DataFrame, codebook: pd.DataFrame, features: list[str]
) -> pd.DataFrame:
    """One row per algorithm and number of clusters.

    sample: one row per customer in order of a hash of the key, so that its head is a
    random part of it, one scaled column per feature. codebook: one row per prototype
    with its cluster and the same columns.
    """
    points = sample[features].to_numpy(dtype="float64")
    nearest, labels, heads = {}, {}, {}
    codebook = codebook.sort_values(["algorithm", "cluster_count", "prototype"])
    for keys, prototypes in codebook.groupby(["algorithm", "cluster_count"]):
        centers = prototypes[features].to_numpy(dtype="float64")
        # algorithms on micro-clusters share their prototypes
        key = centers.tobytes()
        if key not in nearest:
            nearest[key] = nearest_prototype(points, centers)
        labels[keys] = prototypes["cluster"].to_numpy()[nearest[key]]
        head = labels[keys][:SILHOUETTE_CUSTOMERS]
        numbers, head = np.unique(head, return_inverse=True)
        if 2 <= len(numbers) < len(head):
            heads[keys] = head
    if heads:
        distances = squareform(pdist(points[:SILHOUETTE_CUSTOMERS]))
        each = silhouettes(distances, list(heads.values()))
        heads = dict(zip(heads, each, strict=True))
    rows = [
        {"algorithm": keys[0], "cluster_count": keys[1]}
        | judge(points, found, heads.get(keys))
        for keys, found in labels.items()
    ]
    if len(points):
        rows = [row | more for row, more in zip(rows, agreements(labels), strict=True)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS).round(DIGITS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample")
    with config_context(assume_finite=True, skip_parameter_validation=True):
        found = judge_all(
            customers.order("md5(customer_id), customer_id").df(),
            dbt.ref("int_segments__codebook").df(),
            sorted(settings["features"]),
        )
    return found
