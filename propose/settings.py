"""Settings that the lines tell: currency, grain, cancellations, repeats, dates."""

from __future__ import annotations

from propose import names
from propose.evidence import cancellation_prefix, overlapping_files, repeated_lines
from propose.ledger import number_of
from propose.profiles import Column
from propose.proposal import Input, Proposal, Setting, of
from propose.roles import Read, Roles, date_sql


def find_currency(proposal: Proposal, roles: Roles, found: Input, columns: dict[str, Column]) -> None:
    column = roles.of.get("currency")
    if column is not None:
        counted: dict[str, int] = {}
        for value, count in column.top:
            counted[value.upper()] = counted.get(value.upper(), 0) + count
        codes = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        found.columns["currency"] = Setting(column.name, ", ".join(f"{code} ({count:,})" for code, count in codes[:4]))
        proposal.settings["segments_currency"] = Setting(
            codes[0][0], f"{of(codes[0][1], column.filled)} rows of {column.name}"
        )
        if len(codes) > 1:
            proposal.notes.append(
                f"lines in {', '.join(code for code, _ in codes[1:4])} are rejected until segments_exchange_rates has "
                "their rates"
            )
        return
    signs: dict[str, int] = {}
    for one in columns.values():
        for sign, count in one.signs.items():
            signs[sign] = signs.get(sign, 0) + count
    known = {
        "€": "EUR",
        "$": "USD",
        "US$": "USD",
        "£": "GBP",
        "¥": "JPY",
        "₹": "INR",
        "zł": "PLN",
        "R$": "BRL",
        "₺": "TRY",
        "₽": "RUB",
        "kr": "SEK",
        "Fr.": "CHF",
    }
    coded = {
        known.get(sign, sign if len(sign) == 3 and sign.isupper() else None): count for sign, count in signs.items()
    }
    coded.pop(None, None)
    if coded:
        code = max(coded, key=lambda one: coded[one])
        proposal.settings["segments_currency"] = Setting(code, f"{coded[code]:,} amounts carry its sign")
        return
    named_codes = [
        code
        for code in ("EUR", "USD", "GBP", "CHF", "INR", "BRL", "PLN", "IDR")
        for name in columns
        if f" {code.lower()} " in f" {names.normalised(name)} "
    ]
    if named_codes:
        proposal.settings["segments_currency"] = Setting(named_codes[0], "by the name of a column")
    else:
        proposal.settings.setdefault(
            "segments_currency",
            Setting(
                "XXX",
                "no sign or code of a currency was found (XXX is ISO 4217 for none); it is a label only",
            ),
        )


def find_settings(connection, proposal: Proposal, read: Read, reading: str | None, amount: str | None) -> None:
    """The settings of a shop's lines: what does not count, what repeats, and since when."""
    found, roles = proposal.inputs["transactions"], read.roles
    order, date = roles.of.get("order_id"), roles.of.get("ordered_at")
    settings = proposal.settings
    if found.columns.keys().isdisjoint({"product_id"}):
        settings["segments_input_grain"] = Setting("order", "a row is an order: no column of products")
    if order is not None:
        settings["segments_cancelled_order_prefix"] = cancellation_prefix(
            connection, order, _negative(found, read), _negative(found, read, ("quantity",))
        )
        settings["segments_duplicate_lines"] = _repeats(connection, found, read, order, amount)
    else:
        settings["segments_cancelled_order_prefix"] = Setting("", "no order ids in the file")
        settings["segments_duplicate_lines"] = Setting("keep", "no order ids: equal rows are two purchases")
    if date is None:
        return
    day = date_sql(date, reading)
    if order is not None:
        overlap = overlapping_files(connection, order.table, order, day)
        if overlap is not None and overlap.value != "keep":
            settings["segments_overlapping_files"] = overlap


def _negative(
    found: Input, read: Read, keys: tuple[str, ...] = ("quantity", "line_amount", "unit_price")
) -> str | None:
    """SQL that is true for lines that give something back."""
    numbers = [
        number_of(setting.value, read.columns, read.decimal)
        for key in keys
        if (setting := found.columns.get(key)) and not setting.is_open
    ]
    conditions = [f"{sql} < 0" for sql in numbers if sql]
    return f"({' or '.join(conditions)})" if conditions else None


def _repeats(connection, found: Input, read: Read, order: Column, amount: str | None) -> Setting:
    """What equal lines are; a line's own number tells them apart where it is one in its order."""
    listed = list(read.columns)
    line_id = read.roles.of.get("order_line_id")
    if line_id is not None:
        [(ids,)] = connection.execute(
            f"select count(*) from (select distinct {order.sql}, {line_id.sql} from {order.table.relation} "
            f"where {line_id.sql} is not null) as ids"
        ).fetchall()
        if ids < 0.98 * line_id.rows or _has_repeats(connection, order, listed):
            line_id = None
    quantity = found.columns.get("quantity")
    pieces = number_of(quantity.value, read.columns, read.decimal) if quantity else None
    return repeated_lines(connection, order, listed, line_id, amount, pieces)


def _has_repeats(connection, order: Column, listed: list[str]) -> bool:
    joined = ", ".join(f'"{name}"' for name in listed)
    [(count,)] = connection.execute(
        f"select count(*) - (select count(*) from (select distinct {joined} from {order.table.relation}) as d) from "
        f"{order.table.relation}"
    ).fetchall()
    return count > 0
