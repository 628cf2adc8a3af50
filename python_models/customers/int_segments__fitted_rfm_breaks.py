"""Natural breaks (Jenks) of the RFM measures, if set."""

import numpy as np
import pandas as pd

COLUMNS = {
    "as_of_date": "datetime64[us]",
    "measure": "object",
    "cut_number": "int32",
    "cut_value": "float64",
}
POINTS = 300


def thinned(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most 300 sorted values, and how many input values each stands for."""
    points, weights = np.unique(values, return_counts=True)
    if len(points) <= POINTS:
        return points, weights.astype(float)
    groups = np.array_split(np.sort(values), POINTS)
    tops = np.array([group[-1] for group in groups])
    # groups that end in the same value are one
    points, first = np.unique(tops, return_index=True)
    sizes = np.array([len(group) for group in groups], dtype=float)
    return points, np.add.reduceat(sizes, first)


def natural_breaks(values: np.ndarray, score_count: int) -> list[float]:
    """The highest value of every class but the last, of least squared deviation.

    Exact dynamic programming over at most 300 points. With fewer different values than
    classes the lowest classes are empty, so the largest value has the best score.
    """
    points, weights = thinned(values)
    classes = min(score_count, len(points))
    total = np.concatenate([[0], weights.cumsum()])
    first = np.concatenate([[0], (weights * points).cumsum()])
    second = np.concatenate([[0], (weights * points**2).cumsum()])
    count = len(points)
    start, end = np.meshgrid(np.arange(count), np.arange(count), indexing="ij")
    mass = np.where(end >= start, total[end + 1] - total[start], 1)
    cost = (second[end + 1] - second[start]) - (
        first[end + 1] - first[start]
    ) ** 2 / mass
    cost = np.where(end >= start, np.round(cost, 6), np.inf)
    best = cost[0].copy()
    splits = []
    for _ in range(classes - 1):
        # the last class starts at `start`; all before it is split best already
        options = np.concatenate([[np.inf], best[:-1]])[:, None] + cost
        splits.append(options.argmin(axis=0))
        best = options.min(axis=0)
    breaks, last = [], count - 1
    for split in reversed(splits):
        last = split[last] - 1
        breaks.append(float(points[last]))
    below = [float(points[0]) - 1.0] * (score_count - classes)
    return below + breaks[::-1]


def fit_breaks(
    buyers: pd.DataFrame, measures: dict[str, str], *, score_count: int
) -> pd.DataFrame:
    """The cuts of every requested measure at every as-of date.

    measures: {measure: column}; days of recency are negated.
    """
    rows = [
        (as_of_date, measure, number, value)
        for as_of_date, customers in buyers.groupby("as_of_date", sort=True)
        for measure, column in measures.items()
        for number, value in enumerate(
            natural_breaks(
                customers[column].to_numpy(dtype="float64")
                * (-1 if measure == "recency" else 1),
                score_count,
            ),
            start=1,
        )
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def model(dbt, session):
    settings = dbt.config.get("meta")
    columns = {
        "recency": "days_since_last_order",
        "frequency": "order_count",
        "monetary": "net_amount",
    }
    asked = {
        measure: columns[measure]
        for measure, method in sorted(settings["cuts"].items())
        if method == "natural_breaks"
    }
    buyers = dbt.ref("int_segments__customer_order_features").filter(
        "order_count > 0" if asked else "false"
    )
    # of each date the customers whose ids hash lowest
    drawn = buyers.project(
        ", ".join(["as_of_date", *columns.values()]) + ", row_number() over ("
        "partition by as_of_date order by md5(customer_id), customer_id) as draw"
    ).filter(f"draw <= {settings['sample_size']}")
    return fit_breaks(drawn.df(), asked, score_count=settings["score_count"])
