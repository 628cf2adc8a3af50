"""Fit the clusters for past month ends, as a build on that date would have."""

import warnings

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from scipy.optimize import linear_sum_assignment
from sklearn import config_context
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

COLUMNS = {
    "as_of_date": "datetime64[us]",
    "customer_id": "str",
    "refitted_cluster": "int32",
    "frozen_cluster": "int32",
    "raw_cluster": "int32",
}
RAW = ["raw_recency", "raw_frequency", "raw_monetary"]
STARTS = 10
SLACK = 0.01
LEAST_EXCESS, MOST_EXCESS = 0.01, 0.05
NORMAL_95 = 1.959963985


def rescale(
    points: np.ndarray, like: np.ndarray, by: np.ndarray | None = None
) -> np.ndarray:
    """Points scaled to the mean and spread per feature of today's points.

    This reverts today's centring and scaling and applies that of the points' date, or
    of the points of another date, by.
    """
    by = points if by is None else by
    spread = by.std(axis=0)
    known = np.where(spread > 0, spread, 1.0)
    return (points - by.mean(axis=0)) / known * like.std(axis=0) + like.mean(axis=0)


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


def fit(
    points: np.ndarray,
    count: int,
    *,
    seed: int,
    previous: np.ndarray | None = None,
    before: np.ndarray | None = None,
) -> np.ndarray:
    """Centres of k-means with at most as many clusters as distinct points.

    previous: the cluster of each point in the previous fit, -1 for none; before: its
    centres, kept while they fit nearly as well. Otherwise a fit that starts from
    the means of the previous clusters is kept if within one in a hundred of the best.
    """
    count = min(count, len(np.unique(points, axis=0)))
    fitted = KMeans(count, n_init=STARTS, random_state=seed).fit(points)
    if before is not None and len(before) == count:
        excess, limit = excess_of(points, before, fitted.cluster_centers_)
        if excess <= limit:
            return before
    if previous is None or set(previous) - {-1} != set(range(count)):
        return fitted.cluster_centers_
    means = [points[previous == cluster].mean(axis=0) for cluster in range(count)]
    kept = KMeans(count, init=np.array(means), n_init=1).fit(points)
    best = kept if kept.inertia_ <= fitted.inertia_ * (1 + SLACK) else fitted
    return best.cluster_centers_


def nearest(points: np.ndarray, centers: np.ndarray) -> np.ndarray:
    """The nearest centre of every point, from 0."""
    return squared_distances(points, centers).argmin(axis=1)


def align(labels: pd.Series, previous: pd.Series) -> pd.Series:
    """Labels renamed to the previous ones with most customers in common.

    Both by customer id, from 0. The Hungarian method on the numbers of common members.
    """
    both = labels.index.intersection(previous.index)
    size = max(labels.max(), previous.max()) + 1
    common = np.zeros((size, size))
    np.add.at(common, (labels[both].to_numpy(), previous[both].to_numpy()), 1)
    rows, columns = linear_sum_assignment(-common)
    return labels.map(dict(zip(rows, columns, strict=True)))


def fit_dates(
    sample: pd.DataFrame, features: list[str], *, count: int, seed: int
) -> pd.DataFrame:
    """One row per as-of date and customer: the cluster by three models.

    sample: one row per as-of date and customer, sorted by both: features as scaled
    today and raw recency, frequency and money. refitted: fitted at that date, matched
    to the month before. frozen: fitted at the first date and kept. raw: on the
    standardised raw numbers of that date.
    """
    if sample.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    today = sample["as_of_date"] == sample["as_of_date"].max()
    like = sample.loc[today, features].to_numpy(dtype="float64")
    frames, previous, first, last = [], None, None, None
    for day, customers in sample.groupby("as_of_date"):
        own = customers[features].to_numpy(dtype="float64")
        points = rescale(own, like)
        known, before = None, None
        if previous is not None:
            known = previous.reindex(customers["customer_id"]).fillna(-1)
            known = known.to_numpy("int64")
            before = rescale(last, like, own)
        centers = fit(points, count, seed=seed, previous=known, before=before)
        refitted = pd.Series(nearest(points, centers), index=customers["customer_id"])
        # on the scale of no day, so that the next one may keep them
        last = rescale(centers, own, like)
        if first is None:
            first = own, centers
        frozen = nearest(rescale(own, like, first[0]), first[1])
        raw = customers[RAW].to_numpy(dtype="float64")
        raw = rescale(raw, np.vstack([np.ones(3), -np.ones(3)]))
        if previous is not None:
            refitted = align(refitted, previous)
        previous = refitted
        frames.append(
            pd.DataFrame(
                {
                    "as_of_date": day,
                    "customer_id": customers["customer_id"],
                    "refitted_cluster": refitted.to_numpy() + 1,
                    "frozen_cluster": frozen + 1,
                    "raw_cluster": nearest(raw, fit(raw, count, seed=seed)) + 1,
                }
            )
        )
    return pd.concat(frames, ignore_index=True).astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    sample = dbt.ref("int_segments__refit_sample").df()
    chosen = dbt.ref("int_segments__cluster_candidates").filter("choice_rank = 1").df()
    with (
        config_context(assume_finite=True, skip_parameter_validation=True),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = fit_dates(
            sample.sort_values(["as_of_date", "customer_id"], ignore_index=True),
            sorted(settings["features"]),
            count=int(chosen["cluster_count"].max()) if len(chosen) else 1,
            seed=settings["random_seed"],
        )
    return found
