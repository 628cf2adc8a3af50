"""Fit k-means for every number of clusters tried."""

import warnings

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
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
SLACK = 0.01
DIGITS = 9
# few customers cost little, and ten starts may miss the best clusters
STARTS, STARTS_OF_FEW, FEW = 10, 50, 500


def cluster_counts(
    distinct_points: int, *, largest: int, override: int | None
) -> list[int]:
    """The numbers of clusters to try: from 1 to the largest possible.

    Raises ValueError if the override exceeds the number of distinct
    customers.
    """
    if override is not None and override > distinct_points:
        raise ValueError(
            f"segments_cluster_count is {override}, but only {distinct_points} "
            "customers differ in their features; set it to "
            f"{max(distinct_points, 2)} or less, or to null."
        )
    return list(range(1, min(max(largest, override or 0), distinct_points) + 1))


def fit_kmeans(points: np.ndarray, cluster_count: int, *, seed: int) -> np.ndarray:
    """Centres of shape (clusters, features), in an order independent of labels.

    points: shape (customers, features), rows in a fixed order. Runs Lloyd's algorithm
    from ten k-means++ starts, or fifty for few customers, and keeps the one with
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


def prefer_previous(
    points: np.ndarray, centers: np.ndarray, previous: np.ndarray
) -> np.ndarray:
    """Centres found from the previous segments, if within 1 % of the best.

    previous: the previous segment of each customer, from 0, -1 for none; used only
    if there were as many as centres. A tie moves no customer.
    """
    if set(previous) - {-1} != set(range(len(centers))):
        return centers
    means = np.array([points[previous == each].mean(0) for each in range(len(centers))])
    kept = KMeans(len(centers), init=means, n_init=1, algorithm="lloyd").fit(points)
    distances = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
    if kept.inertia_ > distances.min(axis=1).sum() * (1 + SLACK):
        return centers
    found = np.round(kept.cluster_centers_, DIGITS)
    return found[np.lexsort(found.T[::-1])]


def in_natural_order(customers: pd.DataFrame) -> pd.DataFrame:
    """Customers by id, 9 before 10: the order of a file with numeric ids.

    The starts of k-means depend on it, so this order gives the starts of
    scikit-learn on the file itself.
    """
    ids = customers["customer_id"].astype(str)
    order = pd.DataFrame({"length": ids.str.len(), "id": ids}).sort_values(
        ["length", "id"]
    )
    return customers.loc[order.index].reset_index(drop=True)


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

    sample: one row per customer, sorted by key, one scaled column per feature and the
    segment_id of the build before, null if there was none.
    """
    points = sample[features].to_numpy(dtype="float64")
    if len(points) == 0:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    previous = pd.factorize(sample["segment_id"], sort=True)[0]
    distinct_points = len(np.unique(points, axis=0))
    fitted = []
    for count in cluster_counts(distinct_points, largest=largest, override=override):
        centers = fit_kmeans(points, count, seed=seed)
        centers = prefer_previous(points, centers, previous)
        rows = tidy_centers(points, features, centers)
        fitted.append(rows.assign(algorithm="kmeans", cluster_count=count))
    rows = pd.concat(fitted, ignore_index=True)
    rows["cluster"] = rows["prototype"]
    return rows[list(COLUMNS)].astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    sample = dbt.ref("int_segments__customer_scaled").filter("is_in_sample")
    previous = dbt.ref("stg_segments__previous_customers")
    customers = sample.join(previous, "customer_id", how="left").df()
    return fit_all(
        in_natural_order(customers),
        sorted(settings["features"]),
        largest=settings["cluster_count_max"],
        override=settings["cluster_count"],
        seed=settings["random_seed"],
    )
