"""Write one known shop as the exports of many shop systems, and judge what is proposed.

    python benchmarks/dressed_shops.py --shops 200

Every seed draws another dress: language, dialect, forms of dates and money, ids, how
discounts, cancellations and repeated lines are written, one file or several. The money
of every order is known. A proposal is right if it gives that money to the cent, a
question if the build would stop at an open key of which one answer that is offered
gives that money, and wrong otherwise.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import hashlib
import io
import itertools
import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "python")]

import duckdb  # noqa: E402
from read_vars import money_of_orders  # noqa: E402

from propose.proposing import propose  # noqa: E402
from propose.reading import UnreadableInputError  # noqa: E402
from propose.writing import plain_values  # noqa: E402

NAMES = {
    "en": {
        "order_id": ["Order ID", "order_no", "Invoice", "orderNumber"],
        "customer_id": ["Customer ID", "customer", "CustomerNo", "Client"],
        "product_id": ["SKU", "Product ID", "item_code", "StockCode"],
        "product_name": ["Product Name", "Title", "Description"],
        "ordered_at": ["Order Date", "created_at", "InvoiceDate", "Date"],
        "quantity": ["Qty", "Quantity", "Units"],
        "unit_price": ["Unit Price", "price", "Price each"],
        "total": ["Total", "line_total", "Amount"],
        "discount": ["Discount", "discount_amount"],
        "status": ["Status", "order_status"],
        "category": ["Category", "Department"],
        "order_discount": ["Discount", "Discount Amount"],
        "order_total": ["Order Total", "Total"],
        "cents": ["Price (cents)", "price_cents"],
    },
    "de": {
        "order_id": ["Bestellnummer", "Bestell-Nr.", "Auftragsnr", "Belegnummer"],
        "customer_id": ["Kundennummer", "Kunde", "Kd-Nr"],
        "product_id": ["Artikelnummer", "Artikel-Nr.", "Artikel"],
        "product_name": ["Bezeichnung", "Artikelbezeichnung"],
        "ordered_at": ["Bestelldatum", "Datum", "Rechnungsdatum"],
        "quantity": ["Menge", "Anzahl", "Stück"],
        "unit_price": ["Einzelpreis", "Preis", "Stückpreis"],
        "total": ["Gesamtpreis", "Betrag", "Summe"],
        "discount": ["Rabatt", "Nachlass"],
        "status": ["Status", "Bestellstatus"],
        "category": ["Warengruppe", "Kategorie"],
        "order_discount": ["Rabatt", "Gutschein"],
        "order_total": ["Gesamtbetrag", "Summe"],
        "cents": ["Preis (Cent)", "Preis in Cent"],
    },
    "fr": {
        "order_id": ["N° commande", "Commande", "Numéro de commande"],
        "customer_id": ["N° client", "Client", "Code client"],
        "product_id": ["Référence", "Code article", "Réf. produit"],
        "product_name": ["Désignation", "Libellé"],
        "ordered_at": ["Date de commande", "Date", "Date d'achat"],
        "quantity": ["Quantité", "Qté"],
        "unit_price": ["Prix unitaire", "Prix", "PU"],
        "total": ["Montant", "Montant ligne"],
        "discount": ["Remise", "Rabais"],
        "status": ["Statut", "État"],
        "category": ["Catégorie", "Rayon"],
        "order_discount": ["Remise"],
        "order_total": ["Montant total"],
        "cents": ["Prix (centimes)"],
    },
    "es": {
        "order_id": ["Pedido", "N.º pedido", "Número de pedido"],
        "customer_id": ["Cliente", "ID cliente", "Código cliente"],
        "product_id": ["Código producto", "Referencia", "Artículo"],
        "product_name": ["Descripción", "Nombre producto"],
        "ordered_at": ["Fecha", "Fecha pedido", "Fecha de compra"],
        "quantity": ["Cantidad", "Unidades"],
        "unit_price": ["Precio unitario", "Precio"],
        "total": ["Importe", "Total línea"],
        "discount": ["Descuento"],
        "status": ["Estado", "Estado pedido"],
        "category": ["Categoría", "Familia"],
        "order_discount": ["Descuento"],
        "order_total": ["Importe total", "Total pedido"],
        "cents": ["Precio (céntimos)"],
    },
    "it": {
        "order_id": ["Ordine", "Numero ordine", "N. ordine"],
        "customer_id": ["Cliente", "Codice cliente", "ID cliente"],
        "product_id": ["Codice articolo", "Articolo", "Codice prodotto"],
        "product_name": ["Descrizione", "Nome prodotto"],
        "ordered_at": ["Data", "Data ordine", "Data acquisto"],
        "quantity": ["Quantità", "Q.tà", "Pezzi"],
        "unit_price": ["Prezzo unitario", "Prezzo"],
        "total": ["Importo", "Totale riga"],
        "discount": ["Sconto"],
        "status": ["Stato", "Stato ordine"],
        "category": ["Categoria", "Reparto"],
        "order_discount": ["Sconto"],
        "order_total": ["Totale", "Totale ordine"],
        "cents": ["Prezzo (centesimi)"],
    },
}
STATUS = {
    "en": ["completed", "cancelled", "refunded", "pending"],
    "de": ["abgeschlossen", "storniert", "erstattet", "ausstehend"],
    "fr": ["livrée", "annulée", "remboursée", "en attente"],
    "es": ["entregado", "cancelado", "devuelto", "pendiente"],
    "it": ["consegnato", "annullato", "rimborsato", "in attesa"],
}
# Kinds that did not shape the rules of the proposer; their results are reported apart.
ASIDE = {"money": ["swiss", "code_after"], "dates": ["named"], "ids": ["uuid"]}
KINDS = {
    "language": ["en", "de", "fr", "es", "it"],
    "layout": [
        "one",
        "one",
        "orders",
        "orders",
        "orders_customers",
        "orders_products",
        "flat_first",
        "years",
        "parquet",
    ],
    "delimiter": [",", ";", "\t", "|"],
    "encoding": ["utf-8", "utf-8-sig", "cp1252", "utf-16"],
    "money": [
        "point",
        "comma",
        "grouped_comma",
        "sign_before",
        "sign_after",
        "cents_named",
        "cents",
        "swiss",
        "code_after",
    ],
    "dates": [
        "iso",
        "iso_t",
        "dmy_dot",
        "dmy_slash",
        "mdy_slash",
        "dmy_slash_2",
        "compact",
        "named",
        "epoch",
    ],
    "ids": ["number", "code", "hash", "hex", "email", "uuid"],
    "amounts": ["price", "price", "price_total", "total", "piece"],
    "discount": [
        "none",
        "none",
        "amount",
        "share",
        "per_cent",
        "unit_amount",
        "order_amount",
        "order_per_cent",
    ],
    "cancelled": ["none", "negative", "prefix", "status", "status"],
    "repeats": ["none", "none", "pieces", "orders_twice", "file_twice"],
    "sorted": [True, False],
}


@dataclass
class Dress:
    """How a shop is written."""

    seed: int
    kinds: dict[str, object]
    names: dict[str, str] = field(default_factory=dict)

    @property
    def has_orders(self) -> bool:
        """Whether orders are a file of their own."""
        return str(self.kinds["layout"]).startswith("orders")

    @property
    def is_aside(self) -> bool:
        """Whether one of its kinds did not shape the proposer."""
        return any(self.kinds[key] in values for key, values in ASIDE.items())


def draw(seed: int) -> Dress:
    """The dress of a seed; parts that contradict each other are made to fit."""
    rng = random.Random(seed)
    kinds = {key: rng.choice(values) for key, values in KINDS.items()}
    if kinds["layout"] == "parquet":
        kinds |= {"encoding": "utf-8", "delimiter": ",", "money": "point"}
        # a typed file holds dates as dates
        kinds["dates"] = "epoch" if kinds["dates"] == "epoch" else "iso"
    if (
        kinds["layout"] in ("orders", "orders_customers", "orders_products")
        and kinds["amounts"] == "piece"
    ):
        kinds["amounts"] = "price"
    if kinds["layout"] not in (
        "orders",
        "orders_customers",
        "orders_products",
        "flat_first",
    ) and str(kinds["discount"]).startswith("order"):
        kinds["layout"] = "flat_first" if kinds["amounts"] != "piece" else "one"
        kinds["discount"] = (
            kinds["discount"] if kinds["layout"] == "flat_first" else "none"
        )
    if kinds["amounts"] in ("total", "piece") and not str(kinds["discount"]).startswith(
        "order"
    ):
        kinds["discount"] = "none"
    if kinds["repeats"] == "pieces":
        kinds["amounts"] = (
            "piece"
            if kinds["layout"]
            not in ("orders", "orders_customers", "orders_products", "flat_first")
            else kinds["amounts"]
        )
        kinds["repeats"] = "pieces" if kinds["amounts"] == "piece" else "none"
        if kinds["repeats"] == "pieces":
            kinds["discount"] = "none"
    elif kinds["amounts"] == "piece":
        kinds["repeats"] = "pieces"
        kinds["discount"] = "none"
    if kinds["layout"] != "one" and kinds["repeats"] in ("file_twice", "orders_twice"):
        kinds["repeats"] = "none"
    if (
        kinds["encoding"] == "cp1252"
        and kinds["language"] == "en"
        and kinds["money"] not in ("sign_before", "sign_after")
    ):
        kinds["encoding"] = "utf-8"
    if (
        kinds["money"] in ("comma", "grouped_comma", "sign_after")
        and kinds["delimiter"] == ","
    ):
        kinds["delimiter"] = ";"
    if kinds["discount"] in ("share",) and kinds["money"].startswith("cents"):
        kinds["money"] = "point"
    names = {
        role: rng.choice(words) for role, words in NAMES[kinds["language"]].items()
    }
    if names["total"] == names["order_total"]:
        names["order_total"] += " 2"
    return Dress(seed, kinds, names)


@dataclass
class Shop:
    """The shop behind every dress: orders, each with its lines."""

    orders: list[dict]
    products: dict[str, dict]


def shop(dress: Dress) -> Shop:
    """The shop: the seed moves its numbers a little, so that no rule fits one shop."""
    rng = random.Random(1000 + dress.seed)
    words = [
        "Mug",
        "Tea",
        "Käse",
        "Bowl",
        "Lamp",
        "Chair",
        "Fork",
        "Plate",
        "Honey",
        "Bread",
    ]
    products = {}
    for number in range(24):
        cents = rng.choice(
            [199, 349, 495, 899, 1250, 1999, 2490, 4995, 8900, 129900, 245000]
        ) + rng.choice([0, 0, 10, 50])
        products[f"P{number:03}"] = {
            "name": f"{rng.choice(words)} {number}",
            "cents": cents,
            "category": rng.choice(["Home", "Food", "Garden"]),
        }
    orders = []
    for number in range(240):
        customer = (
            int(rng.paretovariate(1.1)) % 50
            if rng.random() < 0.5
            else rng.randrange(70)
        )
        when = datetime.datetime(2023, 1, 2, 9) + datetime.timedelta(
            days=rng.randrange(700), minutes=rng.randrange(600)
        )
        lines = []
        for product in rng.sample(sorted(products), rng.choice([1, 1, 2, 3, 4])):
            quantity = rng.choice([1, 1, 1, 2, 3, 5])
            percent = rng.choice([0, 0, 0, 10, 15, 20, 25])
            lines.append(
                {
                    "product": product,
                    "quantity": quantity,
                    "cents": products[product]["cents"],
                    "percent": percent,
                }
            )
        orders.append(
            {
                "number": number,
                "customer": customer,
                "when": when,
                "lines": lines,
                "kind": "sale",
                "percent": rng.choice([0, 0, 0, 5, 10, 20]),
            }
        )
    orders.sort(key=lambda one: one["when"])
    for number, order in enumerate(orders):
        order["number"] = number
    return Shop(orders, products)


@dataclass
class Export:
    """The files of a dressed shop, and the truth: customer, order, day -> money."""

    files: list[Path]
    truth: dict[tuple[str, str, str], float]


class Writer:
    """Writes the values of one dress."""

    def __init__(self, dress: Dress):
        self.kinds, self.names = dress.kinds, dress.names
        self.rng = random.Random(dress.seed + 5)

    def money(self, cents: float) -> str:
        """An amount in this dress."""
        kind, amount = self.kinds["money"], cents / 100
        if kind in ("cents", "cents_named"):
            return str(round(cents))
        if kind == "comma":
            return f"{amount:.2f}".replace(".", ",")
        if kind in ("grouped_comma", "sign_after"):
            text = (
                f"{amount:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")
            )
            return text + (" €" if kind == "sign_after" else "")
        return {
            "sign_before": f"€{amount:.2f}".replace("€-", "-€"),
            "swiss": f"{amount:,.2f}".replace(",", "'"),
            "code_after": f"{amount:.2f} USD",
        }.get(kind, f"{amount:.2f}")

    def rate(self, percent: float) -> str:
        """A discount as a share or a per cent."""
        if self.kinds["discount"] == "share":
            text = f"{percent / 100:.2f}"
            return (
                text.replace(".", ",")
                if self.kinds["money"] in ("comma", "grouped_comma", "sign_after")
                else text
            )
        return str(percent)

    def date(self, when: datetime.datetime) -> str:
        """A date in this dress."""
        formats = {
            "iso": "%Y-%m-%d %H:%M:%S",
            "iso_t": "%Y-%m-%dT%H:%M:%S",
            "dmy_dot": "%d.%m.%Y %H:%M",
            "dmy_slash": "%d/%m/%Y",
            "mdy_slash": "%m/%d/%Y",
            "dmy_slash_2": "%d/%m/%y",
            "compact": "%Y%m%d",
            "named": "%d %b %Y",
        }
        if self.kinds["dates"] == "epoch":
            return str(int(when.replace(tzinfo=datetime.UTC).timestamp()))
        return when.strftime(formats[self.kinds["dates"]])

    def order(self, number: int, prefix: str = "") -> str:
        """An order's id."""
        text = {
            "code": f"ORD-{10001 + number}",
            "hash": f"#{1001 + number}",
            "hex": _hex(f"o{number}", 8),
            "uuid": _uuid(f"o{number}"),
        }.get(str(self.kinds["ids"]), str(10001 + number))
        return prefix + text

    def key(self, order: dict) -> dict[str, str]:
        """An order's id, customer and date."""
        return {
            self.names["order_id"]: self.order(order["number"], order["prefix"]),
            self.names["customer_id"]: self.customer(order["customer"]),
            self.names["ordered_at"]: self.date(order["when"]),
        }

    def customer(self, number: int) -> str:
        """A customer's id; the letter case of emails varies."""
        kind = self.kinds["ids"]
        if kind == "email":
            text = f"buyer{number:02}@shop.test"
            return text.capitalize() if self.rng.random() < 0.2 else text
        return {
            "code": f"K-{number:04}",
            "hex": _hex(f"c{number}", 10),
            "uuid": _uuid(f"c{number}"),
        }.get(str(kind), str(500 + number))


def _hex(text: str, length: int) -> str:
    return hashlib.md5(text.encode()).hexdigest()[:length]


def _uuid(text: str) -> str:
    digits = _hex(text, 32)
    return "-".join(
        (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    )


def line_net(line: dict, discount: str) -> tuple[float, float]:
    """The money of a line and its discount, in cents."""
    gross = line["quantity"] * line["cents"]
    sign = -1 if gross < 0 else 1
    off = 0.0
    if discount == "amount":
        off = round(abs(gross) * line["percent"] / 100) * sign
    elif discount == "unit_amount":
        off = round(line["cents"] * line["percent"] / 100) * line["quantity"]
    elif discount in ("share", "per_cent"):
        off = gross * line["percent"] / 100
    return gross - off, off


def with_endings(one: Shop, dress: Dress) -> list[dict]:
    """The orders, with cancellations, returns and statuses as the dress has them."""
    rng = random.Random(dress.seed + 9)
    orders = [dict(order) for order in one.orders]
    kind = dress.kinds["cancelled"]
    extra = []
    for order in orders:
        order["status"], order["prefix"] = 0, ""
        if kind == "status":
            order["status"] = rng.choices([0, 1, 2, 3], [86, 6, 4, 4])[0]
        elif kind in ("negative", "prefix") and rng.random() < 0.08:
            lines = [
                line | {"quantity": -line["quantity"]}
                for line in order["lines"]
                if not line["percent"]
            ]
            if lines:
                extra.append(
                    order
                    | {
                        "lines": lines,
                        "when": order["when"] + datetime.timedelta(days=5),
                        "percent": 0,
                        "number": 5000 + order["number"],
                        "prefix": "C" if kind == "prefix" else "",
                    }
                )
    return orders + extra


def write_export(dress: Dress, folder: Path) -> Export:
    """Write the files of a dress."""
    one, writer, kinds = shop(dress), Writer(dress), dress.kinds
    rng = random.Random(dress.seed + 3)
    orders = with_endings(one, dress)
    if kinds["sorted"]:
        orders.sort(key=lambda order: order["when"])
    else:
        rng.shuffle(orders)
    two_tables, flat = dress.has_orders, kinds["layout"] == "flat_first"
    with_total = (two_tables and rng.random() < 0.5) or (flat and rng.random() < 0.7)
    truth: dict[tuple[str, str, str], float] = {}
    lines, heads, again = [], [], []
    for order in orders:
        key = writer.key(order)
        order_id = {dress.names["order_id"]: key[dress.names["order_id"]]}
        rows = [
            (order_id if two_tables else key) | row
            for line in order["lines"]
            for row in line_rows(one, dress, writer, line)
        ]
        net = sum(line_net(line, str(kinds["discount"]))[0] for line in order["lines"])
        head, off = order_head(dress, writer, order, net, with_total)
        if two_tables:
            heads.append(key | head)
        elif flat:
            blank = dict.fromkeys(head, "")
            rows = [row | (blank if place else head) for place, row in enumerate(rows)]
        else:
            rows = [row | head for row in rows]
        lines += rows
        if kinds["repeats"] == "orders_twice" and rng.random() < 0.08:
            again += [dict(row) for row in rows]
        money = {0: net - off, 1: None, 2: 0.0, 3: None}[order["status"]]
        if money is not None:
            named = tuple(
                key[dress.names[role]] for role in ("customer_id", "order_id")
            )
            whole = (_person(named[0]), named[1], str(order["when"].date()))
            truth[whole] = round(truth.get(whole, 0) + money / 100, 4)
    return Export(_write_files(dress, folder, one, lines + again, heads), truth)


def _person(customer: str) -> str:
    return customer.lower() if "@" in customer else customer


def line_rows(one: Shop, dress: Dress, writer: Writer, line: dict) -> list[dict]:
    """The rows of a line: one, or one for each piece."""
    kinds, names = dress.kinds, dress.names
    in_cents = kinds["money"] == "cents_named"
    is_piece = kinds["amounts"] == "piece"
    amount, off = line_net(line, str(kinds["discount"]))
    row = {names["product_id"]: line["product"]}
    if kinds["layout"] != "orders_products":
        product = one.products[line["product"]]
        row |= {
            names["product_name"]: product["name"],
            names["category"]: product["category"],
        }
    if not is_piece:
        row[names["quantity"]] = str(line["quantity"])
    if kinds["amounts"] in ("price", "price_total", "piece"):
        sign = -1 if is_piece and line["quantity"] < 0 else 1
        row[names["cents" if in_cents else "unit_price"]] = writer.money(
            sign * line["cents"]
        )
    if kinds["discount"] == "amount":
        row[names["discount"]] = writer.money(off)
    elif kinds["discount"] == "unit_amount":
        row[names["discount"]] = writer.money(off / line["quantity"])
    elif kinds["discount"] in ("share", "per_cent"):
        row[names["discount"]] = writer.rate(line["percent"])
    if kinds["amounts"] in ("price_total", "total"):
        row[names["total"] + " (ct)" * in_cents] = writer.money(round(amount))
    return [row] * (abs(line["quantity"]) if is_piece else 1)


def order_head(
    dress: Dress, writer: Writer, order: dict, net: float, with_total: bool
) -> tuple[dict, float]:
    """What is stated of a whole order, and the discount that comes off it."""
    kinds, names = dress.kinds, dress.names
    head, off = {}, 0.0
    if kinds["cancelled"] == "status":
        head[names["status"]] = STATUS[str(kinds["language"])][order["status"]]
    if kinds["discount"] == "order_amount":
        off = round(net * order["percent"] / 100)
        head[names["order_discount"]] = writer.money(off)
    elif kinds["discount"] == "order_per_cent":
        off = net * order["percent"] / 100
        head[names["order_discount"]] = str(order["percent"])
    if with_total:
        head[names["order_total"]] = writer.money(round(net - off))
    return head, off


def _write_files(
    dress: Dress, folder: Path, one: Shop, lines: list[dict], heads: list[dict]
) -> list[Path]:
    kinds, names = dress.kinds, dress.names
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"lines": lines}
    if kinds["layout"] == "years":
        key = next(name for name in lines[0] if name == names["order_id"])
        half = len({row[key] for row in lines}) // 2
        first = set(list(dict.fromkeys(row[key] for row in lines))[:half])
        tables = {
            "lines_2023": [row for row in lines if row[key] in first],
            "lines_2024": [row for row in lines if row[key] not in first],
        }
    if kinds["repeats"] == "file_twice":
        tables = {"lines_a": lines, "lines_b": lines}
    if heads:
        tables["orders"] = heads
    if kinds["layout"] == "orders_products":
        tables["products"] = [
            {
                names["product_id"]: key,
                names["product_name"]: value["name"],
                names["category"]: value["category"],
            }
            for key, value in one.products.items()
        ]
    if kinds["layout"] == "orders_customers":
        rng = random.Random(dress.seed)
        seen = {
            row[names["customer_id"]].lower(): row[names["customer_id"]]
            for row in heads
        }
        tables["customers"] = [
            {
                names["customer_id"]: customer,
                "City": rng.choice(["Rome", "Oslo", "Bonn"]),
                "Gender": rng.choice("MF"),
                "Age": str(rng.randrange(18, 80)),
            }
            for customer in seen.values()
        ]
    return [_write_table(dress, folder / name, rows) for name, rows in tables.items()]


def _write_table(dress: Dress, stem: Path, rows: list[dict]) -> Path:
    if dress.kinds["layout"] == "parquet":
        path = stem.with_suffix(".parquet")
        plain = stem.with_suffix(".csv")
        _write_csv(plain, rows, ",", "utf-8")
        duckdb.execute(
            f"copy (from read_csv('{plain}', all_varchar = false)) to '{path}' "
            "(format parquet)"
        )
        plain.unlink()
        return path
    return _write_csv(
        stem.with_suffix(".csv"),
        rows,
        str(dress.kinds["delimiter"]),
        str(dress.kinds["encoding"]),
    )


def _write_csv(path: Path, rows: list[dict], delimiter: str, encoding: str) -> Path:
    text = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(
        text, columns, delimiter=delimiter, lineterminator="\n", restval=""
    )
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@dataclass
class Verdict:
    """What came of a dress."""

    dress: Dress
    result: str  # right | question | wrong
    detail: str
    settings: dict
    truth: dict


def judge(dress: Dress, folder: Path) -> Verdict:
    """Write a dress, propose its vars, and compare their money with the truth."""
    export = write_export(dress, folder)
    try:
        proposal = propose(export.files, folder / "converted")
    except UnreadableInputError as error:
        return Verdict(dress, "question", str(error), {}, export.truth)
    settings = plain_values(proposal.values())
    questions = proposal.questions()
    if questions:
        if not decides(proposal, export.truth):
            detail = f"no answer gives the truth: {[key for key, _ in questions]}"
            return Verdict(dress, "wrong", detail, settings, export.truth)
        keys = ", ".join(f"{key} ({setting.question[0]})" for key, setting in questions)
        return Verdict(dress, "question", keys, settings, export.truth)
    try:
        found = money_of_orders(settings)
    except (KeyError, ArithmeticError, TypeError) as error:
        return Verdict(
            dress,
            "wrong",
            f"the vars cannot be read: {error!r}",
            settings,
            export.truth,
        )
    return Verdict(dress, *compare(export.truth, found), settings, export.truth)


def decides(proposal, truth: dict) -> bool:
    """Whether one of the answers that the questions offer gives the truth."""
    questions = [setting for _, setting in proposal.questions()]
    for answers in itertools.product(*(one.alternatives for one in questions)):
        for setting, answer in zip(questions, answers, strict=True):
            setting.value = answer
        try:
            found = money_of_orders(plain_values(proposal.values()))
        except (KeyError, ArithmeticError, TypeError):
            continue
        if compare(truth, found)[0] == "right":
            return True
    return False


def compare(truth: dict, found: dict) -> tuple[str, str]:
    """right, or wrong with the first differences."""
    found = {key: money for key, money in found.items() if key in truth or money != 0}
    missing = [key for key, money in truth.items() if key not in found and money != 0]
    unknown = [key for key in found if key not in truth]
    different = [
        (key, truth[key], found[key])
        for key in truth
        if key in found and abs(truth[key] - found[key]) > 0.011
    ]
    if not missing and not unknown and not different:
        return "right", ""
    total, other = sum(truth.values()), sum(found.values())
    return "wrong", (
        f"{total:,.2f} is right, {other:,.2f} was read; {len(missing)} orders "
        f"missing, {len(unknown)} unknown, "
        f"{len(different)} different, such as {(missing or unknown or different)[0]}"
    )


class Builder:
    """Builds the lines of many shops by dbt; parses once for inputs of a kind."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.parsed: dict[tuple[str, ...], object] = {}

    def money_of_days(self, settings: dict, name: str) -> dict[tuple[str, str], float]:
        """Customer and day of every accepted line, with their money."""
        rows = self.build(settings, name).rows(
            "select customer_id, cast(cast(ordered_at as date) as varchar), "
            f"sum(line_amount) from {lines_model(settings)} "
            "where is_accepted group by all"
        )
        return {(customer, day): float(money) for customer, day, money in rows}

    def build(self, settings: dict, name: str):
        """The accepted lines of a shop, or its customers where there are no lines."""
        from dbt_builds import NO_TESTS, run_dbt  # noqa: PLC0415

        named = tuple(
            f"{name}{Path(str(one['from'])).suffix.lower()}"
            for name, one in sorted(settings["segments_inputs"].items())
        )
        if named not in self.parsed:
            folder = self.folder / f"parsed_{len(self.parsed)}"
            parsed = run_dbt(folder, "parse", variables=settings)
            if not parsed.succeeded:
                raise RuntimeError(parsed.message)
            self.parsed[named] = parsed
        select = ("segments_exchange_rates", f"+{lines_model(settings)}")
        build = run_dbt(
            self.folder / name,
            "build",
            *(*NO_TESTS, "--select", *select),
            variables=settings,
            parsed=self.parsed[named],
        )
        if not build.succeeded:
            raise RuntimeError(build.message)
        return build


def lines_model(settings: dict) -> str:
    """The model of a shop's lines, or of its customers where it has no lines."""
    inputs = settings["segments_inputs"]
    if "transactions" not in inputs:
        return "int_segments__customers"
    if "orders" in inputs or "payments" in inputs:
        return "int_segments__lines_with_order_money"
    return "int_segments__transaction_lines"


def built_verdict(verdict: Verdict, builder: Builder) -> tuple[str, str]:
    """What dbt itself makes of a proposal."""
    if verdict.result == "question":
        return verdict.result, verdict.detail
    days: dict[tuple[str, str], float] = {}
    for (customer, _, day), money in verdict.truth.items():
        days[customer, day] = round(days.get((customer, day), 0) + money, 4)
    try:
        found = builder.money_of_days(verdict.settings, f"shop_{verdict.dress.seed}")
    except RuntimeError as error:
        return "refused", str(error).strip()[:300]
    return compare(days, found)


def main() -> None:
    """Judge many shops and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shops", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument(
        "--build", action="store_true", help="let dbt build every shop and judge that"
    )
    parser.add_argument(
        "--keep", type=Path, help="keep the files of the shops that are not right here"
    )
    asked = parser.parse_args()
    counts: Counter = Counter()
    with tempfile.TemporaryDirectory() as folder:
        builder = Builder(Path(folder))
        for seed in range(asked.first, asked.first + asked.shops):
            dress = draw(seed)
            verdict = judge(dress, Path(folder) / f"shop_{seed}")
            result, detail = (
                built_verdict(verdict, builder)
                if asked.build
                else (verdict.result, verdict.detail)
            )
            counts["aside" if dress.is_aside else "known", result] += 1
            if result != "right":
                kinds = json.dumps(dress.kinds)
                print(f"{seed} {result}: {detail}\n    {kinds}", flush=True)
                if asked.keep:
                    shutil.copytree(
                        Path(folder) / f"shop_{seed}",
                        asked.keep / f"shop_{seed}",
                        dirs_exist_ok=True,
                    )
            shutil.rmtree(Path(folder) / f"shop_{seed}")
    for (group, result), count in sorted(counts.items()):
        print(f"{group} kinds, {result}: {count}")


if __name__ == "__main__":
    main()
