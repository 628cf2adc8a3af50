"""Fit money tiers: k-means on the line of log money."""

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
DIGITS = 9
MONEY_FAMILIES = ("frequency", "value")


def tier_direction(points: np.ndarray, transforms: pd.DataFrame) -> np.ndarray:
    """The unit vector that orders customers by money, shape (features,).

    With frequency or value among the families: the sum of their unscaled features,
    which is the logarithm of the money if both are logarithms. Otherwise the
    direction of largest variance, with its largest entry positive.
    transforms: one row per feature, in the order of the columns of points.
    """
    money = transforms["family"].isin(MONEY_FAMILIES) & transforms["is_used"]
    if money.any():
        unscaled = transforms["scale"] / transforms["weight"].replace(0, np.nan)
        direction = unscaled.where(money, 0.0).fillna(0.0).to_numpy(dtype="float64")
    else:
        centered = points - points.mean(axis=0)
        direction = np.linalg.svd(centered, full_matrices=False)[2][0]
        direction = direction * np.sign(direction[np.abs(direction).argmax()])
    length = np.linalg.norm(direction)
    return direction / length if length > 0 else direction


def fit_tiers(points: np.ndarray, direction: np.ndarray, count: int, *, seed: int):
    """Prototypes of shape (tiers, features) on a straight line, lowest first.

    The nearest prototype depends only on a customer's coordinate along the line, so
    tiers are scored like any other clustering.
    """
    coordinate = np.round(points @ direction, DIGITS)
    count = min(count, len(np.unique(coordinate)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fitted = KMeans(count, n_init=10, random_state=seed).fit(coordinate[:, None])
    cuts = np.sort(fitted.cluster_centers_.ravel())
    middle = points.mean(axis=0)
    offset = middle - (middle @ direction) * direction
    return np.round(offset + cuts[:, None] * direction, DIGITS)


def tidy_tiers(
    sample: pd.DataFrame,
    transforms: pd.DataFrame,
    features: list[str],
    *,
    count: int,
    smallest_share: float,
    seed: int,
) -> pd.DataFrame:
    """One row per tier and feature; no rows where there are no customers.

    Fewer tiers than count, at least two, if one would hold less than
    smallest_share (0 to 1) of the customers.
    """
    points = sample[features].to_numpy(dtype="float64")
    if len(points) == 0:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    transforms = transforms.set_index("feature").loc[features]
    direction = tier_direction(points, transforms)
    for fewer in range(count, min(count, 2) - 1, -1):
        centers = fit_tiers(points, direction, fewer, seed=seed)
        nearest = ((points[:, None] - centers[None]) ** 2).sum(axis=2).argmin(1)
        sizes = np.bincount(nearest, minlength=len(centers))
        if sizes.min() >= smallest_share * len(points):
            break
    rows = pd.DataFrame(centers, columns=features)
    rows["prototype"] = np.arange(1, len(centers) + 1)
    rows["cluster"] = rows["prototype"]
    rows["customer_count"] = sizes
    rows = rows.melt(["prototype", "cluster", "customer_count"], var_name="feature")
    rows = rows.assign(algorithm="money_tiers", cluster_count=len(centers))
    return rows[list(COLUMNS)].astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    return tidy_tiers(
        customers.sort_values("customer_id", ignore_index=True),
        dbt.ref("int_segments__fitted_transforms").df(),
        sorted(settings["features"]),
        count=settings["tier_count"],
        smallest_share=settings["smallest_share"],
        seed=settings["random_seed"],
    )
