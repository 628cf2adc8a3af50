"""Whether an amount is with or without tax, where the rows say so."""

from __future__ import annotations

from propose.ledger import number_of
from propose.money import score
from propose.names import PER_CENT, SHARE, says
from propose.profiles import Column

SMALLEST = 5  # rows with tax that tell


def is_rate(column: Column) -> bool:
    """Whether the values are shares or per cents, by their sign, their name or their size."""
    small = column.is_rate_like and not column.is_whole and (column.largest or 0) < 1
    return bool(column.per_cents) or says(column.name, *SHARE, *PER_CENT) or small


def tax_words(connection, columns: dict[str, Column], decimal: str, name: str) -> str:
    """Where one amount is another plus a tax in every row, which of the two this one is."""
    if name not in columns:
        return ""
    relation = columns[name].table.relation

    def sql(column: Column) -> str:
        return number_of(column.name, columns, decimal)

    numbers = [c for c in columns.values() if c.is_number and not c.compact_dates]
    taxes = [c for c in numbers if score(c, "tax") >= 0.5 and c.largest and not is_rate(c)]
    amounts = [c for c in numbers if score(c, "line_amount", "unit_price") >= 0.45]
    for tax in taxes:
        for other in amounts:
            if len({tax.name, other.name, name}) < 3:
                continue
            for gross, net, words in ((other.name, name, "without tax"), (name, other.name, "with tax")):
                met, asked = connection.execute(
                    f"select count(*) filter (where abs({sql(columns[gross])} - {sql(columns[net])} - {sql(tax)}) "
                    f"<= 0.0051), count(*) from {relation} where {sql(tax)} != 0"
                ).fetchone()
                if met == asked >= SMALLEST:
                    return f"{words}: {gross} = {net} + {tax.name} in all {asked:,} rows with tax"
    return ""
