"""Order-level columns in a file of lines: on the first line of an order, or repeated on each."""

from __future__ import annotations

from propose.money import score
from propose.names import PER_CENT, says
from propose.profiles import Column
from propose.proposal import Input, Setting
from propose.roles import Roles, find_by_name
from propose.statuses import status_mapping

ROLES = ("line_amount", "discount_amount", "shipping", "tax", "refunded")
ZEROS = "'0', '0.0', '0.00', '0,00'"
SMALLEST = 4  # orders of several lines that tell


def order_level(connection, roles: Roles) -> dict[str, str]:
    """The columns that state something of the whole order, as 'first' or 'repeated'."""
    order = roles.of.get("order_id")
    if order is None or order.is_unique:
        return {}
    found, rare = {}, []
    for column in roles.columns.values():
        if column is order or column.filled == 0:
            continue
        money = column.is_number and score(column, *ROLES) >= 0.45
        of_order = score(column, "status", "cancelled_at", "refunded") >= 0.55
        if not (money or of_order or column.filled < column.rows):
            continue
        value = f"case when {column.sql} not in ({ZEROS}) then {column.sql} end"
        first, repeated, several = connection.execute(f"""
            select count(*) filter (where stated = 1 and filled = 1), count(*) filter (where stated = lines and
                different = 1), count(*)
            from (select count(*) as lines, count({value}) as stated, count({column.sql}) as filled, count(distinct
                {value}) as different
                from {order.table.relation} where {order.sql} is not null group by {order.sql}
                having count(*) > 1 and count({value}) > 0) as orders""").fetchone()
        if several < SMALLEST:
            if several and first == several and of_order and column.filled < column.rows:
                rare.append(column.name)
            continue
        if first >= 0.95 * several:
            found[column.name] = "first"
        elif repeated >= 0.98 * several and money and column.distinct > 2 and not _is_rate(column):
            found[column.name] = "repeated"
    # what is rarely stated follows the columns that are
    return found | dict.fromkeys(rare if "first" in found.values() else [], "first")


def _is_rate(column: Column) -> bool:
    """Whether it is a discount in per cent or a share, which is the same on a line as on its order."""
    return score(column, "discount_amount") >= 0.45 and (
        (column.largest or 0) <= 1 or column.per_cents > 0 or says(column.name, *PER_CENT)
    )


def orders_of_lines(connection, lines: Input, roles: Roles, level: dict[str, str]) -> Input | None:
    """The orders input that a file of lines holds besides, None where it says nothing of orders."""
    own = Roles({name: roles.columns[name] for name in level})
    find_by_name(
        own,
        {
            "refunded": 0.55,
            "discount_amount": 0.5,
            "shipping": 0.5,
            "tax": 0.6,
            "status": 0.55,
            "cancelled_at": 0.6,
        },
    )
    useful = [
        role
        for role in ("refunded", "discount_amount", "status", "cancelled_at")
        if role in own.of and (not own.of[role].is_number or own.of[role].largest)
    ]
    if not useful:
        return None
    source = Setting(lines.source.value, "the same file: what it states once per order")
    found = Input(
        lines.table,
        source,
        dialect={key: Setting(one.value, "as above") for key, one in lines.dialect.items()},
    )
    found.columns["order_id"] = Setting(roles.name("order_id"), f"{roles.of['order_id'].distinct:,} orders")
    for role in ("customer_id", "ordered_at", "store_id"):
        column = roles.of.get(role)
        if column is not None and level.get(column.name) == "first":
            found.columns[role] = Setting(column.name, "stated on the first line of an order")
    for role in useful:
        column = own.of[role]
        found.columns[role] = (
            status_mapping(connection, column, None)
            if role == "status"
            else Setting(column.name, f"{column.filled:,} rows have one")
        )
    found.unused = []
    return found
