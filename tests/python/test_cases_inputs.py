"""Exports of many shops, each with the value that is right for it."""

from decimal import Decimal
from pathlib import Path

import pytest
from dbt_builds import NO_TESTS, REPOSITORY, Build, run_dbt

CASES = REPOSITORY / "tests" / "cases"
LINES = ("--select", "segments_exchange_rates", "+int_segments__transaction_lines")


def case(name: str) -> str:
    """The path of a file of a case, from the project's folder."""
    assert (CASES / name).exists()
    return f"tests/cases/{name}"


def built(folder: Path, variables: dict, *select: str) -> Build:
    """A shop, as far as it is looked at, without its tests."""
    shop = run_dbt(folder, "build", *NO_TESTS, *select, variables=variables)
    assert shop.succeeded, shop.message
    return shop


# -- Forms of mappings --------------------------------------------------------------


@pytest.fixture(scope="module")
def forms(tmp_path_factory) -> Build:
    lines = {
        "from": case("mapping_forms/lines.csv"),
        "delimiter": ";",
        "decimal": "comma",
        "columns": {
            "order_id": {"row_number": True},
            "customer_id": {"first_of": ["E-Mail", "Phone", "Customer No"]},
            "product_id": {"first_of": ["SKU", "Name"]},
            "product_name": "Name",
            "ordered_at": "When",
            "quantity": "Pieces",
            "unit_price": {"column": "Price in cents", "divided_by": 100},
            "discount_amount": {"sum": ["Rebate", "Voucher"]},
            "cost": {"product": ["Unit cost", "Pieces"]},
            "channel": {"column": "Way", "values": {"shop": "till", "-": ""}},
        },
    }
    variables = {"segments_inputs": {"transactions": lines}}
    return built(tmp_path_factory.mktemp("forms"), variables, *LINES)


def test_forms_of_mappings_are_exact(forms):
    """Cents, two discounts, a cost per unit, and the number of the row as order."""
    assert forms.rows(
        "select order_id, customer_id, product_id, unit_price, discount_amount, "
        "line_amount, cost, channel "
        "from int_segments__transaction_lines where is_accepted order by order_id"
    ) == [
        (
            "1",
            "ann@shop.test",
            "T-1",
            *map(Decimal, ("12.5", "1.5", "23.5", "6.51")),
            "web",
        ),
        (
            "2",
            "ann@shop.test",
            "GIFT WRAPPING",
            *map(Decimal, ("0.99", "0", "0.99", "0.1")),
            "web",
        ),
        ("3", "+49 30 1", "C-9", *map(Decimal, ("3.33", "0.99", "9", "3")), "till"),
        (
            "5",
            "dan@shop.test",
            "C-9",
            *map(Decimal, ("1000.5", "0", "10005")),
            None,
            None,
        ),
    ]


def test_a_part_that_is_no_number_is_no_zero(forms):
    """The texts of the parts are kept, and the line is rejected for them."""
    assert forms.rows(
        "select order_id, discount_amount_text, rejection_reasons "
        "from int_segments__transaction_lines where not is_accepted"
    ) == [("4", "x + 0,10", "discount_amount_unreadable")]


# -- Orders and payments ------------------------------------------------------------

ORDERS = {
    "transactions": {
        "from": case("orders_and_payments/lines.csv"),
        "columns": {
            "order_id": "order_no",
            "product_id": "sku",
            "quantity": "qty",
            "unit_price": "price",
        },
    },
    "orders": {
        "from": case("orders_and_payments/orders.csv"),
        "decimal": "comma",
        "dates": "dmy",
        "columns": {
            "order_id": "id",
            "customer_id": "buyer",
            "ordered_at": "day",
            "status": "state",
            "cancelled_at": "cancelled",
            "discount_amount": "voucher",
            "shipping": "postage",
            "refunded": "refund",
            "store_id": "shop",
        },
    },
}


@pytest.fixture(scope="module")
def two_tables(tmp_path_factory) -> Build:
    return built(
        tmp_path_factory.mktemp("two_tables"),
        {"segments_inputs": ORDERS},
        *("--select", "segments_exchange_rates", "+segments__reconciliation"),
        *("+segments__readiness", "+segments__cleaning_summary"),
    )


def test_an_order_fills_what_its_lines_lack(two_tables):
    assert two_tables.rows(
        "select order_id, customer_id, "
        "cast(ordered_at as date) = date '2024-01-05', store_id "
        "from int_segments__lines_with_order_money where order_id in ('1', '2') "
        "group by all order by 1"
    ) == [("1", "u1@x.test", True, "A"), ("2", "u1@x.test", False, "A")]


def test_the_money_of_an_order_is_spread_to_the_cent(two_tables):
    """A discount of 10.00 and shipping of 5.00 on three equal lines."""
    assert two_tables.rows(
        "select product_id, discount_amount, line_amount "
        "from int_segments__lines_with_order_money where order_id = '1' order by 1"
    ) == [
        ("A", Decimal("3.34"), Decimal("8.33")),
        ("B", Decimal("3.33"), Decimal("8.34")),
        ("C", Decimal("3.33"), Decimal("8.33")),
    ]


def test_a_status_says_what_counts(two_tables):
    """A partial refund, a cancelled, a refunded and a held order, an unknown word."""
    assert two_tables.rows(
        "select order_id, quantity, line_amount, rejection_reasons "
        "from int_segments__lines_with_order_money "
        "where order_id > '1' order by 1, 2 desc"
    ) == [
        ("2", 2, 20, None),
        ("2", Decimal("-0.5"), -5, None),
        ("3", 1, 10, "order_cancelled"),
        ("4", 3, 30, None),
        ("4", -3, -30, None),
        ("5", 1, 10, "order_held"),
        ("6", 1, 10, None),
        ("9", 1, 10, "customer_id_missing; ordered_at_unreadable"),
    ]
    [(status, sentence)] = two_tables.rows(
        "select status, sentence from segments__readiness "
        "where check_name = 'share of lines of unknown status'"
    )
    assert status == "warn"
    assert sentence.endswith("counted as sales: gift (1 lines, 10.00 EUR).")


def test_rejected_money_is_shown(two_tables):
    assert two_tables.rows(
        "select reason_code, line_count, amount from segments__cleaning_summary "
        "where reason_code in ('order_cancelled', 'order_held')"
    ) == [("order_cancelled", 1, 10), ("order_held", 1, 10)]


def test_orders_and_lines_reconcile(two_tables):
    """Order 7 has no line, line 9 no order."""
    stages = {
        (stage, measure): numbers
        for stage, measure, *numbers in two_tables.rows(
            "select stage, measure, expected, accepted, rejected "
            "from segments__reconciliation"
        )
    }
    assert stages["raw lines", "amount"] == [120, 90, 30]
    assert stages["orders with lines", "orders"] == [7, 6, 1]
    assert stages["lines with an order", "lines"] == [9, 8, 1]
    assert stages["order discounts", "amount"] == [14, 10, 4]
    assert stages["order shipping", "amount"] == [5, 5, 0]
    assert stages["order refunds", "amount"] == [5, 5, 0]
    assert stages["segments", "amount"] == [50, 50, 0]
    assert not two_tables.rows(
        "select * from segments__reconciliation where difference != 0"
    )


def test_the_rules_of_orders_hold(two_tables):
    """Their unit tests run only where the vars name orders."""
    tested = run_dbt(
        two_tables.folder,
        *("test", "--select", "int_segments__lines_with_order_money"),
        variables={"segments_inputs": ORDERS},
    )
    assert tested.succeeded, tested.message
    assert "the_money_of_an_order_goes_to_its_accepted_sales" in tested.statuses


def test_payments_stand_in_for_prices(tmp_path):
    """Two payments of an order by its quantities; an unpaid order has no price."""
    shop = built(
        tmp_path,
        {
            "segments_inputs": {
                name: {"from": case(f"orders_and_payments/{file}.csv")}
                for name, file in {
                    "transactions": "unpriced",
                    "payments": "payments",
                }.items()
            }
        },
        *("--select", "segments_exchange_rates", "+stg_segments__record_reasons"),
        "+int_segments__lines_with_order_money",
    )
    assert shop.rows(
        "select input, reason_code, count(*) from stg_segments__record_reasons "
        "where reason_code is not null group by all"
    ) == [("payments", "amount_unreadable", 1)]
    assert shop.rows(
        "select order_id, product_id, unit_price, line_amount, rejection_reasons "
        "from int_segments__lines_with_order_money order by 1, 2"
    ) == [
        ("1", "A", Decimal("3.33"), Decimal("3.33"), None),
        ("1", "B", Decimal("3.335"), Decimal("6.67"), None),
        ("2", "A", Decimal("4.99"), Decimal("4.99"), None),
        ("3", "B", None, 0, "unit_price_unreadable"),
    ]


# -- Lines ---------------------------------------------------------------------------


def lines_of(folder: Path, file: str, **settings) -> Build:
    """A shop of which only the order lines are built."""
    return built(
        folder,
        {"segments_inputs": {"transactions": {"from": case(file), **settings}}}
        | {"segments_currency": "USD", "segments_earliest_order_date": "1996-01-01"},
        *LINES,
    )


ACCEPTED = (
    "select sum(line_amount) from int_segments__transaction_lines where is_accepted"
)


def test_a_discount_that_is_a_share(tmp_path):
    """The discount of 2,155 Northwind-like lines is a share of their price."""
    shop = lines_of(
        tmp_path,
        "share_discount/lines.csv",
        columns={
            "ordered_at": "order_date",
            "discount_amount": {"column": "discount", "as": "share"},
        },
    )
    assert shop.value(ACCEPTED) == Decimal("117975.7455")


def test_a_share_beside_a_total_is_one_of_the_money_before_it(tmp_path):
    """Sales are net: half off 22,638.48 is 22,638.48 again. A gift has no price."""
    shop = lines_of(
        tmp_path,
        "net_totals/lines.csv",
        columns={
            "customer_id": "Customer",
            "product_id": "Item",
            "ordered_at": "Date",
            "quantity": "Pieces",
            "line_amount": "Sales",
            "discount_amount": {"column": "Discount", "as": "share"},
            "cost": {"difference": ["Sales", "Profit"]},
        },
    )
    assert shop.rows(
        "select line_amount, discount_amount, unit_price, cost "
        "from int_segments__transaction_lines where is_accepted order by line_amount"
    ) == [
        tuple(map(Decimal, line))
        for line in (
            ("80", "20", "100", "64"),
            ("200", "0", "100", "140"),
            ("22638.48", "22638.48", "11319.24", "24449.56"),
            ("150000000", "50000000", "200000000", "149999999"),
        )
    ]


def test_a_line_without_a_code_counts_under_its_name(tmp_path):
    shop = lines_of(
        tmp_path,
        "blank_sku/lines.csv",
        columns={"product_id": {"first_of": ["product_id", "product_name"]}},
    )
    assert shop.value("select min(is_accepted) from int_segments__transaction_lines")
    assert shop.value(
        "select min(product_id) from int_segments__transaction_lines"
    ) == ("SERUM 0")


def test_a_shopify_export_is_lines_and_orders_at_once(tmp_path):
    """727.00, of which 77.00 cancelled; 186.50 refunded, 16.00 of it cancelled."""
    export = case("shopify/orders_export.csv")
    shop = built(
        tmp_path,
        {
            "segments_inputs": {
                "transactions": {
                    "from": export,
                    "columns": {
                        "order_id": "Name",
                        "customer_id": "Email",
                        "product_id": {"first_of": ["Lineitem sku", "Lineitem name"]},
                        "product_name": "Lineitem name",
                        "ordered_at": "Created at",
                        "quantity": "Lineitem quantity",
                        "unit_price": "Lineitem price",
                        "discount_amount": "Lineitem discount",
                        "currency": "Currency",
                    },
                },
                "orders": {
                    "from": export,
                    "columns": {
                        "order_id": "Name",
                        "status": "Financial Status",
                        "cancelled_at": "Cancelled at",
                        "refunded": "Refunded Amount",
                    },
                },
            },
            "segments_currency": "USD",
            "segments_business_timezone": "America/New_York",
        },
        *("--select", "segments_exchange_rates"),
        "+int_segments__lines_with_order_money",
    )
    assert shop.rows(
        "select is_accepted, is_added, count(*), sum(line_amount) "
        "from int_segments__lines_with_order_money group by all order by all"
    ) == [
        (False, False, 7, 77),
        (True, False, 60, 650),
        (True, True, 25, Decimal("-170.5")),
    ]


# -- Customers -----------------------------------------------------------------------


def test_bands_are_ordered_attributes(tmp_path):
    """Ages and incomes in bands, genders in many spellings, of 60 customers."""
    shop = built(
        tmp_path,
        {
            "segments_inputs": {
                "transactions": {"from": case("bands/lines.csv")},
                "customers": {"from": case("bands/customers.csv")},
            },
            "segments_customer_attributes": {
                "age_group": {"column": "age", "type": "ordered"},
                "income_group": {"column": "income", "type": "ordered"},
            },
        },
        *("--select", "segments_exchange_rates", "+segments__attribute_levels"),
        *("+int_segments__customer_attributes", "+int_segments__customer_levels"),
        "+segments__input_mapping",
    )
    assert shop.rows(
        "select attribute, level_order, attribute_level "
        "from segments__attribute_levels order by 1, 2"
    ) == [
        *[
            ("age_group", place, level)
            for place, level in enumerate(("19-24", "25-34", "45-54", "65+"), 1)
        ],
        *[
            ("income_group", place, level)
            for place, level in enumerate(("Under 15K", "35-49K", "250K+"), 1)
        ],
    ]
    assert (
        shop.value("select count(age_group) from int_segments__customer_attributes")
        == 60
    )
    assert shop.rows(
        "select level, count(*) from int_segments__customer_levels "
        "where dimension = 'gender' group by level order by 1"
    ) == [("Female", 19), ("Male", 14), ("unknown", 27)]
    assert (
        shop.value(
            "select count(distinct level) from int_segments__customer_levels "
            "where dimension = 'age_band'"
        )
        == 4
    )
    assert shop.rows(
        "select stated_count, parsed_count from segments__input_mapping "
        "where input = 'customers' and canonical_column in ('age', 'income_group') "
        "order by canonical_column"
    ) == [(60, 60), (60, 60)]


def test_of_two_records_one_is_used_whole(tmp_path):
    shop = built(
        tmp_path,
        {
            "segments_inputs": {
                "transactions": {"from": case("bands/lines.csv")},
                "customers": {"from": case("twice/customers.csv"), "dates": "mdy"},
            }
        },
        *("--select", "segments_exchange_rates", "+stg_segments__customers"),
        "+segments__rejected_records",
    )
    assert shop.rows(
        "select distinct city, region from stg_segments__customers order by 1, 2"
    ) == [("Aurora", "Colorado"), ("Seattle", "Alabama"), ("Seattle", "Washington")]
    assert shop.value("select count(birth_date) from stg_segments__customers") == 60
    assert shop.rows(
        "select reason_code, record_count from segments__rejected_records"
    ) == [("duplicate_record", 60)]


# -- What is not known ---------------------------------------------------------------

STATED = {
    "segments_input_grain": "customer",
    "segments_as_of_date": "2025-01-01",
    "segments_currency": "USD",
}
UNKNOWN = (
    *("--select", "segments_exchange_rates", "+segments__customers"),
    "+segments__profiles",
)


def stated(folder: Path, file: str, columns: dict, *select: str) -> Build:
    """Customers with the order features that a file states."""
    customers = {"from": case(file), "columns": columns}
    return built(
        folder, STATED | {"segments_inputs": {"customers": customers}}, *select
    )


def test_without_recency_there_is_no_rfm_segment(tmp_path):
    """Recency is known for some of the 190 customers, and the others have no score."""
    shop = stated(
        tmp_path,
        "no_recency/customers.csv",
        {
            "customer_id": "id",
            "order_count": "orders",
            "sales_amount": "money",
            "days_since_last_order": "last_days",
        },
        *("--select", "+int_segments__customer_rfm"),
    )
    assert shop.rows(
        "select days_since_last_order is null, count(*), count(recency_score), "
        "count(frequency_score), count(monetary_score), count(rfm_segment) "
        "from int_segments__customer_rfm group by 1 order by 1"
    ) == [(False, 126, 126, 126, 126, 126), (True, 64, 0, 64, 64, 0)]


def test_without_money_nothing_is_said_of_it(tmp_path):
    shop = stated(
        tmp_path,
        "no_recency/customers.csv",
        {
            "customer_id": "id",
            "order_count": "orders",
            "days_since_last_order": "last_days",
        },
        *UNKNOWN,
    )
    assert shop.value("select count(rfm_segment) from segments__customers") == 0
    assert shop.value("select count(segment_reason) from segments__customers") == 190
    assert shop.rows(
        "select distinct net_amount, net_amount_share from segments__profiles"
    ) == [(None, None)]
    sentences = shop.rows(
        "select sentence from segments__profiles "
        "union all select segment_reason from segments__customers"
    )
    assert not [text for (text,) in sentences if "revenue" in text or "USD" in text]


def test_totals_of_customers_may_be_large(tmp_path):
    """60 customers in rupiah; every third has more than ten million."""
    shop = stated(
        tmp_path,
        "customer_totals/customers.csv",
        {},
        *("--select", "+int_segments__stated_features"),
    )
    assert shop.value(
        "select sum(sales_amount) from int_segments__stated_features"
    ) == (412_001_770)


# -- Absent inputs -------------------------------------------------------------------


def test_only_the_inputs_that_are_named_are_read(two_tables):
    """The demo shop's customers are nobody's."""
    assert two_tables.rows(
        "select customer_id from segments__customers order by 1"
    ) == [
        ("u1@x.test",),
        ("u2@x.test",),
        ("u3@x.test",),
    ]
