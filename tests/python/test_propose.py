"""What `make inputs` proposes: right, or a question; never wrong."""

from __future__ import annotations

import datetime
from pathlib import Path

import duckdb
import pytest
import yaml
from dressed_shops import draw, judge

from propose.__main__ import main
from propose.proposal import OPEN, Proposal
from propose.proposing import common_pattern, propose
from propose.writing import as_yaml, plain_values

CI_SHOPS = 40


def proposed(folder: Path, **files: str) -> Proposal:
    """The proposal for files of the given text."""
    paths = []
    for name, text in files.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return propose(paths, folder / "converted")


def lines_of(proposal: Proposal) -> dict:
    """The transactions input as the vars file has it."""
    return plain_values(proposal.values())["segments_inputs"]["transactions"]


def csv_text(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows]) + "\n"


# -- Dressed exports of one known shop ----------------------------------------------


@pytest.mark.parametrize("first", range(0, CI_SHOPS, 10))
def test_no_dressed_shop_is_read_wrongly(tmp_path, first):
    """Right, or refused with a question; most are right."""
    verdicts = [
        judge(draw(seed), tmp_path / str(seed)) for seed in range(first, first + 10)
    ]
    wrong = [(one.dress.seed, one.detail) for one in verdicts if one.result == "wrong"]
    assert not wrong
    assert sum(one.result == "right" for one in verdicts) >= 6


# -- Single rules ---------------------------------------------------------------------


def test_dates_that_no_value_tells_are_a_question(tmp_path):
    rows = [
        f"{n},K{n % 4},P{n % 3},0{n % 9 + 1}/0{(n * 5) % 9 + 1}/2024,1,{n % 7 + 2}.50"
        for n in (7, 2, 9, 4, 1, 8, 3, 6, 5)
    ]
    proposal = proposed(
        tmp_path,
        lines=csv_text(
            "order_id,customer_id,product_id,date,quantity,unit_price", rows
        ),
    )
    assert lines_of(proposal)["dates"] == OPEN
    assert [key for key, _ in proposal.questions()] == [
        "segments_inputs.transactions.dates"
    ]


def test_one_value_above_twelve_tells_the_form_of_dates(tmp_path):
    rows = [
        f"{n},K{n % 4},P{n % 3},0{n % 9 + 1}/{n + 10}/2024,1,{n % 7 + 2}.50"
        for n in range(1, 10)
    ]
    proposal = proposed(
        tmp_path,
        lines=csv_text(
            "order_id,customer_id,product_id,date,quantity,unit_price", rows
        ),
    )
    assert lines_of(proposal)["dates"] == "mdy"


def test_a_year_of_two_digits_in_front_is_no_day(tmp_path):
    rows = [
        f"{n},K{n % 4},P{n % 3},{22 + n % 3}-{n % 12 + 1:02}-{n % 28 + 1:02},1,9.50"
        for n in range(60)
    ]
    header = "order_id,customer_id,product_id,date,quantity,unit_price"
    proposal = proposed(tmp_path, lines=csv_text(header, rows))
    assert lines_of(proposal)["dates"] == "ymd"


@pytest.mark.parametrize(
    "price, step, is_open",
    [(400, 0.1, False), (3, 0.1, True), (90, 2.5, True), (4, 2.5, False)],
)
def test_a_discount_without_a_total_is_read_only_where_its_size_tells(
    tmp_path, price, step, is_open
):
    """A tenth of 400 is no amount; of 3 it may be one. 7.5 of 4 is more than all."""
    rows = [
        f"{n},K{n % 5},P{n % 3},2024-01-{n % 28 + 1:02},1,{price}.49,{n % 4 * step:g}"
        for n in range(40)
    ]
    header = "order,customer,sku,date,qty,unit price,discount"
    proposal = proposed(tmp_path, lines=csv_text(header, rows))
    value = lines_of(proposal)["columns"]["discount_amount"]
    assert (value == OPEN) == is_open
    if not is_open:
        assert value["as"] == ("share" if step < 1 else "per_cent")


def test_a_total_tells_that_a_discount_is_a_share(tmp_path):
    rows = [
        f"{n},K{n % 5},P{n % 3},2024-01-{n % 28 + 1:02},{n % 3 + 1},20,"
        f"{n % 4 / 10},{(n % 3 + 1) * 20 * (1 - n % 4 / 10):.2f}"
        for n in range(40)
    ]
    proposal = proposed(
        tmp_path, lines=csv_text("order,customer,sku,date,qty,price,rebate,total", rows)
    )
    assert lines_of(proposal)["columns"]["discount_amount"] == {
        "column": "rebate",
        "as": "share",
    }


def test_a_discount_that_may_be_a_per_cent_is_a_question_with_its_money(tmp_path):
    rows = [
        f"{n},K{n % 5},P{n % 3},2024-01-{n % 28 + 1:02},"
        f"{n % 3 + 1},{200 + n % 3}.50,{n % 4 * 5}"
        for n in range(40)
    ]
    proposal = proposed(
        tmp_path,
        lines=csv_text("order,customer,sku,date,qty,unit price,discount", rows),
    )
    [(key, setting)] = proposal.questions()
    assert key == "segments_inputs.transactions.columns.discount_amount"
    gross = sum((n % 3 + 1) * (200.5 + n % 3) for n in range(40))
    assert f"{gross - sum(n % 4 * 5 for n in range(40)):,.2f} in all" in as_yaml(
        proposal, "x"
    )
    assert {"column": "discount", "as": "per_cent"} in setting.alternatives


def test_a_payment_tells_cents(tmp_path):
    def cents(n: int) -> int:
        return 1299 + 50 * (n % 5)

    lines = [
        f"{n // 2},K{n // 2 % 6},P{n % 5},2024-03-{n % 28 + 1:02},1,{cents(n)}"
        for n in range(60)
    ]
    payments = [
        f"{n},card,{(cents(2 * n) + cents(2 * n + 1)) / 100:.2f}" for n in range(30)
    ]
    proposal = proposed(
        tmp_path,
        lines=csv_text("order_id,customer_id,product_id,date,quantity,price", lines),
        payments=csv_text("order_id,payment_type,payment_value", payments),
    )
    assert lines_of(proposal)["columns"]["unit_price"] == {
        "column": "price",
        "divided_by": 100,
    }


def test_prices_that_end_like_cents_are_a_question(tmp_path):
    rows = [
        f"{n},K{n % 5},P{n % 9},2024-01-{n % 28 + 1:02},1,{199 + 351 * (n % 9)}"
        for n in range(60)
    ]
    proposal = proposed(
        tmp_path,
        lines=csv_text("order_id,customer_id,product_id,date,quantity,price", rows),
    )
    assert lines_of(proposal)["columns"]["unit_price"] == OPEN


def test_ids_with_a_common_prefix_are_no_cancellations(tmp_path):
    rows = [
        f"C{n:03},K{n % 5},P{n % 3},2024-01-{n % 28 + 1:02},1,9.50" for n in range(30)
    ]
    proposal = proposed(
        tmp_path,
        lines=csv_text(
            "order_id,customer_id,product_id,date,quantity,unit_price", rows
        ),
    )
    assert proposal.settings["segments_cancelled_order_prefix"].value == ""


def test_a_prefix_of_negative_lines_marks_cancellations(tmp_path):
    rows = [f"{n},K{n % 5},P{n % 3},2024-01-{n % 28 + 1:02},1,9.50" for n in range(30)]
    rows += [
        f"C{n},K{n % 5},P{n % 3},2024-02-{n % 28 + 1:02},-1,9.50" for n in range(5)
    ]
    proposal = proposed(
        tmp_path,
        lines=csv_text(
            "order_id,customer_id,product_id,date,quantity,unit_price", rows
        ),
    )
    assert proposal.settings["segments_cancelled_order_prefix"].value == "C"


def test_whole_orders_that_repeat_were_loaded_twice(tmp_path):
    rows = [
        f"{n // 2},K{n // 2 % 5},P{n % 7},2024-01-{n // 2 % 28 + 1:02},2,9.50"
        for n in range(40)
    ]
    proposal = proposed(
        tmp_path,
        lines=csv_text(
            "order_id,customer_id,product_id,date,quantity,unit_price", rows + rows[:8]
        ),
    )
    assert proposal.settings["segments_duplicate_lines"].value == "reject"


def test_single_lines_that_repeat_are_pieces(tmp_path):
    rows = [
        f"{n // 3},K{n // 3 % 5},P{min(n % 3, 1)},2024-01-{n // 3 % 28 + 1:02},1,9.50"
        for n in range(60)
    ]
    proposal = proposed(
        tmp_path,
        lines=csv_text(
            "order_id,customer_id,product_id,date,quantity,unit_price", rows
        ),
    )
    assert proposal.settings["segments_duplicate_lines"].value == "keep"


@pytest.mark.parametrize("is_net", [True, False])
def test_a_discount_and_a_profit_beside_a_total_are_mapped(tmp_path, is_net):
    """Prices are 20 to 60, discounts 0, 20 or 50 per cent; a product's price tells."""
    rows = []
    for n in range(300):
        price, quantity, share = 20 + n % 5 * 10, n * 7 % 4 + 1, (0, 0.2, 0.5)[n % 3]
        sales = price * quantity * (1 - share if is_net else 1)
        profit = sales - 0.6 * price * quantity
        rows.append(
            f"O{n // 2},C{n % 40},P{n % 5},2024-{n % 12 + 1:02}-05,{quantity},"
            f"{sales:.2f},{share},{profit:.4f}"
        )
    header = "Order ID,Customer ID,Product ID,Order Date,Quantity,Sales,Discount,Profit"
    columns = lines_of(proposed(tmp_path, lines=csv_text(header, rows)))["columns"]
    assert columns["discount_amount"] == {"column": "Discount", "as": "share"}
    if is_net:
        assert columns["line_amount"] == "Sales"
        assert columns["cost"] == {"difference": ["Sales", "Profit"]}
    else:
        part = {"product": ["Sales", "Discount"]}
        assert columns["line_amount"] == {"difference": ["Sales", part]}


def test_two_tables_are_joined_by_their_values(tmp_path):
    orders = [
        f"{100 + n};K{n % 9};{n % 28 + 1:02}.{n % 12 + 1:02}.2024;bezahlt"
        for n in range(40)
    ]
    lines = [f"{100 + n // 2};A{n % 6};{n % 3 + 1};{5 + n % 6},90" for n in range(80)]
    proposal = proposed(
        tmp_path,
        positionen=csv_text("Auftrag;Artikel;Menge;Einzelpreis", lines),
        auftraege=csv_text("Nr;Kunde;Datum;Status", orders),
    )
    values = plain_values(proposal.values())["segments_inputs"]
    assert values["transactions"]["columns"]["order_id"] == "Auftrag"
    assert values["orders"]["columns"] == {
        "order_id": "Nr",
        "customer_id": "Kunde",
        "ordered_at": "Datum",
        "status": "Status",
    }
    assert values["orders"]["dates"] == "dmy"
    assert values["transactions"]["decimal"] == "comma"


def test_a_table_that_is_left_out_says_why(tmp_path):
    lines = [
        f"{100 + n},K{n % 9},A{n % 6},2024-{n % 12 + 1:02}-{n % 28 + 1:02},"
        f"{n % 3 + 1},{5 + n % 6}.90"
        for n in range(80)
    ]
    lists = [f"{n % 4},K{n % 9}" for n in range(36)]
    proposal = proposed(
        tmp_path,
        lines=csv_text("order_id,household,product_id,date,quantity,price", lines),
        mailing=csv_text("campaign_id,household", lists),
        visits=csv_text("counter,household", lists),
        weather=csv_text("station,rain", [f"{n % 4},{n}.5" for n in range(30)]),
    )
    notes = {note.split(" is not used: ")[0]: note for note in proposal.notes}
    assert notes["mailing.csv"].endswith(
        "its rows are not one per household; with a column of the day of contact "
        "(contacted_at) it could be campaign_contacts"
    )
    assert notes["visits.csv"].endswith("its rows are not one per household")
    assert notes["weather.csv"].endswith(
        "its rows are not one per value of a column of the lines or orders"
    )


@pytest.mark.parametrize("column", ["product_name", "size"])
def test_products_without_a_name_are_said(tmp_path, column):
    lines = [
        f"{100 + n},K{n % 9},A{n % 6},2024-{n % 12 + 1:02}-13,1,5.90" for n in range(80)
    ]
    proposal = proposed(
        tmp_path,
        lines=csv_text("order_id,customer,product_id,date,quantity,price", lines),
        articles=csv_text(
            f"product_id,{column}", [f"A{n},Thing number {n}" for n in range(6)]
        ),
    )
    said = [note for note in proposal.notes if "map it to product_name" in note]
    assert len(said) == (column != "product_name")


def test_what_an_order_states_on_its_first_line_is_read_by_order(tmp_path):
    rows = []
    for n in range(30):
        who = f"#{1001 + n},b{n % 9}@shop.test"
        day = f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}"
        refund = 4 if n % 7 == 3 else 0
        rows.append(f"{who},paid,{refund},{15 + n % 4},{day},2,Mug,5.00,M-1")
        rows.append(f"{who},,,,{day},1,Tea,{5 + n % 4}.00,")
    header = (
        "Name,Email,Financial Status,Refunded Amount,Total,Created at,"
        "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku"
    )
    proposal = proposed(tmp_path, export=csv_text(header, rows))
    assert not proposal.questions()
    inputs = plain_values(proposal.values())["segments_inputs"]
    lines = inputs["transactions"]["columns"]
    assert lines["order_id"] == "Name"
    assert lines["unit_price"] == "Lineitem price"
    assert lines["product_id"] == {"first_of": ["Lineitem sku", "Lineitem name"]}
    assert inputs["orders"]["from"] == inputs["transactions"]["from"]
    assert inputs["orders"]["columns"]["refunded"] == "Refunded Amount"
    assert inputs["orders"]["columns"]["status"] == "Financial Status"


def test_a_customer_id_that_never_repeats_is_a_question(tmp_path):
    orders = [f"o{n},c{n},2024-01-{n % 28 + 1:02}" for n in range(40)]
    people = [f"c{n},u{n % 17},Rome" for n in range(40)]
    lines = [f"o{n % 40},p{n % 6},{n % 5 + 3}.50" for n in range(80)]
    proposal = proposed(
        tmp_path,
        orders=csv_text("order_id,customer_id,order_date", orders),
        customers=csv_text("customer_id,customer_unique_id,city", people),
        items=csv_text("order_id,product_id,price", lines),
    )
    [(key, setting)] = proposal.questions()
    assert key == "segments_inputs.orders.columns.customer_id"
    assert "customer_unique_id" in setting.question[0]


def test_the_money_of_a_line_is_no_price_of_a_piece(tmp_path):
    rows = [
        f"{n},K{n % 5},P{n % 3},2024-01-{n % 28 + 1:02},{q},{q * (n % 3 + 2)}.00"
        for n in range(60)
        for q in [n // 3 % 4 + 1]
    ]
    header = "order_id,customer_id,product_id,date,quantity,price"
    proposal = proposed(tmp_path, lines=csv_text(header, rows))
    columns = lines_of(proposal)["columns"]
    assert columns["line_amount"] == "price"
    assert "unit_price" not in columns


def test_a_status_that_is_not_known_is_a_question(tmp_path):
    rows = [
        f"{n},K{n % 5},P{n % 3},2024-01-{n % 28 + 1:02},1,9.50,"
        f"{'paid' if n % 3 else 'zorp'}"
        for n in range(30)
    ]
    proposal = proposed(
        tmp_path,
        lines=csv_text(
            "order_id,customer_id,product_id,date,quantity,unit_price,status", rows
        ),
    )
    [(key, setting)] = proposal.questions()
    assert key.endswith("columns.status")
    assert "zorp: 10 rows, 95.00" in setting.question


def test_tables_of_a_database_are_read(tmp_path):
    database = tmp_path / "shop.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create table sales as select i as order_no, 'K' || i % 7 as customer, "
            "'S' || i % 5 as sku, date '2024-01-01' "
            "+ cast(i % 90 as int) as bought_on, 1 + i % 3 as qty, 2.5 + i % 5 as "
            "price from range(80) as numbers(i)"
        )
    values = plain_values(propose([database], tmp_path).values())["segments_inputs"]
    assert values["transactions"]["from"] == "main.sales"


def test_a_sheet_of_excel_is_written_as_csv(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Orders of the shop"])
    book.active.append(["Order", "Customer", "SKU", "Date", "Qty", "Price"])
    for n in range(30):
        day = datetime.datetime(2024, 1, n % 28 + 1)
        book.active.append([f"A{n}", f"K{n % 5}", f"P{n % 3}", day, 1.0, 9.5])
    book.save(tmp_path / "shop.xlsx")
    proposal = propose([tmp_path / "shop.xlsx"], tmp_path / "converted")
    assert not proposal.questions()
    lines = lines_of(proposal)
    assert lines["from"] == str(tmp_path / "converted" / "shop.csv")
    assert lines["columns"]["ordered_at"] == "Date"
    assert "A0,K0,P0,2024-01-01,1,9.5" in Path(lines["from"]).read_text()


def test_the_file_is_written_once_and_is_yaml(tmp_path, capsys):
    rows = [f"{n},K{n % 5},P{n % 3},2024-01-{n % 28 + 1:02},1,9.50" for n in range(30)]
    source = tmp_path / "lines.csv"
    source.write_text(
        csv_text("order_id,customer_id,product_id,date,quantity,unit_price", rows)
    )
    target = tmp_path / "my_shop.yml"
    assert main(["my_shop", str(source), "--output", str(target)]) == 0
    assert (
        yaml.safe_load(target.read_text())["segments_inputs"]["transactions"][
            "columns"
        ]["ordered_at"]
        == "date"
    )
    assert "make build INPUT=my_shop" in capsys.readouterr().out
    assert main(["my_shop", str(source), "--output", str(target)]) == 1


def test_a_pattern_matches_the_files_it_is_for():
    assert common_pattern(["/a/x_2023.csv", "/a/x_2024.csv"]) == "/a/x_202*.csv"
    assert common_pattern(["/a/2023/o.csv", "/a/2024/o.csv"]) == "/a/202*/o.csv"


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "is empty"),
        ("a,a\n1,2\n", "stands twice in the header"),
        ("1,2024-01-01,9.5\n2,2024-01-02,9.5\n", "look like values"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_one_sentence(
    tmp_path, capsys, text, words
):
    source = tmp_path / "lines.csv"
    source.write_text(text)
    assert main(["x", str(source), "--output", str(tmp_path / "x.yml")]) == 1
    assert words in capsys.readouterr().err


# -- Lines without money of their own -------------------------------------------------


PRICES = (1100, 1200, 1400, 600, 500)


def catalogue(orders: str = "id,customer,ordered_at", **columns) -> dict[str, str]:
    """Lines of an order and a product each; the products' file holds the price."""
    amount = columns.pop("amount", None)
    extra = columns.pop("extra", None)
    prices = columns.pop("prices", PRICES)
    lines = [(n, n * 2 // 3, n * 7 % len(prices)) for n in range(120)]
    sums: dict[int, float] = {}
    for _, order, product in lines:
        sums[order] = sums.get(order, 0) + prices[product]
    head = "id,order_id,sku" + (f",{extra}" if extra else "")
    items = [
        f"i{n},o{order},S{product}" + (f",{n % 3 + 1}" if extra else "")
        for n, order, product in lines
    ]
    of_orders = [
        f"o{order},k{order % 9},2024-{order % 12 + 1:02}-05T11:06:00"
        + (amount(total) if amount else "")
        for order, total in sums.items()
    ]
    products = [
        f"S{n},thing {n},food,{price},a thing that is number {n}"
        for n, price in enumerate(prices)
    ]
    return {
        "raw_items": csv_text(head, items),
        "raw_orders": csv_text(orders, of_orders),
        "raw_products": csv_text("sku,name,type,price,description", products),
        "raw_customers": csv_text("id,name", [f"k{n},Person {n}" for n in range(9)]),
    } | columns


WITH_TOTALS = "id,customer,ordered_at,store_id,subtotal,tax_paid,order_total"


def totals_in_cents(total: int) -> str:
    return f",s{total // 100 % 6},{total},{total * 6 // 100},{total + total * 6 // 100}"


STORES = csv_text(
    "id,name,opened_at,tax_rate",
    [f"s{n},City {n},202{n}-09-01T00:00:00,0.0{n + 1}" for n in range(6)],
)


@pytest.fixture(scope="module")
def in_cents(tmp_path_factory) -> Proposal:
    """Of a shop with prices in cents in its products and totals in its orders."""
    files = catalogue(WITH_TOTALS, amount=totals_in_cents)
    return proposed(tmp_path_factory.mktemp("shop"), **files)


@pytest.mark.parametrize("with_stores", [True, False])
def test_lines_without_money_are_found_by_their_orders_and_products(
    tmp_path, in_cents, with_stores
):
    if with_stores:
        files = catalogue(WITH_TOTALS, amount=totals_in_cents, raw_stores=STORES)
        in_cents = proposed(tmp_path, **files)
    values = plain_values(in_cents.values())["segments_inputs"]
    assert {name: Path(one["from"]).stem for name, one in values.items()} == {
        "transactions": "raw_items",
        "orders": "raw_orders",
        "products": "raw_products",
        "customers": "raw_customers",
    }
    assert values["transactions"]["columns"] == {
        "order_id": "order_id",
        "product_id": "sku",
        "unit_price": {"from_products": True},
        "quantity": {"constant": 1},
    }
    assert values["orders"]["columns"]["order_id"] == "id"
    assert values["products"]["columns"]["product_name"] == "name"


def test_a_table_of_other_keys_with_a_date_is_no_orders(tmp_path):
    lines = [
        f"o{n},k{n % 9},S{n % 5},s{n % 6},2024-{n % 12 + 1:02}-05,1,{n % 7 + 2}.50"
        for n in range(80)
    ]
    header = "order_id,customer_id,product_id,store_id,date,quantity,unit_price"
    proposal = proposed(tmp_path, lines=csv_text(header, lines), stores=STORES)
    assert set(proposal.inputs) == {"transactions"}
    assert "stores.csv is not used: no input of the project matches its columns" in (
        proposal.notes
    )


@pytest.mark.parametrize("part", [0.6, 1])
def test_orders_hold_nearly_all_ids_of_the_lines(tmp_path, part):
    files = catalogue()
    head, *rows = files["raw_orders"].splitlines()
    files["raw_orders"] = csv_text(head, rows[: int(part * len(rows))])
    proposal = proposed(tmp_path, **files)
    assert ("orders" in proposal.inputs) == (part == 1)


def test_prices_of_the_products_may_be_cents(in_cents):
    [(key, setting)] = in_cents.questions()
    assert key == "segments_inputs.products.columns.unit_price"
    assert setting.alternatives == ["price", {"column": "price", "divided_by": 100}]
    gross = sum(PRICES[n * 7 % 5] for n in range(120))
    assert f"{gross / 100:,.2f} in all" in setting.question[2]
    assert setting.question[3].startswith("subtotal of raw_orders.csv is in the same")
    assert lines_of(in_cents)["columns"]["unit_price"] == {"from_products": True}


def test_a_total_tells_that_prices_of_the_products_are_cents(tmp_path):
    files = catalogue(
        "id,customer,ordered_at,order_total",
        prices=(1150, 1295, 1400, 649, 500),
        amount=lambda total: f",{total / 100:.2f}",
    )
    proposal = proposed(tmp_path, **files)
    assert not proposal.questions()
    price = proposal.inputs["products"].columns["unit_price"]
    assert price.value == {"column": "price", "divided_by": 100}
    assert "order_total of raw_orders.csv in 80 of 80 orders" in price.evidence


def test_prices_of_the_products_in_whole_units_are_no_question(tmp_path):
    proposal = proposed(tmp_path, **catalogue(prices=(5.5, 12, 7.25, 3, 9)))
    assert not proposal.questions()
    assert proposal.inputs["products"].columns["unit_price"].value == "price"


def test_costs_of_the_products_wait_as_their_prices(tmp_path):
    files = catalogue()
    rows = files["raw_products"].replace("description", "unit_cost")
    for n in range(5):
        rows = rows.replace(f"a thing that is number {n}", str(305 + 10 * n))
    proposal = proposed(tmp_path, **files | {"raw_products": rows})
    assert [key for key, _ in proposal.questions()] == [
        "segments_inputs.products.columns.unit_cost",
        "segments_inputs.products.columns.unit_price",
    ]


def test_a_column_that_may_count_pieces_is_a_question(tmp_path):
    proposal = proposed(tmp_path, **catalogue(prices=(5.5, 12, 7, 3, 9), extra="n"))
    [(key, setting)] = proposal.questions()
    assert key == "segments_inputs.transactions.columns.quantity"
    assert setting.alternatives == ["n", {"constant": 1}]


# -- Tax -----------------------------------------------------------------------------


def test_an_amount_is_said_to_be_without_tax_where_the_rows_tell(tmp_path, in_cents):
    files = catalogue(WITH_TOTALS, amount=totals_in_cents)
    lines = proposed(tmp_path, orders=files["raw_orders"]).inputs["transactions"]
    words = "without tax: order_total = subtotal + tax_paid in all 80 rows with tax"
    assert words in lines.columns["line_amount"].evidence
    said = f"the lines add up to subtotal of raw_orders.csv; it is {words}"
    assert said in in_cents.notes


def test_rates_are_not_added_up(tmp_path, in_cents):
    assert any("tax_paid (" in note and " in all)" in note for note in in_cents.notes)
    files = catalogue("id,customer,ordered_at,tax_rate", amount=lambda total: ",0.06")
    notes = proposed(tmp_path, **files).notes
    assert "tax_rate is left out: it is a rate, no amount" in notes


# -- Files of a warehouse -------------------------------------------------------------


def test_keys_and_flags_of_a_warehouse(tmp_path):
    """Customers are found by what orders name; what went back is asked for."""
    lines = [
        f"{n // 2},{n % 6 + 1},{n % 4 + 1},{n % 6 + 2}.50,{'NRA'[n % 3]}"
        for n in range(2, 122)
    ]
    proposal = proposed(
        tmp_path,
        lineitem=csv_text(
            "l_orderkey,l_partkey,l_quantity,unit_price,l_returnflag", lines
        ),
        orders=csv_text(
            "o_orderkey,o_buyer,o_orderdate",
            [f"{n},{n % 25 + 1},2024-{n % 12 + 1:02}-09" for n in range(1, 61)],
        ),
        people=csv_text(
            "c_key,c_name,c_nationkey", [f"{n},P {n},{n % 5}" for n in range(1, 31)]
        ),
        part=csv_text("p_partkey,p_name", [f"{n},Part {n}" for n in range(1, 7)]),
    )
    values = plain_values(proposal.values())
    inputs = values["segments_inputs"]
    assert inputs["orders"]["columns"]["customer_id"] == "o_buyer"
    assert inputs["customers"]["columns"]["customer_id"] == "c_key"
    assert inputs["products"]["columns"]["product_id"] == "p_partkey"
    assert "segments_customer_attributes" not in values
    [(key, setting)] = proposal.questions()
    assert key == "segments_inputs.transactions.columns.status"
    assert "l_returnflag" in setting.question[0]


def test_who_and_when_are_questions_where_neither_file_says_them(tmp_path):
    proposal = proposed(tmp_path, **catalogue("id,channel,ordered_at"))
    assert [key for key, _ in proposal.questions()][:1] == [
        "segments_inputs.orders.columns.customer_id"
    ]


def test_other_sales_are_no_payments_or_orders_and_days_are_no_products(tmp_path):
    def sales(first: int, prefix: str) -> str:
        header = (
            "date_sk,item_sk,customer_sk,order_number,quantity,sales_price,net_paid"
        )
        rows = [
            f"{2450000 + n // 6},{n % 9 + 1},{n // 3 % 20 + 1},{first + n // 3},{q},"
            f"{n % 9 + 2}.50,{q * (n % 9 + 2.5):.2f}"
            for n in range(150)
            for q in [n % 4 + 1]
        ]
        names = [f"{prefix}_{name}" for name in header.split(",")]
        return csv_text(",".join(names), rows)

    start = datetime.date(2024, 1, 1)
    days = [
        f"{2450000 + n},{start + datetime.timedelta(days=n)},{n % 7}" for n in range(40)
    ]
    proposal = proposed(
        tmp_path,
        store_sales=sales(1, "ss"),
        web_sales=sales(1, "ws"),
        customer=csv_text(
            "c_customer_sk,c_customer_id,c_name",
            [f"{n},AAA{n},Person {n}" for n in range(1, 101)],
        ),
        date_dim=csv_text("d_date_sk,d_date,d_dow", days),
    )
    # order numbers from 1 are customer numbers by chance
    assert set(proposal.inputs) == {"transactions", "customers"}
    assert lines_of(proposal)["columns"]["customer_id"] == "ss_customer_sk"
    assert [key for key, _ in proposal.questions()] == [
        "segments_inputs.transactions.columns.ordered_at"
    ]
    said = {note.split(" is not used: ")[0]: note for note in proposal.notes}
    assert "it has lines of its own" in said["web_sales.csv"]
    assert "a row per day" in said["date_dim.csv"]


@pytest.mark.parametrize("listed", [True, False])
def test_two_prices_with_totals_are_a_question(tmp_path, listed):
    """A cost has a total as well, but it is no money of a sale."""
    keys = ",".join(f"key_{n}" for n in range(9))  # more numbers than are tried
    price = "list_price,ext_list_price" if listed else "unit_cost,ext_cost"
    header = f"order_id,customer_id,{keys},product_id,date,qty,{price},price,total"
    rows = [
        f"{n // 2},K{n // 2 % 9},{','.join(str(n * k % 7) for k in range(2, 11))},"
        f"P{n % 5},2024-{n // 2 % 12 + 1:02}-05,{q},{p + 1}.20,{q * (p + 1.2):.2f},"
        f"{p - n % 2}.50,{q * (p - n % 2 + 0.5):.2f}"
        for n in range(120)
        for q, p in [(n % 4 + 1, n % 5 + 3)]
    ]
    proposal = proposed(tmp_path, lines=csv_text(header, rows))
    setting = proposal.inputs["transactions"].columns.get("line_amount")
    if listed:
        assert set(setting.alternatives) == {"total", "ext_list_price"}
        assert [one for _, one in proposal.questions()] == [setting]
    else:
        assert not proposal.questions()
        assert lines_of(proposal)["columns"]["unit_price"] == "price"


# -- Progress ------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [-1, 600])
def test_steps_are_said_where_they_take_long(tmp_path, capsys, monkeypatch, seconds):
    monkeypatch.setattr("propose.progress.SECONDS", seconds)
    proposed(tmp_path, people=csv_text("id,age", ["k1,30", "k2,40", "k3,50"]))
    said = capsys.readouterr().err
    assert ("Reading people.csv" in said) == (seconds < 0)
    assert ("Counting the values of people.csv: 3 rows" in said) == (seconds < 0)
