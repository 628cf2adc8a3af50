"""Which table is which input."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from propose.keys import Link, links
from propose.names import suggestions
from propose.profiles import Column
from propose.reading import Table
from propose.roles import Roles, find_date

PERSONAL = ("age", "age_text", "gender", "birth_date", "income", "city", "region")
ABOUT_PRODUCTS = ("product_name", "category", "unit_cost", "stock_unit_count")
MEASURES = ("quantity", "unit_price", "line_amount")
OTHER_KEYS = ("customer_id", "product_id", "store_id", "channel", "category", "campaign_id")
NEARLY_ALL = 0.8  # of the lines' order ids: what an orders table holds


@dataclass
class Arrangement:
    """The table of each input, the columns that join them, and what is left over."""

    tables: dict[str, Table] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    joins: dict[str, Link] = field(default_factory=dict)  # by the input joined
    grain: str = "line"
    unused: dict[str, str] = field(default_factory=dict)
    order_key: Link | None = None  # a column elsewhere that names the order of a row of the lines
    has_prices: bool = False  # whether the products have one

    def give(self, name: str, table: Table, why: str, link: Link | None = None) -> None:
        """Make a table an input."""
        self.tables[name], self.why[name] = table, why
        if link is not None:
            self.joins[name] = link


def named(columns: dict[str, Column], *roles: str, least: float = 0.6) -> list[Column]:
    """The columns whose names suggest one of some roles."""
    return [
        column for column in columns.values() if any(suggestions(column.label).get(role, 0) >= least for role in roles)
    ]


def _has_date(columns: dict[str, Column]) -> Column | None:
    roles = Roles(columns)
    find_date(roles)
    return roles.of.get("ordered_at")


def _event_score(columns: dict[str, Column], own_links: list[Link], parents: list[Link]) -> float:
    """How much a table looks like order lines."""
    measures = [c for c in named(columns, *MEASURES, least=0.45) if c.is_number]
    decimals = [c for c in columns.values() if c.is_number and not c.is_whole]
    points = 2.0 if measures else 1.0 if decimals else 0.0
    points += 1.0 if [c for c in named(columns, "quantity", least=0.6) if c.is_number] else 0.0
    points += 1.0 if named(columns, "product_id", least=0.6) else 0.0
    points += 1.0 if _has_date(columns) else 0.0
    points += 1.0 if named(columns, "order_id", least=0.6) else 0.0
    points += 1.0 if named(columns, "customer_id", least=0.6) else 0.0
    points += 0.8 * len({link.parent.table.name for link in own_links})
    points -= 0.5 * len({link.child.table.name for link in parents})
    points -= (
        1.5
        if len(named(columns, *PERSONAL, least=0.8)) >= 2 and not named(columns, "product_id", "order_id", least=0.8)
        else 0.0
    )
    points -= 2.0 if named(columns, "payment_type") and not named(columns, "product_id") else 0.0
    points -= 2.0 if named(columns, "contact_group", "contacted_at", least=0.8) else 0.0
    return points


def _has_lines(columns: dict[str, Column]) -> bool:
    """Whether a table has lines of its own: products and how many of them."""
    counts = [c for c in named(columns, "quantity", least=0.6) if c.is_number]
    return bool(counts) and bool(named(columns, "product_id", least=0.55))


def _names_order(link: Link) -> float:
    return max(suggestions(one.label).get("order_id", 0) for one in (link.child, link.parent))


def _names_product(link: Link) -> bool:
    return (
        suggestions(link.child.label).get("product_id", 0) >= 0.4
        or suggestions(link.parent.label).get("product_id", 0) >= 0.6
    )


def _lines_between(
    table: Table, columns_of: dict[str, dict[str, Column]], found: list[Link]
) -> tuple[Link, Link] | None:
    """The links of a table to orders and to products: such rows are order lines, even without money.

    The orders have an id per row and say who or when; most of them have a row here; they name no product themselves.
    """
    for order in found:
        orders = columns_of[order.parent.table.relation]
        if order.child.table is not table or _names_order(order) < 0.4 or not order.parent.is_unique:
            continue
        if order.share < NEARLY_ALL or order.found < 0.5 * order.parent.distinct:
            continue
        if _has_date(orders) is None and not named(orders, "customer_id", least=0.5):
            continue
        for product in found:
            if product.child.table is not table or product.child is order.child or not _names_product(product):
                continue
            if product.parent.table is order.parent.table or product.share < 0.5:
                continue
            if not any(
                link.child.table is order.parent.table and link.parent is product.parent and _names_product(link)
                for link in found
            ):
                return order, product
    return None


def arrange(connection: duckdb.DuckDBPyConnection, profiled: list[dict[str, Column]]) -> Arrangement:
    """Find the inputs among the tables."""
    result = Arrangement()
    found = links(connection, profiled) if len(profiled) > 1 else []
    tables = {id(columns): next(iter(columns.values())).table for columns in profiled}

    def out(columns: dict[str, Column]) -> list[Link]:
        return [link for link in found if link.child.table is tables[id(columns)]]

    def into(columns: dict[str, Column]) -> list[Link]:
        return [link for link in found if link.parent.table is tables[id(columns)]]

    by_relation = {tables[id(columns)].relation: columns for columns in profiled}
    between = {id(columns): _lines_between(tables[id(columns)], by_relation, found) for columns in profiled}
    ranked = sorted(
        profiled,
        key=lambda columns: (
            between[id(columns)] is None,
            -_event_score(columns, out(columns), into(columns)),
            -tables[id(columns)].row_count,
        ),
    )
    lines = ranked[0]
    rest = [columns for columns in profiled if columns is not lines]
    table = tables[id(lines)]
    date = _has_date(lines)
    if not rest and _is_customer_grain(lines, date):
        result.grain = "customer"
        result.give("customers", table, "one row per customer, no orders")
        return result
    measures = named(lines, *MEASURES, least=0.45)
    what = f"rows with {', '.join(c.name for c in measures[:3]) or 'amounts'}"
    if between[id(lines)] and not measures:
        order, product = between[id(lines)]
        what = f"rows, each of an order of {order.parent.table.name} and a product of {product.parent.table.name}"
    result.give("transactions", table, f"{table.row_count:,} {what}")
    _place_orders(result, lines, rest, found)
    result.order_key = next(
        (
            link
            for link in found
            if link.parent.table is table
            and "orders" not in result.tables
            and suggestions(link.child.label).get("order_id", 0) >= 0.8
        ),
        None,
    )
    events = {table.relation} | {one.relation for name, one in result.tables.items() if name == "orders"}
    waiting = [columns for columns in rest if tables[id(columns)] not in result.tables.values()]
    for columns in sorted(waiting, key=lambda one: -_direct(one, found, events)):
        _place(
            result,
            columns,
            tables[id(columns)],
            [link for link in into(columns) if link.child.table.relation in events],
            lines,
        )
    for columns in waiting:
        if result.tables.get("products") is tables[id(columns)]:
            result.has_prices = bool([c for c in named(columns, "unit_price") if c.is_number])
    return result


def _direct(columns: dict[str, Column], found: list[Link], events: set[str]) -> float:
    """How much of the lines' or orders' values a table holds: closer tables are placed first."""
    table = next(iter(columns.values())).table
    return max(
        (link.share for link in found if link.parent.table is table and link.child.table.relation in events),
        default=0.0,
    )


def _place_orders(
    result: Arrangement,
    lines: dict[str, Column],
    rest: list[dict[str, Column]],
    found: list[Link],
) -> None:
    """The table of orders: its key is in the lines, and it says who or when."""
    table = next(iter(lines.values())).table
    best: tuple = (0.0, None, None)
    for columns in rest:
        own = next(iter(columns.values())).table
        date = _has_date(columns)
        people = named(columns, *PERSONAL, least=0.7)
        for link in found:
            if link.parent.table is not own or link.child.table is not table:
                continue
            order_named = _names_order(link)
            if link.parent.distinct < NEARLY_ALL * link.parent.filled or _has_lines(columns):
                continue  # several rows of an order
            if link.share < NEARLY_ALL or (order_named < 0.4 and not _may_be_order(link.child)):
                continue
            who = max(
                (suggestions(c.label).get("customer_id", 0) for c in columns.values() if c is not link.parent),
                default=0,
            )
            says_who_or_when = (date is not None) + (who >= 0.5)
            if not says_who_or_when or (order_named < 0.4 and (people or date is None)):
                continue
            worth = link.share + order_named + says_who_or_when - 0.5 * bool(people)
            if worth > best[0]:
                best = (worth, own, link)
    if best[1] is not None:
        link = best[2]
        result.give("orders", best[1], f"{link.child.name} of the lines: {link.words}", link)


def _says_other(key: Column, own: str) -> bool:
    """Whether a key's name says another key than its own, such as a store's or a day's."""
    says = suggestions(key.label)
    is_day = says.get("ordered_at", 0) >= 0.4
    return is_day or max(says.get(role, 0) for role in OTHER_KEYS if role != own) >= 0.6


def _may_be_order(key: Column) -> bool:
    """Whether a key whose name does not say so may be that of orders: no other key, and of many values."""
    return not _says_other(key, "order_id") and key.distinct >= 0.05 * key.filled


def _is_customer_grain(columns: dict[str, Column], date: Column | None) -> bool:
    keys = [
        c
        for c in columns.values()
        if c.is_unique and (suggestions(c.label).get("customer_id", 0) >= 0.6 or c.name.lower() == "id")
    ]
    if not keys:
        return False
    if named(columns, "order_id", "product_id", least=0.8):
        return False
    order_dates = date is not None and suggestions(date.label).get("ordered_at", 0) >= 0.9
    return not (order_dates and named(columns, *MEASURES, least=0.8)) or bool(
        named(columns, "order_count", "days_since_last_order", least=0.9)
    )


def _place(
    result: Arrangement,
    columns: dict[str, Column],
    table: Table,
    into_it: list[Link],
    lines: dict[str, Column],
) -> None:
    def link_to(role: str) -> Link | None:
        for link in into_it:
            if suggestions(link.child.label).get(role, 0) >= 0.4 or suggestions(link.parent.label).get(role, 0) >= 0.6:
                return link
        return None

    groups = named(columns, "contact_group", least=0.8) + named(columns, "contacted_at", least=0.9)
    if groups and named(columns, "campaign_id", least=0.8):
        result.give("campaign_contacts", table, f"has {groups[0].name} and a campaign")
        return
    products = named(columns, *ABOUT_PRODUCTS, least=0.6)
    people = named(columns, *PERSONAL, least=0.7)
    amounts = [c for c in named(columns, "payment_amount", least=0.5) if c.is_number]
    if _has_lines(columns):
        result.unused[table.name] = (
            "it has lines of its own; lines in several files are brought to the same columns before, as one input"
        )
        return
    if (
        amounts
        and (named(columns, "payment_type", least=0.6) or (not products and not people))
        and (named(columns, "order_id", least=0.6) and "payments" not in result.tables)
    ):
        result.give(
            "payments",
            table,
            f"amounts by order in {max(amounts, key=lambda one: suggestions(one.label)['payment_amount']).name}",
        )
        return
    customer_link, product_link = link_to("customer_id"), link_to("product_id")
    if (
        product_link is not None
        and not (customer_link and len(people) >= len(products))
        and "products" not in result.tables
    ):
        result.give(
            "products",
            table,
            f"{product_link.child.name} of {product_link.child.table.name}: {product_link.words}",
            product_link,
        )
        return
    if "customers" not in result.tables and (customer_link is not None or people):
        why = f"{customer_link.child.name}: {customer_link.words}" if customer_link else f"has {people[0].name}"
        result.give("customers", table, why, customer_link)
        return
    keys = [
        link
        for link in into_it
        if link.parent.distinct >= 0.95 * link.parent.filled and not suggestions(link.parent.label).get("order_id")
    ]
    lines_table = next(iter(lines.values())).table
    for name, own, fits in (("products", "product_id", products), ("customers", "customer_id", not products)):
        # what the orders name is no product of the lines
        fitting = [
            link
            for link in keys
            if not _says_other(link.child, own) and (name == "customers" or link.child.table is lines_table)
        ]
        if fitting and fits and name not in result.tables:
            result.give(name, table, fitting[0].words, fitting[0])
            return
    if table.row_count > 27 and [c for c in named(columns, "ordered_at") if c.is_unique and c.is_date]:
        why = "it has a row per day; where the lines name its days by a key, join the date to the lines before"
    elif into_it:
        why = "no input of the project matches its columns"
    elif shared := [name for name in columns if name in lines]:
        why = f"its rows are not one per {shared[0]}"
        if named(columns, "campaign_id", least=0.8):
            why += "; with a column of the day of contact (contacted_at) it could be campaign_contacts"
    else:
        why = "its rows are not one per value of a column of the lines or orders"
    result.unused[table.name] = why
