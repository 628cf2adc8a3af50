"""Sheets of an Excel file as CSV files, which the build can read."""

from __future__ import annotations

import csv
import datetime
import re
from pathlib import Path

from openpyxl import load_workbook


def cell_text(value: object) -> str:
    """The value of a cell as text: dates as ISO, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return str(value.date()) if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def sheets_as_csv(path: Path, folder: Path) -> list[Path]:
    """Write every sheet that holds a table; rows above the header, such as a title, are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = [[cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        width = max((sum(bool(text) for text in row) for row in rows), default=0)
        while rows and sum(bool(text) for text in rows[0]) < max(2, width / 2):
            rows.pop(0)
        if len(rows) < 2:
            continue
        columns = [place for place, name in enumerate(rows[0]) if name]
        name = path.stem if len(book.worksheets) == 1 else f"{path.stem}_{sheet.title}"
        target = folder / f"{re.sub(r'[^A-Za-z0-9_-]+', '_', name)}.csv"
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([row[place] for place in columns] for row in rows if any(row))
        written.append(target)
    book.close()
    return written
