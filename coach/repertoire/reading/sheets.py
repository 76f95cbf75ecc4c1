"""Spreadsheets: one section and one table a sheet, values as last computed, formulas not run.

Read by openpyxl and xlrd themselves: markitdown goes through pandas, which costs a second and
350 MB and writes empty cells as NaN, whole numbers as 1.0 and missing headers as "Unnamed".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.repertoire.reading.refusals import Reason, Unreadable
from coach.repertoire.reading.tables import table

if TYPE_CHECKING:
    import xlrd


def from_xlsx(data: bytes) -> str:
    """Return Markdown."""
    import openpyxl  # noqa: PLC0415
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet  # noqa: PLC0415

    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    sections = []
    for sheet in book.worksheets:
        if isinstance(sheet, ReadOnlyWorksheet):
            sheet.reset_dimensions()  # a wrong one would hide cells or invent millions
        sections.append(_section(sheet.title, table(sheet.iter_rows(values_only=True))))
    return "\n\n".join(filter(None, sections))


def from_xls(data: bytes) -> str:
    """Return Markdown. Unreadable: protected by a password."""
    import xlrd  # noqa: PLC0415

    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Unreadable(Reason.ENCRYPTED) from error
        raise
    sections = (
        _section(sheet.name, table(_xls_rows(sheet, book.datemode))) for sheet in book.sheets()
    )
    return "\n\n".join(filter(None, sections))


def from_csv(text: str, delimiter: str) -> str:
    """Return the text as one table; its cells stay text."""
    return table(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _section(name: str, rows: str) -> str:
    return f"## {name}\n\n{rows}" if rows else ""


def _xls_rows(sheet: xlrd.sheet.Sheet, datemode: int) -> Iterator[list[object]]:
    import xlrd  # noqa: PLC0415

    for number in range(sheet.nrows):
        row: list[object] = []
        for cell in sheet.row(number):
            if cell.ctype == xlrd.XL_CELL_DATE:
                row.append(xlrd.xldate_as_datetime(cell.value, datemode))
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                row.append(None)
            else:
                row.append(cell.value)
        yield row
