"""Settings that the lines tell: currency, grain, cancellations, repeats, dates."""

from __future__ import annotations

from propose import names
from propose.evidence import cancellation_prefix, overlapping_files, repeated_lines
from propose.ledger import number_of
from propose.profiles import Column
from propose.proposal import Input, Proposal, Setting, of
from propose.roles import Roles, date_sql

EARLIEST = "2000-01-01"  # the default of segments_earliest_order_date


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


def find_settings(
    connection,
    proposal: Proposal,
    roles: Roles,
    found: Input,
    columns,
    decimal: str,
    reading: str | None,
    amount: str | None,
    grain: str,
) -> None:
    order, date = roles.of.get("order_id"), roles.of.get("ordered_at")
    quantity = found.columns.get("quantity")
    negatives = [
        f"{number_of(setting.value, columns, decimal)} < 0"
        for key in ("quantity", "line_amount", "unit_price")
        if (setting := found.columns.get(key)) and not setting.is_open and number_of(setting.value, columns, decimal)
    ]
    if grain == "order":
        proposal.settings["segments_input_grain"] = Setting("order", "a row is an order: no column of products")
    if order is not None:
        negative = f"({' or '.join(negatives)})" if negatives else None
        proposal.settings["segments_cancelled_order_prefix"] = cancellation_prefix(connection, order, negative)
        listed = [name for name in columns]
        line_id = roles.of.get("order_line_id")
        if line_id is not None:
            [(ids,)] = connection.execute(
                f"select count(*) from (select distinct {order.sql}, {line_id.sql} from {order.table.relation} where "
                f"{line_id.sql} is not null) as ids"
            ).fetchall()
            if ids < 0.98 * line_id.rows:
                line_id = None
        one = number_of(quantity.value, columns, decimal) if quantity else None
        if not (line_id is not None and _has_repeats(connection, order, listed)):
            proposal.settings["segments_duplicate_lines"] = repeated_lines(
                connection, order, listed, line_id, amount, one
            )
        else:
            proposal.settings["segments_duplicate_lines"] = repeated_lines(connection, order, listed, None, amount, one)
        if date is not None:
            overlap = overlapping_files(connection, order.table, order, date_sql(date, reading))
            if overlap is not None and overlap.value != "keep":
                proposal.settings["segments_overlapping_files"] = overlap
    else:
        proposal.settings["segments_cancelled_order_prefix"] = Setting("", "no order ids in the file")
        proposal.settings["segments_duplicate_lines"] = Setting("keep", "no order ids: equal rows are two purchases")
    if date is not None:
        first = connection.execute(
            "select min(cast(day as date)), quantile_disc(cast(day as date), 0.01) from (select "
            f"{date_sql(date, reading)} as day from {date.table.relation}) as days"
        ).fetchone()
        if first[0] is not None and str(first[0]) < EARLIEST and str(first[1]) < EARLIEST:
            day = first[0] if (first[1] - first[0]).days < 3650 else first[1]
            proposal.settings["segments_earliest_order_date"] = Setting(str(day), "the first date of the file")
    _zero_prices(connection, proposal, found, columns, decimal, order)


def _has_repeats(connection, order: Column, listed: list[str]) -> bool:
    joined = ", ".join(f'"{name}"' for name in listed)
    [(count,)] = connection.execute(
        f"select count(*) - (select count(*) from (select distinct {joined} from {order.table.relation}) as d) from "
        f"{order.table.relation}"
    ).fetchall()
    return count > 0


def _zero_prices(
    connection,
    proposal: Proposal,
    found: Input,
    columns,
    decimal: str,
    order: Column | None,
) -> None:
    key = "unit_price" if "unit_price" in found.columns else "line_amount"
    setting = found.columns.get(key)
    price = number_of(setting.value, columns, decimal) if setting and not setting.is_open else None
    if price is None:
        return
    [(zero, all_rows)] = connection.execute(
        f"select count(*) filter (where {price} = 0), count(*) from {found.table.relation}"
    ).fetchall()
    if zero and zero <= 0.2 * all_rows:
        proposal.settings["segments_zero_prices"] = Setting(
            "reject",
            f"{of(zero, all_rows)} lines have a price of 0: gifts and corrections; they carry no money",
        )
    _ = order
