"""Look at a shop's files and propose the vars file that reads them.

`python -m propose my_shop orders.csv lines.csv` writes inputs/my_shop.yml. The steps, a
module each: reading (files to tables of text), profiles (what the values of a column can
be), names (what a column's name suggests), keys (unique columns and overlaps), roles
(which column is which), money (arithmetic between columns), evidence (cancellations,
statuses, repeated lines), arrangement (which table is which input), ledger (the lines
and the money of a reading), writing (the YAML with its comments).
"""
