"""Small files of other shops, a folder each in tests/cases, are read as meant."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from dbt_builds import (
    NO_TESTS,
    REPOSITORY,
    Build,
    file_inputs,
    merged,
    run_dbt,
    transactions,
)

CASES = REPOSITORY / "tests" / "cases"
LINES = ("--select", "segments_exchange_rates", "+int_segments__order_lines")
COUNTED = "select count(*), sum(line_amount) from int_segments__order_lines"
REASONS = """
    select product_name, rejection_reasons from int_segments__transaction_lines
    where not is_accepted
"""
DIALECTS = {
    "cp1252": transactions(
        encoding="cp1252",
        decimal="comma",
        dates="dmy",
        columns={
            "order_id": "Bestell-Nr.",
            "customer_id": "Kunde",
            "product_id": "Artikel",
            "ordered_at": "Datum",
            "quantity": "Menge",
            "unit_price": "Preis",
        },
    ),
    "blanks": transactions(delimiter="blanks"),
    "money": {"segments_currency": "USD"},
}


@pytest.fixture(scope="module")
def parsed(tmp_path_factory) -> Build:
    """The project as dbt parses it where the order lines are CSV files."""
    folder = tmp_path_factory.mktemp("parsed")
    return run_dbt(
        folder, "parse", variables=file_inputs(transactions=folder / "x.csv")
    )


@pytest.fixture(scope="module")
def build(tmp_path_factory, parsed):
    """A function that builds the order lines of a case, once."""
    made = {}

    def of(name: str, pattern: str = "*.csv", **variables) -> Build:
        if name not in made:
            shop = file_inputs(transactions=f"tests/cases/{name}/{pattern}")
            shop = merged(merged(shop, DIALECTS.get(name, {})), variables)
            folder = tmp_path_factory.mktemp(name)
            made[name] = run_dbt(
                folder, "build", *LINES, *NO_TESTS, variables=shop, parsed=parsed
            )
            assert made[name].succeeded, made[name].message
        return made[name]

    return of


def test_order_ids_with_letters_are_ordinary_where_their_lines_are_positive(build):
    shop = build("order_ids")
    assert shop.rows(COUNTED) == [(160, Decimal("13551.63"))]
    assert shop.value(
        "select count(distinct customer_id) from int_segments__order_lines"
    ) == (40)


def test_product_codes_of_one_letter_are_products_unless_their_name_says_otherwise(
    build,
):
    products = build("product_codes").rows(
        "select is_product, count(*) from int_segments__products group by is_product"
    )
    assert products == [(True, 10)]


def test_dates_that_mean_one_thing_are_read(build):
    shop = build("dates")
    assert dict(shop.rows(REASONS)) == dict.fromkeys(
        ("ampm_mdy", "week", "excel"), "ordered_at_unreadable"
    )
    days = shop.rows(
        "select distinct cast(ordered_at as date) from int_segments__order_lines"
    )
    assert [str(day) for (day,) in days] == ["2024-03-05"]
    times = dict(
        shop.rows(
            "select product_name, strftime(ordered_at, '%H:%M:%S') "
            "from int_segments__transaction_lines where is_accepted"
        )
    )
    # the time of the text is the shop's time, because the shop has no other zone
    assert times["space_offset"] == times["utc_word"] == times["epoch"] == "14:07:09"
    assert times["ampm"] == "14:07:00"


def test_an_offset_in_words_or_after_a_blank_is_read(build):
    assert build("utc_suffix").rows(COUNTED)[0][0] == 150


def test_money_that_means_one_thing_is_read(build):
    shop = build("money")
    assert dict(shop.rows(REASONS)) == {
        "exponent": "unit_price_unreadable",
        "percent": "unit_price_unreadable",
        "other_sign": "unit_price_unreadable",
        "paren": "unit_price_negative",
        "minus_dollar": "unit_price_negative",
        "dollar_minus": "unit_price_negative",
    }
    prices = dict(
        shop.rows(
            "select product_name, unit_price from int_segments__transaction_lines"
        )
    )
    assert prices["inr_groups"] == Decimal("123456")
    assert prices["paren"] == prices["minus_dollar"] == Decimal("-10.5")
    assert prices["ten_million"] == Decimal("12345678.9")
    assert prices["leading_point"] == Decimal("0.5")
    assert prices["dash"] == Decimal("10")
    for grouped in ("dollar_thousands", "swiss", "blank_thousands", "nbsp_thousands"):
        assert prices[grouped] == Decimal("1234.5")
    for plain in ("dollar_space", "code_after", "code_before", "US$", "plain"):
        assert prices[plain] == Decimal("10.5")


def test_a_price_that_is_a_divided_total_gives_the_total(build):
    shop = build("doubles")
    [(lines, amount)] = shop.rows(COUNTED)
    assert (lines, round(amount, 2)) == (160, Decimal("7759.18"))


def test_doubles_with_residue_are_numbers(build):
    assert build("float_residue").rows(COUNTED)[0][0] == 44


def test_decimals_of_eighteen_places_are_read(tmp_path):
    path = tmp_path / "orders.parquet"
    lines = CASES / "doubles" / "orders.csv"
    duckdb.execute(
        "copy (select * replace (cast(unit_price as decimal(38, 18)) as unit_price, "
        "cast(quantity as decimal(38, 18)) as quantity) "
        f"from read_csv('{lines}')) to '{path}'"
    )
    shop = run_dbt(
        tmp_path, "build", *LINES, *NO_TESTS, variables=file_inputs(transactions=path)
    )
    assert shop.succeeded, shop.message
    [(count, amount)] = shop.rows(COUNTED)
    assert (count, round(amount, 2)) == (160, Decimal("7759.18"))


def test_equal_lines_inside_orders_are_pieces(build):
    assert build("till").rows(COUNTED) == [(144, Decimal("258.6"))]


def test_lines_that_differ_in_another_column_are_no_copies(build):
    assert build("line_ids").rows(COUNTED)[0][0] == 60


@pytest.mark.parametrize("name", ["order_ids", "till"])
def test_a_file_that_was_appended_to_itself_counts_once(parsed, tmp_path, name):
    text = (CASES / name / "orders.csv").read_text()
    (tmp_path / "orders.csv").write_text(text + text.split("\n", 1)[1])
    variables = file_inputs(transactions=tmp_path / "orders.csv")
    shop = run_dbt(
        tmp_path, "build", *LINES, *NO_TESTS, variables=variables, parsed=parsed
    )
    assert shop.succeeded, shop.message
    right = {"order_ids": (160, Decimal("13551.63")), "till": (144, Decimal("258.6"))}
    assert shop.rows(COUNTED) == [right[name]]


def test_ids_of_hex_digits_are_no_powers_of_ten(build, tmp_path_factory, parsed):
    folder = tmp_path_factory.mktemp("hex")
    rows = [
        f"{n:04x}e{n},52e8190{n % 7},C{n % 3},2024-01-0{n % 9 + 1},1,{n + 1}"
        for n in range(9)
    ]
    header = "order_id,customer_id,product_id,ordered_at,quantity,unit_price"
    (folder / "orders.csv").write_text("\n".join([header, *rows, ""]))
    shop = run_dbt(
        folder,
        "build",
        *LINES,
        *NO_TESTS,
        variables=file_inputs(transactions=folder / "orders.csv"),
        parsed=parsed,
    )
    assert shop.succeeded, shop.message
    assert shop.rows(COUNTED) == [(9, Decimal(45))]


def test_negative_totals_of_orders_are_refunds(build):
    # a total under its own name needs no entry
    shop = build("order_totals", segments_input_grain="order")
    money = shop.rows(
        "select sum(line_amount), sum(case when is_sale or is_fully_returned then "
        "line_amount end) from int_segments__order_lines"
    )
    assert money == [(Decimal("6028.53"), Decimal("6952.73"))]


def test_files_of_one_name_in_two_folders_are_two_files(build):
    shop = build("same_name", "*/orders.csv", segments_overlapping_files="later_wins")
    assert shop.rows(COUNTED)[0][1] == Decimal(1890)
    assert shop.rows(
        "select source_file from int_segments__source_files order by source_file"
    ) == [("2023/orders.csv",), ("2024/orders.csv",)]


def test_cp1252_is_read_with_its_euros_and_dashes(build):
    shop = build("cp1252")
    assert shop.rows(COUNTED)[0][0] == 40
    names = shop.rows("select distinct product_id from int_segments__order_lines")
    assert ("KÄSE 0 \u2013 GRO\u1e9e",) in names


def test_files_may_be_separated_by_blanks(build):
    shop = build("blanks")
    assert shop.rows(COUNTED) == [(4, Decimal("31.5"))]
    assert shop.rows(
        "select malformed_row from int_segments__transaction_lines "
        "where not is_accepted"
    ) == [("O9 K1 P1",)]


@pytest.mark.parametrize(
    ("customer", "orders", "last_day"),
    [
        ("REUSE", 2, "2024-01-10"),  # a number that returns after a year
        ("STORES", 2, "2024-03-05"),  # one number in two stores
        ("MIDNIGHT", 1, "2024-01-05"),  # one order on two days
        ("FULLSHIP", 0, None),  # everything but the postage came back
        ("FULLREF", 0, None),
        ("EXCH", 1, "2024-01-15"),
        ("PARTREF2", 1, "2024-01-05"),
        ("GIFTUSE", 1, "2024-01-25"),
    ],
)
def test_an_order_is_what_was_ordered_at_once(build, customer, orders, last_day):
    [found] = build("order_identity").rows(
        "select count(distinct case when is_sale then order_id end), "
        "cast(max(case when is_sale then ordered_at end) as date) "
        f"from int_segments__order_lines where customer_id = '{customer}'"
    )
    if customer in ("MIDNIGHT", "EXCH"):
        assert found[0] == orders
    else:
        assert (found[0], found[1] and str(found[1])) == (orders, last_day)


def test_a_gift_card_that_pays_is_no_return(build):
    [(bought, returned)] = build("order_identity").rows(
        "select sum(line_amount), count(case when not is_sale then 1 end) "
        "from int_segments__order_lines where customer_id = 'GIFTUSE'"
    )
    assert (bought, returned) == (Decimal(30), 0)


def test_money_of_many_millions_is_exact(tmp_path):
    shop = run_dbt(
        tmp_path,
        "build",
        *("--select", "+int_segments__customer_order_features"),
        *NO_TESTS,
        variables=file_inputs(
            customers=Path("tests/cases/customer_totals/customers.csv")
        )
        | {
            "segments_input_grain": "customer",
            "segments_as_of_date": "2024-01-01",
            "segments_currency": "IDR",
        },
    )
    assert shop.succeeded, shop.message
    assert shop.value(
        "select sum(net_amount) from int_segments__customer_order_features"
    ) == Decimal(412_001_770)


def test_money_that_no_sum_can_hold_is_refused(tmp_path, parsed):
    header = "order_id,customer_id,product_id,ordered_at,quantity,unit_price"
    rows = [f"O{n},C1,P1,2024-01-05,100,9000000000" for n in range(110)]
    (tmp_path / "orders.csv").write_text("\n".join([header, *rows, ""]))
    variables = file_inputs(transactions=tmp_path / "orders.csv")
    shop = run_dbt(
        tmp_path, "build", *LINES, *NO_TESTS, variables=variables, parsed=parsed
    )
    assert not shop.succeeded
    assert "add up to 99,000,000,000,000" in shop.message
    assert "divided_by: 1000" in shop.message
