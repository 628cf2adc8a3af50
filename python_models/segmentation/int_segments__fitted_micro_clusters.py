"""Condense the sample into a few hundred weighted points for the hierarchy."""

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

COLUMNS = {
    "prototype": "int32",
    "feature": "str",
    "value": "float64",
    "customer_count": "int64",
}
DIGITS = 9


def condense(
    points: np.ndarray, *, micro_clusters: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Centres of shape (points, features) and how many customers each stands for.

    points: shape (customers, features). If there are no more distinct points than
    micro-clusters, every distinct point is a micro-cluster.
    """
    distinct, counts = np.unique(np.round(points, DIGITS), axis=0, return_counts=True)
    if len(distinct) <= micro_clusters:
        return distinct, counts
    fitted = KMeans(
        n_clusters=micro_clusters, n_init=1, algorithm="lloyd", random_state=seed
    ).fit(points)
    centers = np.round(fitted.cluster_centers_, DIGITS)
    order = np.lexsort(centers.T[::-1])
    sizes = np.bincount(fitted.labels_, minlength=micro_clusters)
    return centers[order], sizes[order]


def tidy_points(
    sample: pd.DataFrame, features: list[str], *, micro_clusters: int, seed: int
) -> pd.DataFrame:
    """One row per micro-cluster and feature; no rows where there are no customers."""
    points = sample[features].to_numpy(dtype="float64")
    if len(points) == 0:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    centers, sizes = condense(points, micro_clusters=micro_clusters, seed=seed)
    rows = pd.DataFrame(centers, columns=features)
    rows["prototype"] = np.arange(1, len(centers) + 1)
    rows["customer_count"] = sizes
    rows = rows.melt(["prototype", "customer_count"], var_name="feature")
    return rows[list(COLUMNS)].astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    return tidy_points(
        customers.sort_values("customer_id", ignore_index=True),
        sorted(settings["features"]),
        micro_clusters=settings["micro_clusters"],
        seed=settings["random_seed"],
    )
