"""Write a grocery-like shop: few products, heavy repeats, no trend.

    python benchmarks/generate_grocery.py some_folder/grocery.parquet

Every customer has a shopping list drawn by popularity, buys most of it again and again,
and now and then tries something else, popular things first. Nothing rises or falls and
no two products belong together: what a shop is like where clever recommendations have
nothing to find, so that what the build serves there can be looked at.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

PRODUCTS = 120
CUSTOMERS = 1_500
WEEKS = 52
LIST_LENGTH = 12
SHARE_OF_LIST = 0.5
TRIES = 0.6  # products off the list per basket
FIRST_DAY = pd.Timestamp("2025-01-01")


def draw(seed: int = 1) -> pd.DataFrame:
    """One row per order line, the same for the same seed."""
    random = np.random.default_rng(seed)
    popularity = 1 / np.arange(1, PRODUCTS + 1) ** 0.8
    popularity /= popularity.sum()
    prices = np.round(random.lognormal(0.9, 0.5, PRODUCTS), 2)
    lines = []
    for customer in range(CUSTOMERS):
        favourites = random.choice(PRODUCTS, LIST_LENGTH, replace=False, p=popularity)
        day = int(random.integers(0, 180))
        every = random.choice([7, 14, 28], p=[0.3, 0.4, 0.3])
        order = 0
        while day < 7 * WEEKS:
            tried = random.choice(PRODUCTS, random.poisson(TRIES), p=popularity)
            basket = {*favourites[random.random(LIST_LENGTH) < SHARE_OF_LIST], *tried}
            lines += [
                (customer, order, day, int(product)) for product in sorted(basket)
            ]
            day += max(1, int(random.normal(every, 2)))
            order += 1
    frame = pd.DataFrame(lines, columns=["customer", "order", "day", "product"])
    return pd.DataFrame(
        {
            "order_id": frame["customer"].astype(str)
            + "-"
            + frame["order"].astype(str),
            "customer_id": "G" + frame["customer"].astype(str),
            "product_id": "P" + frame["product"].astype(str),
            "ordered_at": FIRST_DAY + pd.to_timedelta(frame["day"], unit="D"),
            "quantity": 1,
            "unit_price": prices[frame["product"]],
        }
    )


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    shop = draw()
    shop.to_parquet(target)
    print(f"{len(shop)} lines to {target}")
