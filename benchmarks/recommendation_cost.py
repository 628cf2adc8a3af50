"""What recommendations cost, as ratios to building customer_products.

    python benchmarks/generate_shop.py --lines 10000000 --output /tmp/shop
    dbt build --vars ...                    # any build of that shop, for the rest
    dbt compile --vars ...
    python benchmarks/recommendation_cost.py build/shop.duckdb target

Runs the compiled SQL of the models, each in the order of its refs, in one process with
one thread and a memory limit of 2 GiB, and prints CPU seconds over those of
customer_products. The database is changed: work on a copy.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import duckdb

FIRST = "int_segments__customer_products"
PAIRS = ("int_segments__product_pairs", "int_segments__product_neighbours")
SERVING = (
    "int_segments__personal_candidates",
    "int_segments__ladder_candidates",
    "int_segments__recommendation_candidates",
    "int_segments__leftover_candidates",
    "int_segments__recommended_products",
    "segments__recommendations",
)
MEMORY_LIMIT = "2GiB"
CUSTOMERS = 200_000


def ordered(manifest: dict) -> list[dict]:
    """The SQL models of the products folders after what they read."""
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        and ("/products/" in node["original_file_path"] or node["name"] == FIRST)
    }
    done: list[str] = []

    def visit(key: str) -> None:
        if key in nodes and key not in done:
            for parent in nodes[key]["depends_on"]["nodes"]:
                visit(parent)
            done.append(key)

    for key in sorted(nodes, key=lambda name: FIRST not in name):
        visit(key)
    return [nodes[key] for key in done]


def main() -> None:
    database, target = sys.argv[1], Path(sys.argv[2])
    manifest = json.loads((target / "manifest.json").read_text())
    connection = duckdb.connect(
        database, config={"threads": 1, "memory_limit": MEMORY_LIMIT}
    )
    connection.execute("set preserve_insertion_order = false")
    seconds = {}
    for node in ordered(manifest):
        path = target / "compiled" / node["package_name"] / node["original_file_path"]
        start = time.process_time()
        connection.execute(
            f"create or replace table main.{node['name']} as {path.read_text()}"
        )
        seconds[node["name"]] = time.process_time() - start
        print(f"{node['name']:48} {seconds[node['name']]:8.1f} s", flush=True)
    [(customers,)] = connection.execute(
        "select count(*) from int_segments__customer_segments"
    ).fetchall()
    serving = sum(seconds[name] for name in SERVING)
    pairs = sum(seconds[name] for name in PAIRS)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"\ncustomer_products: 1 ({seconds[FIRST]:.1f} CPU s)")
    print(f"item to item, both days: {pairs / seconds[FIRST]:.2f}")
    print(
        f"recommendations for all {customers}: {serving / seconds[FIRST]:.2f}, for"
        f" {CUSTOMERS}: {serving / seconds[FIRST] * min(1, CUSTOMERS / customers):.2f}"
    )
    print(f"everything: {sum(seconds.values()) / seconds[FIRST]:.2f}")
    print(f"peak memory: {peak:.2f} GiB, limit {MEMORY_LIMIT}")


if __name__ == "__main__":
    main()
