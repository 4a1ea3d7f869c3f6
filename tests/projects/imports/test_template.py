"""The files that staff fill in: what they look like, and that they are read back."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from khuyencong.imports.guide import examples, guidance
from khuyencong.imports.headings import heading_key
from khuyencong.imports.reading import RefusedFile
from khuyencong.imports.subjects import subject_of, subjects
from khuyencong.imports.template import LONGEST_HINT, template
from khuyencong.models import ImportBatch
from tests.factories import FacilityFactory, ProgramPhaseFactory
from tests.imports import messages, previewed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database,
    pytest.mark.usefixtures("sources"),
]

EVERY = pytest.mark.parametrize("code", [subject.code for subject in subjects()])


def opened(subject):
    return load_workbook(template(subject_of(subject)))


def column_of(sheet, heading):
    return next(cell for cell in sheet[1] if str(cell.value).removesuffix(" *") == heading)


@pytest.fixture
def catalogue(training, machines, commune):
    """What the examples name."""
    ProgramPhaseFactory(first_year=2021, last_year=2025)
    FacilityFactory(name="Cơ sở minh họa Một")
    FacilityFactory(name="Hợp tác xã minh họa Hai")


@EVERY
def test_its_headings_are_those_of_the_columns(code):
    columns = subject_of(code).resource().in_file
    heads = [cell.value for cell in opened(code)["Danh sách"][1]]

    wanted = [f"{one.column_name} *" if one.required else one.column_name for one in columns]
    assert heads == wanted
    keys = [heading_key(head) for head in heads]
    assert keys == [heading_key(one.column_name) for one in columns]
    assert len({*keys}) == len(keys)


@EVERY
@pytest.mark.usefixtures("catalogue")
def test_an_untouched_template_says_that_it_holds_nothing(code):
    with pytest.raises(RefusedFile, match="Tệp chưa có dòng hồ sơ nào"):
        previewed(code, file=template(subject_of(code)))

    assert not ImportBatch.objects.exists()


@EVERY
@pytest.mark.usefixtures("catalogue")
def test_its_own_examples_are_read(code):
    subject = subject_of(code)
    if code == "co-so":
        subject.models[0].objects.all().delete()
    book = load_workbook(template(subject))
    sheet = book["Danh sách"]
    for place, one in enumerate(subject.resource().in_file, 1):
        for row, value in enumerate(examples(one, one.cell.options()), 2):
            sheet.cell(row, place, value)
    filled = BytesIO()
    book.save(filled)

    batch = previewed(code, file=filled)

    told = batch.layout[0]["header"]["headings"]
    assert batch.state == ImportBatch.State.READY
    assert [one["name"] for one in told] == [one.name for one in subject.resource().in_file]
    assert batch.counts.get("new") == 2, messages(batch)
    skipped = {one["name"]: one["skipped"] for one in batch.layout[1:]}
    assert skipped.pop("Hướng dẫn") == "Trang hướng dẫn của mẫu nên không đọc."
    assert all("đang ẩn" in why for why in skipped.values())


@EVERY
@pytest.mark.usefixtures("catalogue")
def test_every_column_is_explained(code):
    guide = opened(code)["Hướng dẫn"]
    rows = {row[0]: row for row in guide.iter_rows(values_only=True)}

    assert any("Thay cả ô trống" in str(words) for words in rows)
    for one in subject_of(code).resource().in_file:
        line = rows[one.column_name]
        assert line[1] == ("Có" if one.required else None)
        assert (line[2] or "") == guidance(one, one.cell.options())


@pytest.mark.usefixtures("catalogue")
def test_cells_are_prepared_for_their_kind():
    sheet = opened("de-an")["Danh sách"]
    wanted = {"Mã đề án": "@", "Năm": "0", "KCĐP, kế hoạch (đồng)": "#,##0"}
    wanted |= {"Ngày nghiệm thu": "dd/mm/yyyy", "Số lượng, kế hoạch": "#,##0"}
    formats = {
        place: one.number_format
        for one in sheet.column_dimensions.values()
        for place in range(one.min, one.max + 1)
    }

    found = {head: formats[column_of(sheet, head).column] for head in wanted}

    assert found == wanted
    assert sheet.freeze_panes == "C2"


@pytest.mark.usefixtures("catalogue")
def test_what_is_chosen_stands_in_a_list():
    book = opened("co-so")
    sheet, choices = book["Danh sách"], book["Danh mục"]
    letter = column_of(sheet, "Loại hình").column_letter
    check = next(one for one in sheet.data_validations.dataValidation if f"{letter}2" in one.sqref)

    assert choices.sheet_state == "hidden"
    assert (check.type, check.formula1) == ("list", "'Danh mục'!$A$2:$A$6")
    assert [choices.cell(row, 1).value for row in (2, 6)] == [
        "Doanh nghiệp",
        "Tổ chức, cá nhân khác",
    ]
    assert all(
        len(one.prompt or "") <= LONGEST_HINT for one in sheet.data_validations.dataValidation
    )


@pytest.mark.usefixtures("catalogue")
def test_rare_columns_are_folded_together_at_the_right():
    sheet = opened("de-an")["Danh sách"]
    rare = column_of(sheet, "Số học viên (người), kế hoạch")
    main = column_of(sheet, "Số lượng, kế hoạch")

    assert rare.column > main.column
    assert not sheet.column_dimensions[main.column_letter].hidden
    folded = [one for one in sheet.column_dimensions.values() if one.hidden]
    assert folded
    assert all(one.outlineLevel == 1 for one in folded)


def test_examples_are_days_where_days_are_meant():
    columns = subject_of("de-an").columns

    assert columns["accepted_on"].examples[0] == date(2026, 11, 30)
