"""The orders and the money that a vars file stands for, read in plain Python.

It follows docs/inputs.md in the simplest way and shares no code with the proposer or
with the models, so that it can judge both.
"""

from __future__ import annotations

import csv
import datetime
import glob
import io
import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]


def rows_of(one: dict) -> list[dict]:
    """The rows of an input, whole repeated files left out."""
    found, contents = [], set()
    for name in sorted(glob.glob(str(PROJECT / one["from"]))):
        if name.endswith(".parquet"):
            relation = duckdb.sql(f"select columns(*)::varchar from '{name}'")
            rows = [
                dict(zip(relation.columns, row, strict=True))
                for row in relation.fetchall()
            ]
        else:
            text = (
                Path(name)
                .read_bytes()
                .decode(
                    {"utf-8": "utf-8-sig"}.get(
                        one.get("encoding", "utf-8"), one.get("encoding", "utf-8")
                    )
                )
            )
            header = text.split("\n", 1)[0]
            delimiter = one.get("delimiter") or max(",;\t|", key=header.count)
            rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
        content = str(rows)
        if content not in contents:
            found += [
                row | {"row": str(number), "file": name}
                for number, row in enumerate(rows, 1)
            ]
        contents.add(content)
    return found


def number(text: str | None, decimal: str) -> Decimal | None:
    """A number, with its currency and grouping taken off."""
    if text is None or not text.strip():
        return None
    bare = re.sub(r"[A-Z]{3}|[€$£ '\u00a0]", "", text)
    bare = (
        bare.replace(".", "").replace(",", ".")
        if decimal == "comma"
        else bare.replace(",", "")
    )
    try:
        return Decimal(bare)
    except ArithmeticError:
        return None


def day(text: str, form: str) -> str | None:
    """The day of a date, as text."""
    text = text.strip()
    if re.fullmatch(r"1\d{9}(\d{3})?", text):
        return str(datetime.datetime.fromtimestamp(int(text[:10]), datetime.UTC).date())
    if found := re.match(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})", text):
        return "-".join(found.groups())
    if found := re.match(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})", text):
        return f"{found[3]}-{MONTHS.index(found[2].lower()) + 1:02}-{int(found[1]):02}"
    if (
        found := re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})", text)
    ) and form in ("dmy", "mdy"):
        one, other = (found[1], found[2]) if form == "dmy" else (found[2], found[1])
        year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
        return f"{year}-{int(other):02}-{int(one):02}"
    return None


def text_of(mapping: object, row: dict) -> str:
    """The text that a mapping gives of a row."""
    if isinstance(mapping, str):
        return (row.get(mapping) or "").strip()
    if "first_of" in mapping:
        return next(
            (text for part in mapping["first_of"] if (text := text_of(part, row))), ""
        )
    if "join" in mapping:
        return "-".join(text_of(part, row) for part in mapping["join"])
    if "row_number" in mapping:
        return row["row"]
    if "constant" in mapping:
        return str(mapping["constant"])
    text = text_of(mapping["column"], row)
    return mapping.get("values", {}).get(text, text)


def number_of(mapping: object, row: dict, decimal: str) -> Decimal | None:
    """The number that a mapping gives of a row."""
    if not isinstance(mapping, dict):
        return number(text_of(mapping, row), decimal)
    if "constant" in mapping:
        return Decimal(str(mapping["constant"])) if mapping["constant"] != "" else None
    form = next(
        (
            form
            for form in ("sum", "product", "difference", "divide")
            if form in mapping
        ),
        None,
    )
    if form:
        found = calculated(
            form, [number_of(part, row, decimal) for part in mapping[form]]
        )
    else:
        found = number(text_of(mapping["column"], row).replace("%", ""), decimal)
    if found is None:
        return None
    return (
        found
        / Decimal(str(mapping.get("divided_by", 1)))
        * Decimal(str(mapping.get("multiplied_by", 1)))
    )


def calculated(form: str, parts: list[Decimal | None]) -> Decimal | None:
    """The result of a form, None where a part is unknown."""
    if any(part is None for part in parts):
        return None
    result = parts[0]
    for part in parts[1:]:
        if form == "sum":
            result += part
        elif form == "product":
            result *= part
        elif form == "difference":
            result -= part
        else:
            result /= part
    return result


def meanings() -> dict[str, str]:
    """The meaning of each status word."""
    with (PROJECT / "seeds" / "rules" / "segments_status_rules.csv").open(
        encoding="utf-8"
    ) as file:
        return {row["word"]: row["meaning"] for row in csv.DictReader(file)}


def order_rows(one: dict | None) -> dict[str, dict]:
    """The fullest row of every order of the orders input."""
    best: dict[str, dict] = {}
    for row in rows_of(one) if one else []:
        values = {
            role: text_of(mapping, row) for role, mapping in one["columns"].items()
        }
        values["row"] = row
        kept = best.get(values["order_id"])
        if kept is None or sum(bool(v) for v in values.values()) > sum(
            bool(v) for v in kept.values()
        ):
            best[values["order_id"]] = values
    return best


def money_of_orders(settings: dict) -> dict[tuple[str, str, str], float]:
    """Customer, order and day of every order that counts, with its money."""
    inputs = settings["segments_inputs"]
    lines, orders = inputs["transactions"], order_rows(inputs.get("orders"))
    columns, decimal = lines["columns"], lines.get("decimal", "point")
    rows = rows_of(lines)
    if settings.get("segments_duplicate_lines", "reject") == "reject":
        rows = list(
            {
                str({key: part for key, part in row.items() if key != "row"}): row
                for row in reversed(rows)
            }.values()
        )
    words = meanings()
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    returned, negative = Counter(), Counter()
    prefix = settings.get("segments_cancelled_order_prefix", "C")
    for row in rows:
        order = text_of(columns["order_id"], row)
        beside = orders.get(order, {})
        customer = (
            text_of(columns["customer_id"], row) if "customer_id" in columns else ""
        ) or beside.get("customer_id", "")
        when = text_of(columns["ordered_at"], row) if "ordered_at" in columns else ""
        date = (
            day(when, lines.get("dates", "iso"))
            if when
            else day(
                beside.get("ordered_at", ""),
                inputs.get("orders", {}).get("dates", "iso"),
            )
        )
        quantity = number_of(columns.get("quantity", {"constant": 1}), row, decimal)
        stated = (
            number_of(columns["line_amount"], row, decimal)
            if "line_amount" in columns
            else None
        )
        amount = stated
        if amount is None:
            price = number_of(columns["unit_price"], row, decimal)
            if price is None or quantity is None:
                continue
            gross = quantity * price
            mapping = columns.get("discount_amount", {"constant": 0})
            off = number_of(mapping, row, decimal) or Decimal(0)
            kind = mapping.get("as") if isinstance(mapping, dict) else None
            off = {"share": gross * off, "per_cent": gross * off / 100}.get(kind, off)
            amount = gross - (-abs(off) if quantity < 0 else off)
        if quantity is None or not text_of(
            columns.get("product_id", {"constant": "x"}), row
        ):
            continue
        status = (
            text_of(columns["status"], row) if "status" in columns else ""
        ) or beside.get("status", "")
        meaning = words.get(re.sub(r"[\s_-]+", " ", status.lower()).strip(), "counts")
        ended = (
            text_of(columns["cancelled_at"], row) if "cancelled_at" in columns else ""
        ) or beside.get("cancelled_at", "")
        if meaning in ("cancelled", "held") or ended or not customer or date is None:
            continue
        currency = (
            text_of(columns["currency"], row).upper() if "currency" in columns else ""
        )
        if currency and currency != settings["segments_currency"]:
            continue
        if prefix and order.upper().startswith(prefix) and amount > 0:
            continue
        key = (customer.lower() if "@" in customer else customer, order, date)
        sums[key] += amount
        returned[key] += meaning == "returned"
        negative[key] += amount < 0
    return {
        key: float(
            round(
                _of_order(
                    total,
                    orders.get(key[1], {}),
                    inputs.get("orders"),
                    returned[key] > 0 and not negative[key],
                ),
                4,
            )
        )
        for key, total in sums.items()
    }


def _of_order(
    total: Decimal, beside: dict, one: dict | None, is_returned: bool
) -> Decimal:
    if is_returned:
        return Decimal(0)
    if not beside or one is None:
        return total
    decimal = one.get("decimal", "point")
    mapping = one["columns"].get("discount_amount")
    off = (
        (number_of(mapping, beside["row"], decimal) or Decimal(0))
        if mapping
        else Decimal(0)
    )
    kind = mapping.get("as") if isinstance(mapping, dict) else None
    off = {"share": total * off, "per_cent": total * off / 100}.get(kind, off)
    refunded = (
        number_of(one["columns"]["refunded"], beside["row"], decimal)
        if "refunded" in one["columns"]
        else None
    )
    return total - off - (refunded or Decimal(0))
