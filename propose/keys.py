"""Which columns determine others, repeat, or hold the same values in two tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from propose.names import normalised, suggestions
from propose.profiles import Column

SAMPLE = 400_000  # rows that dependencies are counted on
KEYS = ("order_id", "customer_id", "product_id", "store_id")
FEW = 1000  # values that tell whether two columns may have common ones


def is_identifier(column: Column) -> bool:
    """Whether the values may be ids: no dates, no decimals."""
    if column.filled == 0 or (column.is_date and not column.compact_dates):
        return False
    if sum(bool(re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", value)) for value, _ in column.top) > 0.5 * len(column.top):
        return False  # times of day
    if column.compact_dates:
        return bool({"order_id", "customer_id", "product_id"} & set(suggestions(column.label)))
    if column.is_number:
        has_mark = sum(column.numbers[key] for key in ("point", "comma", "either"))
        # 17850.0 is an id that went through a spreadsheet
        return column.negative == 0 and has_mark - column.whole <= 0.02 * column.numeric
    return True


def single_share(connection: duckdb.DuckDBPyConnection, key: Column, value: str) -> tuple[int, int]:
    """Values of a key that have one value of an expression at most, and all values of it."""
    relation = key.table.relation
    return connection.execute(
        f"select count(*) filter (where others <= 1), count(*) from (select count(distinct {value}) "
        f"as others from (select * from {relation} limit {SAMPLE}) as part "
        f"where {key.sql} is not null group by {key.sql}) as counted"
    ).fetchone()


@dataclass(frozen=True)
class Link:
    """A column of one table whose values are a unique column of another."""

    child: Column
    parent: Column
    found: int  # distinct values of the child that the parent has
    wanted: int  # distinct values of the child

    @property
    def share(self) -> float:
        """How many of the child's values the parent has."""
        return self.found / self.wanted if self.wanted else 0.0

    @property
    def words(self) -> str:
        """The evidence as a sentence."""
        return f"{self.found:,} of {self.wanted:,} values are in {self.parent.name} of {self.parent.table.name}"


def _bare(name: str) -> str:
    """A name without the short name of its table in front: o custkey is custkey."""
    first, _, rest = name.partition(" ")
    return rest if rest and len(first) <= 2 else name


def _alike(child: Column, parent: Column) -> bool:
    one, other = normalised(child.name), normalised(parent.name)
    if one == other or set(suggestions(child.label)) & set(suggestions(parent.label)) & {
        "order_id",
        "customer_id",
        "product_id",
    }:
        return True
    if one.split(" ", 1)[0] != one and _bare(one) == _bare(other):
        return True
    stem = normalised(parent.table.name.rsplit(".", 1)[0]).rstrip("s").split(" ")[-1]
    return other in ("id", "nr", "no", "key", "code") and len(stem) > 2 and one.startswith(stem)


def links(connection: duckdb.DuckDBPyConnection, tables: list[dict[str, Column]]) -> list[Link]:
    """Every pair of columns in two tables that holds the same ids."""
    values = Values(connection)
    found = []
    for child_table in tables:
        for parent_table in tables:
            if child_table is parent_table:
                continue
            for parent in parent_table.values():
                if not is_identifier(parent) or parent.filled == 0:
                    continue
                if parent.distinct < 0.5 * parent.filled or parent.filled < 0.9 * parent.rows:
                    continue
                for child in child_table.values():
                    link = _link(values, child, parent)
                    if link:
                        found.append(link)
    return sorted(found, key=lambda link: (-link.share, -link.found, link.child.name))


class Values:
    """The distinct values of columns, and how many two columns share."""

    def __init__(self, connection: duckdb.DuckDBPyConnection):
        self.connection = connection
        self.tables: dict[Column, str] = {}

    def of(self, column: Column) -> str:
        """A table of a column's values; is_sample for some of them, chosen by their hash."""
        if column not in self.tables:
            name = self.tables[column] = f"values_{len(self.tables)}"
            self.connection.execute(
                f"create temp table {name} as select v, row_number() over (order by hash(v), v) <= {FEW} as is_sample "
                f"from (select distinct {column.sql} as v from {column.table.relation}) as listed where v is not null"
            )
        return self.tables[column]

    def common(self, child: Column, parent: Column, least: float) -> int:
        """The values of the child that the parent has; 0 where a sample has far fewer than the least share."""
        one, other = self.of(child), self.of(parent)
        if child.distinct > FEW:
            sampled = self._count(f"(select v from {one} where is_sample)", other)
            if sampled < (least - 0.1) * FEW:
                return 0
        return self._count(one, other)

    def _count(self, one: str, other: str) -> int:
        return self.connection.execute(
            f"select count(*) from {one} as child semi join {other} as parent on child.v = parent.v"
        ).fetchone()[0]


def _contradict(child: Column, parent: Column) -> bool:
    """Whether two names say different keys: small numbers are in many keys by chance."""
    one, other = (
        {role for role in KEYS if suggestions(column.label).get(role, 0) >= 0.55} for column in (child, parent)
    )
    return bool(one and other) and not one & other


def _link(values: Values, child: Column, parent: Column) -> Link | None:
    if not is_identifier(child) or child.distinct < 2:
        return None
    if child.is_number and parent.is_number and _contradict(child, parent):
        return None
    alike = _alike(child, parent)
    if not alike and (child.is_number != parent.is_number or child.distinct < 10):
        return None
    least = 0.5 if alike else 0.9
    if parent.distinct < least * child.distinct or (not alike and child.distinct < 0.3 * parent.distinct):
        return None  # whatever the values are
    link = Link(child, parent, values.common(child, parent, least), child.distinct)
    if alike:
        return link if link.share >= least else None
    return link if link.share >= least and link.found >= max(10, 0.3 * parent.distinct) else None
