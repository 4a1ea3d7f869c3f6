"""Papers of a dossier: what may be uploaded, who gets it back, and the ZIP with its index."""

import re
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from khuyencong import roles
from khuyencong.admin_base import VERSION
from projects.models import Document
from tests import factories as make
from tests.staff import page_of, signed_in, staff

pytestmark = pytest.mark.django_db

ADD = "/quan-tri/projects/document/add/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPG = b"\xff\xd8\xff\xe0" + bytes(40)


def zipped(*names):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")


@pytest.fixture
def activity():
    return make.ActivityFactory(approved=True)


@pytest.fixture
def clerk():
    return signed_in(roles.ENTRY)


@pytest.fixture
def upload(activity, clerk):
    """Add a paper with this file as a clerk does."""

    def send(name, content, **fields):
        file = SimpleUploadedFile(name, content, "application/octet-stream")
        posted = {"activity": activity.pk, "kind": make.DocumentKindFactory().pk, "file": file}
        return clerk.post(ADD, {**posted, **fields})

    return send


@pytest.fixture
def paper(upload):
    upload("Biên bản nghiệm thu.pdf", PDF, number="12/BB-SCT", is_public="on")
    return Document.objects.get()


def agreed(document):
    document.submit(staff(roles.ENTRY))
    document.approve(staff(roles.REVIEW))


def file_of(document):
    return page_of(document, "tep/")


def body(answer):
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("content", "ending"),
    [(PDF, "pdf"), (PNG, "png"), (JPG, "jpg"), (DOCX, "docx"), (XLSX, "xlsx")],
    ids=["pdf", "png", "jpg", "docx", "xlsx"],
)
def test_a_file_is_kept_by_what_it_is_under_a_random_name(upload, settings, content, ending):
    upload("../Biên bản (ký).html", content)

    document = Document.objects.get()
    assert re.fullmatch(rf"ho-so/[0-9a-f]{{32}}\.{ending}", document.file.name)
    assert document.file_name == f"Biên_bản_ký.{ending}"
    stored = Path(settings.MEDIA_ROOT, document.file.name)
    assert stored.read_bytes() == content
    assert [*stored.parent.iterdir()] == [stored]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("trang.pdf", b"<html><script>alert(1)</script></html>", "Chỉ nhận tệp PDF"),
        ("anh.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Chỉ nhận tệp PDF"),
        ("chay.pdf", b"MZ\x90\x00", "Chỉ nhận tệp PDF"),
        ("goi.docx", zipped("a.txt"), "Chỉ nhận tệp PDF"),
        ("hong.xlsx", XLSX[:40], "Chỉ nhận tệp PDF"),
        ("macro.xlsx", zipped("xl/workbook.xml", "xl/vbaProject.bin"), "không có macro"),
        ("rong.pdf", b"", "rỗng"),
    ],
    ids=["HTML", "SVG", "program", "other ZIP", "cut short", "macros", "empty"],
)
def test_anything_else_is_refused_in_words(upload, settings, name, content, told):
    answer = upload(name, content)

    assert told in answer.content.decode()
    assert not Document.objects.exists()
    assert not Path(settings.MEDIA_ROOT).exists()


def test_a_file_that_is_too_large_is_refused(upload, settings):
    settings.LARGEST_UPLOAD = 1024 * 1024

    answer = upload("lon.pdf", PDF + bytes(1024 * 1024))

    assert "Tệp lớn hơn 1 MB" in answer.content.decode()
    assert not Document.objects.exists()


def test_who_may_see_the_record_gets_its_file_to_save(paper, clerk):
    answer = clerk.get(file_of(paper))

    assert body(answer) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_nobody_else_gets_it(paper, activity):
    other = make.ImplementingUnitFactory()
    activity.implementing_unit = make.ImplementingUnitFactory()
    activity.save()

    assert Client().get(file_of(paper)).status_code == 302
    assert signed_in(roles.ENTRY, unit=other).get(file_of(paper)).status_code == 404
    assert signed_in().get(file_of(paper)).status_code == 403


def test_the_public_gets_it_only_when_approved_and_marked(paper, activity):
    visitor, address = Client(), paper.get_absolute_url()
    assert visitor.get(address).status_code == 404

    agreed(paper)
    assert body(visitor.get(address)) == PDF
    assert address in visitor.get(activity.get_absolute_url()).content.decode()

    Document.objects.update(is_public=False)
    assert visitor.get(address).status_code == 404
    Document.objects.update(is_public=True)
    activity.unlock(staff(roles.REVIEW), "xem lại")
    assert visitor.get(address).status_code == 404


def test_a_file_that_is_gone_is_told(paper, clerk):
    Path(paper.file.path).unlink()

    assert clerk.get(file_of(paper)).status_code == 404


def test_a_replaced_file_stays_for_the_history(paper, clerk):
    first = Path(paper.file.path)
    new = SimpleUploadedFile("moi.png", PNG)
    posted = {"activity": paper.activity_id, "kind": paper.kind_id, "file": new}
    clerk.post(page_of(paper), {**posted, VERSION: paper.version})

    paper.refresh_from_db()
    assert (paper.file_name, Path(paper.file.path).read_bytes()) == ("moi.png", PNG)
    assert first.read_bytes() == PDF
    assert paper.history.earliest().file == f"ho-so/{first.name}"


def test_the_dossier_comes_as_a_zip_with_an_index(upload, activity, clerk):
    lacking = make.DocumentKindFactory(name="Danh sách học viên")
    activity.main_kind.documents.add(lacking)
    upload("a.pdf", PDF, number="=1+1", title="=cmd|' /C calc'!A0")
    upload("b.png", PNG)
    make.DocumentFactory(activity=activity, number="15/HĐ", file="")

    answer = clerk.get(page_of(activity, "ho-so.zip"))
    archive = zipfile.ZipFile(BytesIO(body(answer)))
    index = load_workbook(BytesIO(archive.read("00_muc-luc.xlsx"))).active
    rows = [row[:9] for row in index.iter_rows(min_row=4, values_only=True)]

    assert answer["Content-Disposition"] == f'attachment; filename="ho-so-{activity.code}.zip"'
    for row, content in zip(rows, (PDF, PNG), strict=False):
        assert archive.read(row[6]) == content
        assert row[7:] == (len(content), sha256(content).hexdigest())
    assert index["E4"].value == "=cmd|' /C calc'!A0"
    assert index["E4"].data_type == "s"
    assert rows[2][6] == "chưa có tệp"
    assert rows[3][:2] == (4, "Danh sách học viên")
    assert rows[3][6] == "chưa có"
    assert signed_in().get(page_of(activity, "ho-so.zip")).status_code == 403
