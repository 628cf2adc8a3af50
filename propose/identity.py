"""The ids of a line: order, customer and product."""

from __future__ import annotations

from propose import names
from propose.names import suggestions
from propose.profiles import Column
from propose.proposal import OPEN, Input, Proposal, Setting, of
from propose.roles import Read, Roles

NO_IDS = ("product_name", "category")
WHO = "Which column says who bought? None was recognised."
WHEN = "Which column is the date of the order? None reads as a date."
DATES_ELSEWHERE = "where it is a key of a table of days, join the date to the lines before (docs/own_data.md)"


def drop_row_numbers(roles: Roles, orders: dict[str, Column] | None) -> None:
    """A row's own number is no order id where lines repeat another one."""
    order = roles.of.get("order_id")
    if order is not None and orders is None and order.is_unique and names.says(order.name, "line", "row", "index"):
        roles.of.pop("order_id")


def ask_for_missing(proposal: Proposal, orders: Read) -> None:
    """Who bought and when stands in the lines or in the orders; where it is in neither, it is a question."""
    lines, beside = proposal.inputs["transactions"], proposal.inputs["orders"]
    for role, question in (("customer_id", WHO), ("ordered_at", WHEN)):
        if role not in lines.columns and role not in beside.columns:
            listed = f"The columns of {beside.table.name} are {', '.join(orders.columns)}."
            beside.columns[role] = Setting(OPEN, "", [question, listed])


def map_ids(roles: Roles, found: Input, grain: str, orders: dict[str, Column] | None) -> None:
    order, customer, date = (roles.of.get(role) for role in ("order_id", "customer_id", "ordered_at"))
    if order is not None:
        found.columns["order_id"] = Setting(order.name, roles.why["order_id"])
    elif customer is not None and date is not None:
        found.columns["order_id"] = Setting(
            {"join": [customer.name, date.name]},
            "no order id: what a customer bought at one time is an order",
        )
    else:
        found.columns["order_id"] = Setting(
            OPEN,
            "",
            [
                "Which column says what belongs to one order? None was recognised.",
                "write {row_number: true} if every row is an order",
            ],
        )
    if customer is not None:
        found.columns["customer_id"] = _customer(roles, customer)
    elif orders is None:
        found.columns["customer_id"] = Setting(
            OPEN,
            "",
            [
                WHO,
                f"The columns are {', '.join(roles.columns)}.",
            ],
        )
    if date is None and orders is None:
        found.columns["ordered_at"] = Setting(OPEN, "", [WHEN, DATES_ELSEWHERE])
    if grain == "line":
        product, name, category = (roles.of.get(role) for role in ("product_id", *NO_IDS))
        if product is not None and product.filled < product.rows and name is not None and name.filled > product.filled:
            found.columns["product_id"] = Setting(
                {"first_of": [product.name, name.name]},
                f"{product.rows - product.filled:,} of {product.rows:,} rows have no {product.name}; {name.name} "
                "stands in",
            )
        elif product is not None:
            found.columns["product_id"] = Setting(product.name, roles.why["product_id"])
        elif name is not None or category is not None:
            chosen = name or category
            found.columns["product_id"] = Setting(
                chosen.name,
                f"no product id: {chosen.distinct:,} values of {chosen.name} are the products",
            )
        else:
            found.columns["product_id"] = Setting(
                OPEN,
                "",
                [
                    "Which column is the product? None was recognised.",
                    "write {constant: all} if the file does not say what was bought",
                ],
            )


def _customer(roles: Roles, customer: Column) -> Setting:
    """The customer's id, with another where it is blank."""
    if customer.filled == customer.rows:
        return Setting(customer.name, roles.why["customer_id"])
    others = [
        column
        for column in roles.columns.values()
        if column.name != customer.name
        and column.name not in roles.taken
        and column.filled > customer.filled
        and (
            suggestions(column.label).get("customer_id", 0) >= 0.6
            or column.emails > 0.5 * column.filled
            or suggestions(column.label).get("phone", 0) >= 0.6
        )
    ]
    chain = sorted([customer, *others], key=lambda one: -one.filled)
    if len(chain) > 1:
        return Setting(
            {"first_of": [one.name for one in chain]},
            f"{customer.name} is blank in {customer.rows - customer.filled:,} rows, {chain[0].name} in "
            f"{chain[0].rows - chain[0].filled:,}",
        )
    blank = customer.rows - customer.filled
    return Setting(
        customer.name,
        f"{customer.distinct:,} customers; {of(blank, customer.rows)} rows have none and are rejected with their "
        "money reported",
    )
