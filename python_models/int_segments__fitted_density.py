"""Fit DBSCAN: crowded places become clusters, and customers in none are noise."""

import numpy as np
import pandas as pd
from sklearn.cluster import DBSCAN
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

COLUMNS = {
    "algorithm": "str",
    "cluster_count": "int32",
    "prototype": "int32",
    "cluster": "int32",
    "eps": "float64",
    "neighbour_count": "int32",
    "noise_share": "float64",
}
DIGITS = 9
CUSTOMERS = 5_000
NOISE = 0


def knee_distance(points: np.ndarray, neighbours: int) -> float:
    """The distance to the nth neighbour at the knee of its sorted curve.

    The knee is where the curve lies furthest below the line between its ends.
    """
    nearest = NearestNeighbors(n_neighbors=neighbours).fit(points)
    curve = np.sort(nearest.kneighbors(points)[0][:, -1])
    height = curve[-1] - curve[0]
    if height <= 0:
        return max(float(curve[-1]), 1e-9)
    below = np.linspace(0, 1, len(curve)) - (curve - curve[0]) / height
    return max(round(float(curve[below.argmax()]), DIGITS), 1e-9)


def label_prototypes(
    points: np.ndarray, labels: np.ndarray, centers: np.ndarray
) -> np.ndarray:
    """The commonest label among the customers nearest to each centre.

    A centre nobody is nearest to takes the label of the customer nearest to it.
    """
    squares = ((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2)
    votes = np.zeros((len(centers), labels.max() + 1))
    np.add.at(votes, (squares.argmin(axis=1), labels), 1)
    found = votes.argmax(axis=1)
    empty = votes.sum(axis=1) == 0
    found[empty] = labels[squares.argmin(axis=0)[empty]]
    return found


def fit_density(
    sample: pd.DataFrame,
    prototypes: pd.DataFrame,
    features: list[str],
    *,
    seed: int,
) -> pd.DataFrame:
    """One row per micro-cluster with its cluster, 0 for noise.

    sample: one row per customer, sorted by key, one scaled column per feature; fitted
    on 5,000 of them at most. prototypes: one row per micro-cluster, the same columns.
    """
    order = np.random.default_rng(seed).permutation(len(sample))[:CUSTOMERS]
    points = sample[features].to_numpy(dtype="float64")[order]
    neighbours = 2 * len(features)
    if len(points) <= neighbours:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    eps = knee_distance(points, neighbours)
    labels = DBSCAN(eps=eps, min_samples=neighbours).fit_predict(points) + 1
    centers = prototypes[features].to_numpy(dtype="float64")
    found = label_prototypes(points, labels, centers)
    rows = pd.DataFrame({"prototype": prototypes["prototype"], "cluster": found})
    rows = rows.assign(
        algorithm="dbscan",
        cluster_count=len(np.unique(found)),
        eps=eps,
        neighbour_count=neighbours,
        noise_share=round(float((labels == NOISE).mean()), DIGITS),
    )
    return rows[list(COLUMNS)].astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    threadpool_limits(1)
    features = sorted(settings["features"])
    customers = dbt.ref("int_segments__customer_scaled").filter("is_in_sample").df()
    points = dbt.ref("int_segments__fitted_micro_clusters").df()
    prototypes = points.pivot(index="prototype", columns="feature", values="value")
    return fit_density(
        customers.sort_values("customer_id", ignore_index=True),
        prototypes.sort_index().reindex(columns=features).reset_index(),
        features,
        seed=settings["random_seed"],
    )
