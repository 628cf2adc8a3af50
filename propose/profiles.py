"""What the values of each column can be: counts of the readings they have."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from propose import texts
from propose.names import normalised
from propose.reading import Table, quoted

GENERIC = ("id", "nr", "no", "number", "code", "key")
DATE_CLASSES = (
    "iso",
    "dmy",
    "mdy",
    "either",
    "same",
    "named",
    "epoch",
    "epoch_ms",
    "excel",
)
NUMBER_CLASSES = ("integer", "point", "comma", "either")


@dataclass(eq=False)
class Column:
    """One column of a table and what was counted in it."""

    name: str
    table: Table
    type: str  # as the source states it, or ''
    rows: int
    filled: int
    distinct: int
    numeric: int
    numbers: dict[str, int]  # by class
    dates: dict[str, int]  # by class
    negative: int
    emails: int
    per_cents: int
    lettered: int  # values with a letter
    signs: dict[str, int] = field(default_factory=dict)  # currency signs
    top: list[tuple[str, int]] = field(default_factory=list)
    smallest: float | None = None
    largest: float | None = None
    median: float | None = None

    @property
    def label(self) -> str:
        """Its name, with the table's where it says nothing alone: id of orders is order id."""
        if normalised(self.name) not in GENERIC:
            return self.name
        words = [
            word
            for word in normalised(self.table.name.rsplit(".", 1)[0]).split()
            if word not in ("dataset", "raw", "export", "csv", "main")
        ]
        return f"{words[-1].removesuffix('s')} {self.name}" if words else self.name

    @property
    def sql(self) -> str:
        """Its text in SQL, null where nothing is known."""
        return texts.filled(quoted(self.name))

    @property
    def is_number(self) -> bool:
        """Whether nearly every value is a number."""
        return self.filled > 0 and self.numeric >= 0.95 * self.filled

    @property
    def is_whole(self) -> bool:
        """Whether every number is written without decimals, or with zeros only."""
        return self.is_number and self.numbers["integer"] + self.whole >= self.numeric

    whole: int = 0  # numbers written with a decimal mark whose value is whole

    @property
    def plain_dates(self) -> int:
        """Values that are dates by their form alone."""
        return sum(self.dates[key] for key in ("iso", "dmy", "mdy", "either", "same", "named"))

    @property
    def is_date(self) -> bool:
        """Whether nearly every value is a date by its form."""
        return (
            self.filled > 0
            and self.plain_dates >= 0.9 * self.filled
            and (not self.is_number or self.type in ("DATE",) or self.compact_dates)
        )

    @property
    def compact_dates(self) -> bool:
        """Whether it is eight digits that are all days, such as 20240131."""
        return self.is_number and self.dates["iso"] >= 0.99 * self.filled

    @property
    def is_rate_like(self) -> bool:
        """Whether the values could be per cents: few, from 0 to 100, in steps of a half."""
        if self.distinct > 25 or self.smallest is None or self.smallest < 0 or self.largest > 100:
            return False
        marks = [value.replace(",", ".").rsplit(".", 1) for value, _ in self.top]
        return all(len(parts) == 1 or parts[1].strip("% ") in ("", "0", "00", "5", "50") for parts in marks)

    @property
    def is_unique(self) -> bool:
        """Whether no value stands twice."""
        return self.filled == self.rows and self.distinct == self.filled and self.rows > 1

    @property
    def is_constant(self) -> bool:
        """Whether it has one value at most."""
        return self.distinct <= 1


def profile(connection: duckdb.DuckDBPyConnection, table: Table) -> dict[str, Column]:
    """The profile of every column of a table."""
    return {name: _profile(connection, table, name) for name in table.columns}


def _profile(connection, table: Table, name: str) -> Column:
    connection.execute(
        f"create or replace temp table counted as select {texts.filled('raw')} as v, "
        f"cast(sum(n) as bigint) as n from (select {quoted(name)} as raw, count(*) as n "
        f"from {table.relation} group by all) as values_of_column group by all"
    )
    date_counts = ", ".join(f"coalesce(sum(case when date_class = '{kind}' then n end), 0)" for kind in DATE_CLASSES)
    number_counts = ", ".join(
        f"coalesce(sum(case when is_numeric and number_class = '{kind}' then n end), 0)" for kind in NUMBER_CLASSES
    )
    query = f"""
        with classed as (
            select v, n, {texts.number_class("v")} as number_class,
                {texts.is_numeric("v")} and number_class is not null as is_numeric,
                {texts.date_class("v")} as date_class
            from counted where v is not null
        ),
        valued as (
            select *, case when is_numeric then case when number_class = 'comma'
                then {texts.number("v", "comma")} else {texts.number("v", "point")} end end as value
            from classed
        )
        select
            coalesce(sum(n), 0), count(*), coalesce(sum(case when is_numeric then n end), 0),
            coalesce(sum(case when value < 0 then n end), 0),
            coalesce(sum(case when regexp_full_match(v, '[^@ ]+@[^@ ]+[.][A-Za-z]+') then n end), 0),
            coalesce(sum(case when v like '%\\%' escape '\\' then n end), 0),
            coalesce(sum(case when regexp_matches(v, '[A-Za-z]') then n end), 0),
            min(value), max(value), median(value),
            coalesce(sum(case when is_numeric and number_class != 'integer' and value = round(value)
                and number_class != 'either' then n end), 0),
            {number_counts}, {date_counts}
        from valued"""
    row = [int(one) if hasattr(one, "as_tuple") else one for one in connection.execute(query).fetchone()]
    column = Column(
        name,
        table,
        table.types.get(name, ""),
        table.row_count,
        filled=row[0],
        distinct=row[1],
        numeric=row[2],
        negative=row[3],
        emails=row[4],
        per_cents=row[5],
        lettered=row[6],
        smallest=row[7],
        largest=row[8],
        median=row[9],
        whole=row[10],
        numbers=dict(zip(NUMBER_CLASSES, row[11:15], strict=True)),
        dates=dict(zip(DATE_CLASSES, row[15:], strict=True)),
    )
    column.top = connection.execute(
        "select v, n from counted where v is not null order by n desc, v limit 60"
    ).fetchall()
    if column.is_number and not column.type:
        column.signs = dict(
            connection.execute(
                f"select sign, cast(sum(n) as bigint) from (select n, regexp_extract(v, "
                f"'{texts.SIGNS}') as sign from counted where v is not null) as signed "
                "where sign != '' group by sign order by 2 desc, 1"
            ).fetchall()
        )
    return column
