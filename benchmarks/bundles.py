"""Check the association rules of a built database against mlxtend's.

    /tmp/bench/bin/pip install mlxtend duckdb
    /tmp/bench/bin/python benchmarks/bundles.py build/online_retail_ii.duckdb

Both start from the same orders, those of all customers that hold one of the
best-selling products; mlxtend finds the frequent sets and the rules anew.
"""

from __future__ import annotations

import sys

import duckdb
import numpy as np
import pandas as pd
from mlxtend.frequent_patterns import association_rules, fpgrowth

MEASURES = {
    "support": "support",
    "confidence": "confidence",
    "lift": "lift",
    "leverage": "leverage",
    "conviction": "conviction",
    "zhang": "zhangs_metric",
}
TOLERANCE = 1e-9


def key(numbers: tuple[int, ...]) -> str:
    """A set of products as text, whatever their order."""
    return "+".join(str(number) for number in sorted(n for n in numbers if n))


def main() -> None:
    connection = duckdb.connect(sys.argv[1], read_only=True)
    baskets = connection.execute(
        "select customer_id || '/' || order_id as order_id, product_number"
        " from int_segments__bundle_baskets order by all"
    ).df()
    ours = connection.execute(
        "select * from int_segments__bundle_rules where segment_id = 'all'"
    ).df()
    smallest = ours["order_count"].min() / ours["all_order_count"].iloc[0]
    onehot = pd.crosstab(baskets["order_id"], baskets["product_number"]).astype(bool)
    sets = fpgrowth(onehot, min_support=smallest, use_colnames=True, max_len=3)
    theirs = association_rules(sets, metric="support", min_threshold=0)
    theirs.index = [
        f"{key(list(a))} > {key(list(c))}"
        for a, c in zip(theirs["antecedents"], theirs["consequents"], strict=True)
    ]
    ours.index = [
        f"{key(row[:2])} > {key(row[2:])}"
        for row in zip(
            *(ours[c] for c in ("if_first", "if_second", "then_first", "then_second")),
            strict=True,
        )
    ]
    print(f"{len(onehot)} orders, {len(ours)} rules here, {len(theirs)} of mlxtend")
    assert set(ours.index) == set(theirs.index), "the rules are not the same"
    theirs = theirs.loc[ours.index]
    for mine, name in MEASURES.items():
        reference = theirs[name].replace(np.inf, np.nan).to_numpy()
        mine_values = ours[mine].astype(float).to_numpy()
        assert (np.isnan(mine_values) == np.isnan(reference)).all(), mine
        worst = np.nanmax(np.abs(mine_values - reference))
        print(f"{mine:12} largest difference {worst:.1e}")
        assert worst <= TOLERANCE, mine


if __name__ == "__main__":
    main()
