"""Fit DBSCAN: dense regions become clusters, and customers in none are noise."""

import numpy as np
import pandas as pd
import sklearn.cluster  # noqa: F401  # first everywhere: two threads may import it
from sklearn.cluster import DBSCAN
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

COLUMNS = {
    "algorithm": "str",
    "cluster_count": "int32",
    "prototype": "int32",
    "cluster": "int32",
    "feature": "str",
    "value": "float64",
    "customer_count": "int64",
    "eps": "float64",
    "neighbour_count": "int32",
    "noise_share": "float64",
}
DIGITS = 9
CUSTOMERS = 5_000
NOISE = 0


def knee_distance(points: np.ndarray, neighbours: int) -> float:
    """The distance to the nth neighbour at the knee of its sorted curve.

    The knee is the point furthest below the line between the ends of the curve.
    """
    nearest = NearestNeighbors(n_neighbors=neighbours).fit(points)
    curve = np.sort(nearest.kneighbors(points)[0][:, -1])
    height = curve[-1] - curve[0]
    if height <= 0:
        return max(float(curve[-1]), 1e-9)
    below = np.linspace(0, 1, len(curve)) - (curve - curve[0]) / height
    return max(round(float(curve[below.argmax()]), DIGITS), 1e-9)


def condense(points: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The condensed set of customers that gives all labels, and their weights.

    Hart's condensed nearest neighbours (1968): misclassified customers are kept as
    well, until all have the label of the nearest one kept. Of two equally
    near ones the lower label counts, as in the scoring.
    """
    squares = np.full(len(points), np.inf)
    nearest = np.full(len(points), -1)
    assigned = np.full(len(points), -1)
    kept = []
    while (assigned != labels).any():
        row = int((assigned != labels).argmax())
        found = np.zeros(len(points))
        for column in points.T:  # added up feature by feature, as SQL does
            found += (column - column[row]) ** 2
        nearer = (found < squares) | ((found == squares) & (labels[row] < assigned))
        squares[nearer], assigned[nearer] = found[nearer], labels[row]
        nearest[nearer] = len(kept)
        kept.append(row)
    return np.array(kept), np.bincount(nearest, minlength=len(kept))


def fit_density(
    sample: pd.DataFrame, features: list[str], *, seed: int
) -> pd.DataFrame:
    """One row per kept customer and feature; cluster 0 is noise.

    sample: one row per customer, sorted by key, one scaled column per feature; fitted
    on 5,000 of them at most. A feature that does not vary does not count for the number
    of neighbours.
    """
    order = np.random.default_rng(seed).permutation(len(sample))[:CUSTOMERS]
    points = sample[features].to_numpy(dtype="float64")[order]
    neighbours = 2 * max(sum(sample[name].nunique() > 1 for name in features), 1)
    if len(points) <= neighbours:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    eps = knee_distance(points, neighbours)
    labels = DBSCAN(eps=eps, min_samples=neighbours).fit_predict(points) + 1
    kept, sizes = condense(points, labels)
    rows = pd.DataFrame(points[kept], columns=features).assign(
        algorithm="dbscan",
        cluster_count=len(np.unique(labels)),
        prototype=np.arange(1, len(kept) + 1),
        cluster=labels[kept],
        customer_count=sizes,
        eps=eps,
        neighbour_count=neighbours,
        noise_share=round(float((labels == NOISE).mean()), DIGITS),
    )
    rows = rows.melt([name for name in COLUMNS if name in rows], var_name="feature")
    return rows[list(COLUMNS)].astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    return fit_density(
        customers.sort_values("customer_id", ignore_index=True),
        sorted(settings["features"]),
        seed=settings["random_seed"],
    )
