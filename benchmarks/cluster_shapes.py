"""Shops whose number of groups is known, drawn customer by customer in eight shapes.

Every customer has a rate of orders of their own, leaves after an exponential time, and
has log-normal baskets, a price level and a share saved; the features are counted from
the orders that fall into two years. benchmarks/cluster_study.py judges the rule for the
number of segments on these shops.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

DAYS = 730
# A persona: orders a year, days until it leaves, basket, price of a unit, share saved.
PERSONAS = {
    "regular": (14, 3_000, 45, 12, 0.03),
    "big": (3, 3_000, 420, 60, 0.02),
    "bargain": (7, 2_000, 30, 4, 0.35),
    "lapsed": (8, 90, 60, 15, 0.06),
    "heavy": (45, 4_000, 140, 8, 0.12),
    "gift": (1.2, 2_500, 90, 35, 0.25),
    "premium": (9, 3_000, 900, 180, 0.01),
}
GIANT = (60, 9_000, 6_000, 40, 0.2)
# shape: shares by persona, and how far the members of a persona differ
SHAPES = {
    "2 sharp": ({"lapsed": 1, "heavy": 1}, 1.0),
    "3 sharp": ({"regular": 1, "big": 1, "bargain": 1}, 1.0),
    "4 sharp": ({"regular": 1, "big": 1, "bargain": 1, "lapsed": 1}, 1.0),
    "5 sharp": (
        {"heavy": 1, "big": 1, "bargain": 1, "lapsed": 1, "premium": 1},
        1.0,
    ),
    "7 sharp": (dict.fromkeys(PERSONAS, 1), 0.8),
    "3 unequal": ({"regular": 80, "big": 15, "bargain": 5}, 1.0),
    "4 overlapping": ({"regular": 1, "big": 1, "bargain": 1, "lapsed": 1}, 3.0),
    "4 with giants": ({"regular": 1, "big": 1, "bargain": 1, "lapsed": 1}, 1.0),
}
WITHOUT_GROUPS = (
    "normal",
    "correlated",
    "uniform",
    "heavy tail",
    "poisson",
    "one persona",
    "curved",
)


def customers_of(
    persona: tuple, count: int, *, spread: float, random: np.random.Generator
) -> pd.DataFrame:
    """The features of customers of one persona."""
    rate, stay, basket, price, saved = persona
    rows = []
    while len(rows) < count:
        own = rate * np.exp(0.25 * spread * random.standard_normal())
        begin = random.uniform(0, 0.6 * DAYS)
        end = min(DAYS, begin + random.exponential(stay))
        days = begin + np.cumsum(random.exponential(365 / own, 400))
        days = np.r_[begin, days[days < end]]
        level = basket * np.exp(0.25 * spread * random.standard_normal())
        baskets = level * np.exp(0.4 * random.standard_normal(len(days)))
        share = np.clip(saved + 0.03 * spread * random.standard_normal(), 0, 0.9)
        rows.append(
            (
                np.log1p(DAYS - days[-1]),
                np.log1p(len(days)),
                np.log1p(baskets.mean()),
                share,
                np.log1p(price * np.exp(0.25 * spread * random.standard_normal())),
            )
        )
    return pd.DataFrame(
        rows,
        columns=[
            "days_since_last_order",
            "order_count",
            "average_order_value",
            "discount_share",
            "average_unit_price",
        ],
    )


def shop_with_groups(
    shape: str, *, count: int, seed: int
) -> tuple[pd.DataFrame, np.ndarray]:
    """The customers of a shop of one of SHAPES, and the persona of each."""
    random = np.random.default_rng([seed, list(SHAPES).index(shape)])
    shares, spread = SHAPES[shape]
    total = sum(shares.values())
    frames = []
    for name, share in shares.items():
        # personas differ from shop to shop as well
        shift = np.exp(0.1 * random.standard_normal(5))
        persona = tuple(np.array(PERSONAS[name]) * shift)
        size = round(count * share / total)
        each = customers_of(persona, size, spread=spread, random=random)
        frames.append(each.assign(persona=name))
    if shape == "4 with giants":
        each = customers_of(GIANT, count // 50, spread=2.0, random=random)
        frames.append(each.assign(persona="giant"))
    customers = pd.concat(frames, ignore_index=True)
    customers = customers.iloc[random.permutation(len(customers))]
    customers = customers.reset_index(drop=True)
    return customers.drop(columns="persona"), customers["persona"].to_numpy()


def shop_without_groups(kind: str, *, count: int, seed: int) -> pd.DataFrame:
    """The customers of a shop without groups, of one of WITHOUT_GROUPS."""
    random = np.random.default_rng([seed, 100 + WITHOUT_GROUPS.index(kind)])
    if kind == "one persona":
        return customers_of(PERSONAS["regular"], count, spread=1.0, random=random)
    if kind == "poisson":
        parts = [
            customers_of(
                (
                    random.gamma(1, 6) + 0.5,
                    random.gamma(1.5, 400) + 30,
                    np.exp(4 + 0.8 * random.standard_normal()),
                    np.exp(2.5 + 0.8 * random.standard_normal()),
                    random.beta(1, 9),
                ),
                1,
                spread=1.0,
                random=random,
            )
            for _ in range(count)
        ]
        return pd.concat(parts, ignore_index=True)
    width = 5
    if kind == "uniform":
        points = random.random((count, width)) * 3
    else:
        points = random.standard_normal((count, width))
    if kind in ("correlated", "heavy tail"):
        points = points @ (np.eye(width) + 0.6 * random.standard_normal((width,) * 2))
    if kind == "heavy tail":
        points = np.sign(points) * np.abs(points) ** 1.6
    if kind == "curved":
        points[:, 1] = points[:, 0] ** 2 / 2 + 0.5 * points[:, 1]
    return pd.DataFrame(
        points,
        columns=[
            "days_since_last_order",
            "order_count",
            "average_order_value",
            "discount_share",
            "average_unit_price",
        ],
    )
