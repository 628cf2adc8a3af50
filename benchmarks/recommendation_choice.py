"""Check what built databases serve against the bestsellers of their own back-test.

    python benchmarks/generate_grocery.py /tmp/shops/grocery.parquet
    dbt build --vars "$(cat inputs/online_retail_ii.yml)"   # and the demo, the grocer
    python benchmarks/recommendation_choice.py build/*.duckdb

Every method is listed by its NDCG@10 on products new to the customer. Fails where what
serves most customers is below the bestsellers of the shop or the segment, or what is
trending in the shop.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

LISTS = ("shop_bestsellers", "shop_trending", "segment_bestsellers")


def check(path: Path) -> bool:
    """Print the methods of one database, best first; True where no list is better."""
    connection = duckdb.connect(str(path), read_only=True)
    values = dict(
        connection.execute(
            "select method, value from segments__recommendation_backtest"
            " where evaluation_set = 'unseen' and metric = 'ndcg'"
            " and segment_id = 'all' and method != 'repeat_purchase'"
            " order by value desc, method"
        ).fetchall()
    )
    [(served,)] = connection.execute(
        "select method from int_segments__method_comparisons where is_winner"
    ).fetchall()
    print(path.stem)
    for method, value in values.items():
        print(f"  {value:.4f}  {method}{'  <- served' if method == served else ''}")
    for segment, method in connection.execute(
        "select segment_id, method from int_segments__served_methods"
        " where is_fallback order by segment_id"
    ).fetchall():
        print(f"  {segment} falls back to {method}")
    return all(values[served] >= values[name] for name in LISTS if name in values)


def main() -> None:
    if not all([check(Path(argument)) for argument in sys.argv[1:]]):
        raise SystemExit("a list of bestsellers beats what is served")


if __name__ == "__main__":
    main()
