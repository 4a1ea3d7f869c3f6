"""What stated figures and hand-typed rows refuse."""

import pytest

from programs.models import FormRow
from reports.models import ManualIndicator
from tests.factories import (
    ActivityKindFactory,
    BudgetSourceFactory,
    FormRowFactory,
    ManualIndicatorFactory,
    MeasureFactory,
    StatedFigureFactory,
    StatedNoticeFactory,
)
from tests.refusals import WHOLE, refusal

pytestmark = pytest.mark.django_db


def test_a_row_that_records_feed_is_not_typed():
    words = {"row": ["Dòng này được tính từ hồ sơ, không nhập tay. Hãy sửa hồ sơ."]}
    measured = FormRowFactory()
    MeasureFactory().form_rows.add(measured)
    funded = FormRowFactory(form=FormRow.Form.FUNDING)
    ActivityKindFactory(funding_row=funded)

    for row in (measured, funded):
        assert refusal(ManualIndicatorFactory.build(row=row)) == words
    ManualIndicatorFactory.build(row=FormRowFactory()).full_clean()


def test_a_typed_row_has_one_value_a_year_and_source():
    first = ManualIndicatorFactory()
    twin = ManualIndicator(row=first.row, year=first.year, value=3, basis="Báo cáo khác")

    assert refusal(twin) == {WHOLE: ["Chỉ tiêu này đã có giá trị cho năm và nguồn đó."]}
    twin.source = BudgetSourceFactory()
    twin.full_clean()


def test_a_notice_covers_years_in_order():
    notice = StatedNoticeFactory.build(first_year=2020, last_year=2014)

    assert refusal(notice) == {"last_year": ["Năm cuối không được trước năm đầu."]}


def test_a_notice_is_kept_as_it_was_printed():
    text = "hỗ trợmở 01 lớp;\n\nvới 712 triệu đồng"

    notice = StatedNoticeFactory(title="Kết quả", text=text)

    notice.refresh_from_db()
    assert notice.text == text
    assert str(notice) == "Kết quả (19/05/2020)"


def test_a_result_may_be_stated_without_a_number():
    StatedFigureFactory(label="Bình chọn", value=None, unit="").full_clean()


def test_figures_have_their_place_in_the_notice():
    figure = StatedFigureFactory()
    twin = StatedFigureFactory.build(notice=figure.notice, order=figure.order)

    assert refusal(twin) == {WHOLE: ["Thứ tự này đã có trong thông báo."]}
