"""What stands in files that were downloaded."""

import csv
import io

import openpyxl
import pikepdf
import pypdfium2


def text_of(content: bytes) -> str:
    """The words of a PDF, line breaks as spaces."""
    with pypdfium2.PdfDocument(content) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def sheet_of(content: bytes) -> str:
    """Every cell of every sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return "\n".join(
        " ".join(str(cell) for cell in row if cell is not None)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
    )


def csv_of(content: bytes) -> str:
    """Every cell."""
    return "\n".join(" ".join(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def a_plain_pdf() -> bytes:
    """A document that has nothing to do with us."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()
