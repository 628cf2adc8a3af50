"""The published tables: one whole file that readers open while a build runs.

    python -m serving build build/shop.duckdb -- <arguments of dbt build>
    python -m serving publish build/shop.duckdb
    python -m serving versions build/shop.duckdb
    python -m serving restore build/shop.duckdb [version]

A build writes build/shop.duckdb. Its public tables are published as serve/shop.duckdb,
and as Parquet in serve/shop/, after every model and test has passed. The file is
replaced in one step, so that a reader sees the former version or the new one.
"""
