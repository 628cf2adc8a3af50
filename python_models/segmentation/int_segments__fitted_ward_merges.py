"""Build the Ward hierarchy over the micro-clusters."""

import numpy as np
import pandas as pd

COLUMNS = {
    "step": "int32",
    "left_id": "int32",
    "right_id": "int32",
    "height": "float64",
    "customer_count": "int64",
}
DIGITS = 9


def ward_merges(centers: np.ndarray, sizes: np.ndarray) -> pd.DataFrame:
    """Merge the pair with the least increase of the sum of squares, n-1 times.

    centers: shape (points, features); sizes: customers of each point, shape
    (points,). Heights follow scipy's convention, sqrt(2 a b / (a + b)) times the
    distance of two centres of sizes a and b, so with all sizes 1 the result is scipy's
    Ward linkage. Points are numbered from 1, the cluster made in step s is points + s;
    of tied pairs the one with the lowest numbers is first. Ward (1963); for weighted
    points see Murtagh and Legendre (2014).
    """
    count = len(centers)
    mass = sizes.astype("float64")
    center = centers.astype("float64").copy()
    number = np.arange(1, count + 1)
    alive = np.ones(count, dtype=bool)
    cost = np.full((count, count), np.inf)

    def costs_from(row: int) -> np.ndarray:
        squares = ((center - center[row]) ** 2).sum(axis=1)
        costs = 2 * mass * mass[row] / (mass + mass[row]) * squares
        costs[~alive] = np.inf
        costs[row] = np.inf
        return costs

    for row in range(count):
        cost[row] = costs_from(row)
    rows = []
    for step in range(1, count):
        left, right = divmod(int(np.round(cost, DIGITS).argmin()), count)
        rows.append(
            {
                "step": step,
                "left_id": min(number[left], number[right]),
                "right_id": max(number[left], number[right]),
                "height": round(float(np.sqrt(cost[left, right])), DIGITS),
                "customer_count": int(mass[left] + mass[right]),
            }
        )
        total = mass[left] + mass[right]
        center[left] = (mass[left] * center[left] + mass[right] * center[right]) / total
        mass[left] = total
        number[left] = count + step
        alive[right] = False
        cost[right, :] = cost[:, right] = np.inf
        cost[left, :] = cost[:, left] = costs_from(left)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def model(dbt, session):
    points = dbt.ref("int_segments__fitted_micro_clusters").df()
    centers = points.pivot(index="prototype", columns="feature", values="value")
    sizes = points.groupby("prototype")["customer_count"].first()
    return ward_merges(centers.sort_index().to_numpy(), sizes.sort_index().to_numpy())
