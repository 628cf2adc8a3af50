"""Fit two maps of the customers: principal components and t-SNE."""

import hashlib

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

COLUMNS = {
    "method": "str",
    "axis": "int32",
    "part": "str",
    "item": "str",
    "value": "float64",
}
DIGITS = 12
PERPLEXITY, ITERATIONS = 30, 500
# too few distinct customers for t-SNE
FEWEST_DIFFERENT = 10


def principal_components(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Loadings of shape (components, features) and variances, largest first.

    points: shape (customers, features). As scikit-learn's PCA, but the largest loading
    of each component is positive, the first of ties. Directions without variance
    are excluded.
    """
    if len(points) < 2:
        return np.empty((0, points.shape[1])), np.empty(0)
    covariance = np.atleast_2d(np.cov(points, rowvar=False))
    variances, directions = np.linalg.eigh(covariance)
    variances, loadings = variances[::-1], directions.T[::-1]
    kept = variances > 1e-12 * max(variances.max(), 1e-12)
    variances, loadings = variances[kept], loadings[kept]
    largest = np.abs(np.round(loadings, 9)).argmax(axis=1)
    signs = np.sign(loadings[np.arange(len(loadings)), largest])
    return loadings * signs[:, None], variances


def neighbour_map(points: np.ndarray, start: np.ndarray, *, seed: int) -> np.ndarray:
    """t-SNE coordinates of shape (customers, 2), initialised by two components.

    Barnes and Hut's approximation, in one thread, so equal input gives equal bytes.
    """
    perplexity = min(PERPLEXITY, (len(points) - 1) / 3)
    fitted = TSNE(
        init=(start / max(start[:, 0].std(), 1e-9) * 1e-4).astype("float32"),
        perplexity=perplexity,
        max_iter=ITERATIONS,
        random_state=seed,
        n_jobs=1,
    )
    return fitted.fit_transform(points)


def tidy(method: str, part: str, items: list[str], values: np.ndarray) -> pd.DataFrame:
    """One row per axis and item; values: shape (items, axes)."""
    frame = pd.DataFrame(values, columns=range(1, values.shape[1] + 1))
    rows = frame.assign(item=items).melt("item", var_name="axis")
    return rows.assign(method=method, part=part)[list(COLUMNS)]


def fit_map(
    sample: pd.DataFrame, features: list[str], *, map_customers: int, seed: int
) -> pd.DataFrame:
    """Both maps as rows: variances, loadings and customer coordinates.

    sample: one row per customer, sorted by key, one scaled column per feature. Only the
    map_customers customers whose ids hash lowest are drawn.
    """
    points = sample[features].to_numpy(dtype="float64")
    loadings, variances = principal_components(points)
    parts = [pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)]
    if len(variances):
        shares = variances / variances.sum()
        parts.append(tidy("pca", "variance", ["all features"], variances[None, :]))
        parts.append(tidy("pca", "variance_share", ["all features"], shares[None, :]))
        parts.append(tidy("pca", "loading", features, loadings.T))
    # as int_segments__customer_sample draws them
    hashes = [
        hashlib.md5(customer.encode(), usedforsecurity=False).hexdigest()
        for customer in sample["customer_id"]
    ]
    drawn = np.lexsort([sample["customer_id"], hashes])[:map_customers]
    coordinates = np.zeros((len(drawn), 2))
    centered = points[drawn] - points.mean(axis=0) if len(points) else points[drawn]
    coordinates[:, : len(loadings[:2])] = centered @ loadings[:2].T
    items = sample["customer_id"].iloc[drawn].tolist()
    if len(drawn):
        parts.append(tidy("pca", "coordinate", items, coordinates))
    if len(np.unique(points[drawn], axis=0)) >= FEWEST_DIFFERENT:
        coordinates = neighbour_map(points[drawn], coordinates, seed=seed)
        parts.append(tidy("tsne", "coordinate", items, coordinates))
    rows = pd.concat(parts, ignore_index=True).astype(COLUMNS)
    return rows.round(DIGITS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    return fit_map(
        customers.sort_values("customer_id", ignore_index=True),
        sorted(settings["features"]),
        map_customers=settings["map_customers"],
        seed=settings["random_seed"],
    )
