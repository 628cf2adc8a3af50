"""Customers who are hard to segment, and their treatment: data, no tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Shop:
    """Order lines, what is known of the customers, and the vars it is built with."""

    lines: list[dict]
    customers: list[dict] = field(default_factory=list)
    variables: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Population:
    """One population, what the build makes of it, and the SQL that shows it."""

    name: str
    title: str
    treatment: str  # A accepted, C adapted and reported, F refused
    told: str  # what the tables or the refusal say
    shop: str = ""  # the shop it is seen in
    sees: dict = field(default_factory=dict)  # SQL: value
    variables: dict = field(default_factory=dict)  # of a refusal


def order_lines(
    customers: int,
    *,
    orders: Callable[[int], int] = lambda customer: 2,
    day: Callable[[int], int] = lambda customer: 0,
    price: Callable[[int], float] = lambda customer: 10.0,
) -> list[dict]:
    """Lines of customers who differ in what the functions of their number say."""
    return [
        {
            "order_id": f"{1000 * customer + order}",
            "customer_id": f"C{customer:02}",
            "product_id": f"P{product}",
            "ordered_at": date(2025, 1, 1) + timedelta(day(customer) + 7 * order),
            "quantity": 1,
            "unit_price": price(customer),
        }
        for customer in range(1, customers + 1)
        for order in range(orders(customer))
        for product in (order, order + 1)
    ]


def varied(customers: int) -> list[dict]:
    """Lines of customers of whom no two are alike."""
    return order_lines(
        customers,
        orders=lambda customer: 1 + customer % 4,
        day=lambda customer: 3 * customer,
        price=lambda customer: customer * 1.5,
    )


def all_returned(lines: list[dict]) -> list[dict]:
    """The lines and, a day later, everything returned."""
    return lines + [
        line
        | {
            "order_id": "C" + line["order_id"],
            "quantity": -line["quantity"],
            "ordered_at": line["ordered_at"] + timedelta(1),
        }
        for line in lines
    ]


def line(customer: str, **values) -> dict:
    """A line of a customer of their own."""
    return {
        "order_id": f"O-{customer}",
        "customer_id": customer,
        "product_id": "P1",
        "ordered_at": date(2025, 3, 1),
        "quantity": 1,
        "unit_price": 10,
    } | values


UNREADABLE = ["NaN", "inf", "-inf", "None", "1e200"]
WARD = {"segments_algorithm": "ward"}
ATTRIBUTES = {
    "segments_customer_attributes": {"loyalty": {"type": "numeric"}},
    "segments_sensitive_in_clusters": True,
    "segments_clustering_features": {
        "days_since_last_order": {"family": "recency", "transform": "log1p"},
        "net_amount": {"family": "value", "transform": "log1p"},
        "age": {"family": "attributes", "transform": "none"},
        "loyalty": {"family": "attributes", "transform": "none"},
    },
}

SHOPS = {
    "no lines": Shop([]),
    "all rejected": Shop([row | {"customer_id": ""} for row in order_lines(3)]),
    "all returned": Shop(all_returned(varied(12))),
    "one customer": Shop(order_lines(1)),
    "three customers": Shop(varied(3)),
    "five customers": Shop(varied(5)),
    "identical customers": Shop(order_lines(20)),
    "three kinds": Shop(
        order_lines(
            30,
            day=lambda customer: 20 * (customer % 3),
            price=lambda customer: 5.0 + customer % 3,
        )
    ),
    "one varying feature": Shop(
        order_lines(30, orders=lambda _: 1, day=lambda customer: customer * customer)
    ),
    "one day": Shop([row | {"ordered_at": date(2025, 1, 1)} for row in varied(20)]),
    "odd ones": Shop(
        varied(60)
        + [
            line("refunded"),
            line("refunded", order_id="R1", product_id="P2", quantity=-3),
        ]
        + [line("whale", quantity=1000, unit_price=1000)]
        + [line("busy", order_id=f"B{n}", product_id=f"P{n}") for n in range(40)],
        customers=[
            {
                "customer_id": f"C{number + 1:02}",
                "age": "",
                "loyalty": UNREADABLE[number] if number < len(UNREADABLE) else number,
            }
            for number in range(60)
        ],
        variables=ATTRIBUTES,
    ),
    "one product": Shop([row | {"product_id": "P1"} for row in varied(20)]),
    "one order": Shop([row | {"order_id": "1"} for row in varied(20)]),
    "one customer, Ward": Shop(order_lines(1), variables=WARD),
    "identical customers, Ward": Shop(order_lines(20), variables=WARD),
    "sixty customers, Ward": Shop(
        varied(60), variables=WARD | {"segments_tuning": {"micro_clusters": 20}}
    ),
}

TREATMENTS = {"A": "accepted", "C": "adapted and reported", "F": "refused"}
SEGMENT_COUNT = "select count(*) from segments__profiles where segment_id != 'S00'"
LEFT_OUT = (
    "select choice from segments__decisions where question = 'scaling' and subject = "
)
NOT_FINITE = (
    "select count(*) from int_segments__customer_scaled "
    "where not coalesce(isfinite(loyalty) and isfinite(net_amount), false)"
)


def refused(name: str, title: str, message: str, **variables) -> Population:
    """A number of segments that nobody can have."""
    settings = {f"segments_{key}": value for key, value in variables.items()}
    return Population(name, title, "F", message, variables=settings)


POPULATIONS = [
    Population(
        *("N01", "no customers: a file without lines", "C"),
        "segments__readiness fails 'order lines'; every table is there, typed, empty",
        shop="no lines",
        sees={
            SEGMENT_COUNT: 0,
            "select status from segments__readiness "
            "where check_name = 'order lines'": "fail",
        },
    ),
    Population(
        *("N01b", "no customers: every line is rejected", "C"),
        "segments__readiness fails 'buyers'; segments__reconciliation has the money",
        shop="all rejected",
        sees={
            SEGMENT_COUNT: 0,
            "select status from segments__readiness "
            "where check_name = 'buyers'": "fail",
            "select anonymous from segments__reconciliation "
            "where stage = 'raw lines' and measure = 'amount'": 120,
        },
    ),
    Population(
        *("N01c", "all orders are fully returned", "C"),
        "customers without an order, in S00; their money nets to 0",
        shop="all returned",
        sees={
            SEGMENT_COUNT: 0,
            "select sum(customer_count) from segments__profiles": 12,
            "select sum(net_amount) from segments__profiles": 0,
        },
    ),
    Population(
        *("N02", "one customer", "C"),
        "one segment; segments__readiness fails 'segments'",
        shop="one customer",
        sees={
            SEGMENT_COUNT: 1,
            "select status from segments__readiness "
            "where check_name = 'segments'": "fail",
        },
    ),
    Population(
        *("N03", "fewer customers than the fewest segments that are tried", "C"),
        "no more segments than customers who differ, said in segments__decisions",
        shop="three customers",
        sees={
            f"select ({SEGMENT_COUNT}) <= 3": True,
            "select count(*) from segments__decisions "
            "where question = 'algorithm and number of clusters'": 1,
        },
    ),
    refused(
        *("N03b", "more segments set than distinct customers"),
        "segments_cluster_count is 8, but only 5 customers differ in their features",
        cluster_count=8,
    ),
    Population(
        *("N04", "as many customers as segments that are tried", "C"),
        "no cluster per customer: fewer segments than customers",
        shop="five customers",
        sees={f"select ({SEGMENT_COUNT}) < 5": True},
    ),
    Population(
        *("N05", "identical customers", "C"),
        "one segment; segments__readiness fails 'segments'",
        shop="identical customers",
        sees={SEGMENT_COUNT: 1},
    ),
    Population(
        *("N06", "three groups of identical customers", "C"),
        "at most three segments, none of them empty",
        shop="three kinds",
        sees={
            f"select ({SEGMENT_COUNT}) <= 3": True,
            "select min(customer_count) > 0 from segments__profiles": True,
            "select max(cluster_count) from segments__cluster_candidates": 3,
        },
    ),
    Population(
        *("N07", "a constant feature", "C"),
        "left out of the clusters, said in segments__decisions",
        shop="one varying feature",
        sees={LEFT_OUT + "'order_count'": "left out"},
    ),
    Population(
        *("N08", "an attribute without values", "C"),
        "left out of the clusters, said in segments__decisions",
        shop="odd ones",
        sees={LEFT_OUT + "'age'": "left out"},
    ),
    Population(
        *("N09", "NaN, infinities and words among an attribute's numbers", "C"),
        "read as unknown, counted in segments__input_mapping, imputed",
        shop="odd ones",
        sees={
            "select unparsed_count from segments__input_mapping "
            "where canonical_column = 'loyalty'": 5,
            NOT_FINITE: 0,
        },
    ),
    Population(
        *("N10", "an implausible number among an attribute's numbers", "C"),
        "read as unknown, counted in segments__input_mapping, imputed",
        shop="odd ones",
        sees={
            "select count(*) from int_segments__customer_features "
            "where customer_id = 'C05' and loyalty is null": 1,
        },
    ),
    Population(
        *("N11", "a customer with more refunds than payments", "A"),
        "net money below 0 stays as it is and has a segment",
        shop="odd ones",
        sees={
            "select net_amount from segments__customers "
            "where customer_id = 'refunded' and segment_id != 'S00'": -20,
            NOT_FINITE: 0,
        },
    ),
    Population(
        *("N12", "one customer with 99 % of the money", "C"),
        "limited before scaling, so no segment of one; segments__readiness says so",
        shop="odd ones",
        sees={
            "select min(customer_count) > 1 from segments__profiles": True,
            "select status from segments__readiness where check_name = "
            "'share of revenue from the largest customer'": "fail",
        },
    ),
    Population(
        *("N13", "orders of a single day", "C"),
        "recency is left out of the clusters, said in segments__decisions",
        shop="one day",
        sees={LEFT_OUT + "'days_since_last_order'": "left out"},
    ),
    *(
        refused(
            f"N14{letter}",
            f"{value!r} for the number of segments",
            f"segments_cluster_count is {shown}; set it to a whole number from 2 to 20",
            cluster_count=value,
        )
        for letter, value, shown in (
            *(("", 0, "0"), ("b", -1, "-1"), ("c", 2.5, "2.5")),
            *(("d", "5", "the text '5'"), ("e", True, "true")),
        )
    ),
    Population(
        *("N14f", "no number of segments", "A"),
        "the build chooses, said in segments__decisions",
        shop="three kinds",
        sees={f"select ({SEGMENT_COUNT}) >= 1": True},
    ),
    Population(
        *("N15", "the silhouette of a single segment", "C"),
        "null in segments__cluster_candidates",
        shop="identical customers",
        sees={"select count(silhouette) from segments__cluster_candidates": 0},
    ),
    Population(
        *("N15b", "the silhouette of as many segments as customers", "C"),
        "null in segments__cluster_candidates",
        shop="five customers",
        sees={
            "select count(silhouette) from segments__cluster_candidates "
            "where cluster_count = 5": 0,
            "select count(silhouette) > 0 from segments__cluster_candidates": True,
        },
    ),
    Population(
        *("N16", "Ward's method with one customer", "C"),
        "one segment, as no candidate meets every requirement",
        shop="one customer, Ward",
        sees={SEGMENT_COUNT: 1},
    ),
    Population(
        *("N16b", "Ward's method with identical customers", "C"),
        "one segment, not one large and many of one",
        shop="identical customers, Ward",
        sees={SEGMENT_COUNT: 1},
    ),
    refused(
        *("N16c", "Ward's method with more segments than customers who differ"),
        "segments_cluster_count is 8, but only 5 customers differ in their features",
        cluster_count=8,
        algorithm="ward",
    ),
    Population(
        *("N17", "Ward's method with more customers than micro-clusters", "C"),
        "stands on segments_tuning.micro_clusters points, never on every customer",
        shop="sixty customers, Ward",
        sees={
            "select count(*) from segments__dendrogram": 19,
            "select sum(customer_count) from segments__profiles": 60,
        },
    ),
    Population(
        *("N18", "one customer with a tenth of the lines", "A"),
        "a segment like everybody",
        shop="odd ones",
        sees={
            "select count(*) from segments__customers "
            "where customer_id = 'busy' and order_count = 40 and segment_id != 'S00'": 1
        },
    ),
    Population(
        *("N18b", "a shop of one product", "A"),
        "segments as elsewhere; nothing is left to recommend",
        shop="one product",
        sees={f"select ({SEGMENT_COUNT}) >= 1": True},
    ),
    Population(
        *("N18c", "one order number for everybody", "A"),
        "an order each; counted as order_of_several_customers",
        shop="one order",
        sees={
            "select line_count > 0 from segments__cleaning_summary "
            "where reason_code = 'order_of_several_customers'": True,
            "select max(order_count) from segments__customers": 1,
        },
    ),
]
