"""Fit k-means for every number of clusters tried."""

import warnings

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from scipy.optimize import linear_sum_assignment
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
    "is_kept": "bool",
    "excess": "float64",
    "excess_limit": "float64",
    "avoided_share": "float64",
}
SLACK = 0.01
LEAST_EXCESS, MOST_EXCESS = 0.01, 0.05
NORMAL_95 = 1.959963985
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
    distances = squared_distances(points, centers)
    if kept.inertia_ > distances.min(axis=1).sum() * (1 + SLACK):
        return centers
    found = np.round(kept.cluster_centers_, DIGITS)
    return found[np.lexsort(found.T[::-1])]


def squared_distances(points: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """Of every point to every centre, shape (points, centres)."""
    return ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)


def excess_of(
    points: np.ndarray, previous: np.ndarray, centers: np.ndarray
) -> tuple[float, float]:
    """How much worse the previous centres fit than new ones, and from where they go.

    The excess is that of the inertia, as a share; the limit is 1.96 standard errors of
    the inertia, of one to five in a hundred. Centres without points never fit.
    """
    distances = squared_distances(points, previous)
    fitted = squared_distances(points, centers).min(axis=1)
    limit = NORMAL_95 * fitted.std() / max(fitted.mean() * len(points) ** 0.5, 1e-12)
    limit = float(np.clip(limit, LEAST_EXCESS, MOST_EXCESS))
    if len(np.unique(distances.argmin(axis=1))) < len(previous):
        return np.inf, limit
    total = distances.min(axis=1).sum()
    return float((total - fitted.sum()) / max(fitted.sum(), 1e-12)), limit


def on_these_features(
    points: np.ndarray, features: list[str], centres: pd.DataFrame
) -> np.ndarray | None:
    """The previous centres in the columns of the points; None if one is not known.

    centres: one row per previous segment and feature that is comparable with today's.
    A feature that does not vary is the same for all.
    """
    if centres.empty:
        return None
    wide = centres.pivot(index="segment_id", columns="feature", values="coordinate")
    found = wide.reindex(columns=features).to_numpy(dtype="float64")
    found = np.where(np.ptp(points, axis=0) == 0, points[0], found)
    return None if np.isnan(found).any() else np.round(found, DIGITS)


def moved_share(points: np.ndarray, one: np.ndarray, other: np.ndarray) -> float:
    """The share of points whose cluster differs, clusters matched by common points."""
    common = np.zeros((len(one), len(other)))
    labels = (squared_distances(points, each).argmin(axis=1) for each in (one, other))
    np.add.at(common, tuple(labels), 1)
    return float(1 - common[linear_sum_assignment(-common)].sum() / len(points))


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
    nearest = squared_distances(points, centers).argmin(axis=1)
    nearest = np.bincount(nearest, minlength=len(centers))
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
    previous_centres: pd.DataFrame,
) -> pd.DataFrame:
    """The centres for every number of clusters; no rows where there are no customers.

    sample: one row per customer, sorted by key, one scaled column per feature and the
    segment_id of the build before, null if there was none. previous_centres: one row
    per segment of the build before and feature; they are kept as they are while they
    fit nearly as well as new ones.
    """
    points = sample[features].to_numpy(dtype="float64")
    if len(points) == 0:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    previous = pd.factorize(sample["segment_id"], sort=True)[0]
    before = on_these_features(points, features, previous_centres)
    distinct_points = len(np.unique(points, axis=0))
    fitted = []
    for count in cluster_counts(distinct_points, largest=largest, override=override):
        centers = fit_kmeans(points, count, seed=seed)
        fresh = prefer_previous(points, centers, previous)
        notes = dict.fromkeys(["excess", "excess_limit", "avoided_share"], np.nan)
        is_kept = False
        if before is not None and len(before) == count:
            notes["excess"], notes["excess_limit"] = excess_of(points, before, centers)
            is_kept = notes["excess"] <= notes["excess_limit"]
        if is_kept:
            notes["avoided_share"] = moved_share(points, before, fresh)
            fresh = before[np.lexsort(before.T[::-1])]
        rows = tidy_centers(points, features, fresh).assign(is_kept=is_kept, **notes)
        fitted.append(rows.assign(algorithm="kmeans", cluster_count=count))
    rows = pd.concat(fitted, ignore_index=True)
    rows["cluster"] = rows["prototype"]
    return rows[list(COLUMNS)].astype(COLUMNS).round(DIGITS)


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
        previous_centres=dbt.ref("int_segments__previous_centres").df(),
    )
