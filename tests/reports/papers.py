"""Reads a report back as a reader's programs find it: the Word file and the PDF."""

import re
from io import BytesIO

from docx import Document
from docx.table import Table
from pypdf import PdfReader

NUMBER = re.compile(r"Bảng (\d+)\. ")


def document_of(answer):
    """The Word file, as python-docx reads it."""
    assert answer.status_code == 200
    return Document(BytesIO(answer.content))


def pdf_of(answer):
    assert answer.status_code == 200
    return PdfReader(BytesIO(answer.content))


def words_of(reader):
    """The text of a PDF on one line; its lines end where the page does."""
    return squeezed(" ".join(page.extract_text() for page in reader.pages))


def squeezed(text):
    return " ".join(text.split())


def paragraphs(document):
    """Every paragraph outside tables, with the name of its style."""
    return [(one.style.name, one.text) for one in document.paragraphs]


def tables_of(document):
    """The cells of each table by its caption; the letterhead and the signature have none."""
    found, caption = {}, ""
    for element in document.element.body:
        if element.tag.endswith("}p"):
            text = "".join(node.text or "" for node in element.iter() if node.tag.endswith("}t"))
            caption = NUMBER.sub("", text) if NUMBER.match(text) else caption
        elif element.tag.endswith("}tbl") and caption:
            found[caption] = [
                [cell.text for cell in row.cells] for row in Table(element, None).rows
            ]
            caption = ""
    return found


def texts_of(document):
    """Every text of the document, cells too."""
    body = document.element.body
    return squeezed(" ".join(node.text or "" for node in body.iter() if node.tag.endswith("}t")))
