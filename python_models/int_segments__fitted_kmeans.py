"""Fit k-means for every number of clusters that is tried."""

import warnings

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

COLUMNS = {
    "algorithm": "str",
    "cluster_count": "int32",
    "prototype": "int32",
    "cluster": "int32",
    "feature": "str",
    "value": "float64",
    "customer_count": "int64",
}
DIGITS = 9
# few customers cost little, and ten starts may miss their best clusters
STARTS, STARTS_OF_FEW, FEW = 10, 50, 500


def cluster_counts(
    distinct_points: int, *, largest: int, override: int | None
) -> list[int]:
    """The numbers of clusters to try: from 1 (no clusters) to the largest possible.

    Raises ValueError where the override asks for more clusters than there are customers
    who differ.
    """
    if override is not None and override > distinct_points:
        raise ValueError(
            f"segments_cluster_count is {override}, but only {distinct_points} "
            "customers differ in their features; set it to "
            f"{max(distinct_points, 2)} or less, or to null."
        )
    return list(range(1, min(max(largest, override or 0), distinct_points) + 1))


def fit_kmeans(points: np.ndarray, cluster_count: int, *, seed: int) -> np.ndarray:
    """Centres of shape (clusters, features), in an order that labels do not decide.

    points: shape (customers, features), rows in a fixed order. Runs Lloyd's algorithm
    from ten k-means++ starts, fifty where the customers are few, and keeps the one of
    least inertia; centres are rounded to nine digits and sorted, so equal input gives
    equal bytes.
    """
    starts = STARTS_OF_FEW if len(points) <= FEW else STARTS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = KMeans(
            cluster_count, n_init=starts, algorithm="lloyd", random_state=seed
        ).fit(points)
    centers = np.round(fitted.cluster_centers_, DIGITS)
    return centers[np.lexsort(centers.T[::-1])]


def tidy_centers(
    points: np.ndarray, features: list[str], centers: np.ndarray
) -> pd.DataFrame:
    """One row per centre and feature, with the customers nearest to the centre."""
    distances = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
    nearest = np.bincount(distances.argmin(axis=1), minlength=len(centers))
    rows = pd.DataFrame(centers, columns=features)
    rows["prototype"] = np.arange(1, len(centers) + 1)
    rows["customer_count"] = nearest
    return rows.melt(["prototype", "customer_count"], var_name="feature")


def fit_all(
    sample: pd.DataFrame,
    features: list[str],
    *,
    largest: int,
    override: int | None,
    seed: int,
) -> pd.DataFrame:
    """The centres for every number of clusters; no rows where there are no customers.

    sample: one row per customer, sorted by key, one scaled column per feature.
    """
    points = sample[features].to_numpy(dtype="float64")
    if len(points) == 0:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    distinct_points = len(np.unique(points, axis=0))
    fitted = [
        tidy_centers(points, features, fit_kmeans(points, count, seed=seed)).assign(
            algorithm="kmeans", cluster_count=count
        )
        for count in cluster_counts(distinct_points, largest=largest, override=override)
    ]
    rows = pd.concat(fitted, ignore_index=True)
    rows["cluster"] = rows["prototype"]
    return rows[list(COLUMNS)].astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    return fit_all(
        customers.sort_values("customer_id", ignore_index=True),
        sorted(settings["features"]),
        largest=settings["cluster_count_max"],
        override=settings["cluster_count"],
        seed=settings["random_seed"],
    )
