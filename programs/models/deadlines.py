from collections.abc import Iterator
from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from khuyencong.constraints import FieldCheck
from khuyencong.fields import LineField
from khuyencong.models import CatalogueRecord

DECEMBER = 12


class Deadline(CatalogueRecord):
    """Thời hạn of the office's year: a day of the year, of each month, or days after acceptance.

    As in Thông tư 36/2013/TT-BCT; a province's own rules may differ, so staff may change them.
    """

    class Every(models.TextChoices):
        YEAR = "year", "Một ngày trong năm"
        MONTH = "month", "Một ngày mỗi tháng"
        ACCEPTANCE = "acceptance", "Số ngày sau nghiệm thu"

    name = LineField("việc phải làm")
    every = models.CharField("cách tính", max_length=10, choices=Every)
    month = models.PositiveSmallIntegerField("tháng", null=True, blank=True)
    days = models.PositiveSmallIntegerField(
        "ngày", help_text="Ngày của tháng, hoặc số ngày sau nghiệm thu."
    )
    legal_source = LineField("căn cứ", blank=True)

    class Meta(CatalogueRecord.Meta):
        verbose_name = "thời hạn"
        verbose_name_plural = "thời hạn"
        constraints = [
            FieldCheck(
                condition=Q(every="year", month__isnull=False, month__range=(1, DECEMBER))
                | (~Q(every="year") & Q(month__isnull=True)),
                name="deadline_month_for_a_year",
                field="month",
                violation_error_message=(
                    "Chỉ thời hạn theo năm mới có tháng, từ 1 đến 12; cách tính khác để trống."
                ),
            ),
            FieldCheck(
                condition=Q(every="acceptance") | Q(days__range=(1, 28)),
                name="deadline_day_of_every_month",
                field="days",
                violation_error_message="Ngày của tháng từ 1 đến 28, để tháng nào cũng có.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def next_after(self, today: date) -> date | None:
        """The first day of it that is not before ``today``; None where each record has its own."""
        return next((day for day in self._days_from(today.year) if day >= today), None)

    def _days_from(self, year: int) -> Iterator[date]:
        if self.every == self.Every.YEAR and self.month:
            yield from (date(one, self.month, self.days) for one in (year, year + 1))
        elif self.every == self.Every.MONTH:
            yield from (date(year, month, self.days) for month in range(1, DECEMBER + 1))
            yield date(year + 1, 1, self.days)

    def accepted_before(self, today: date) -> date:
        """Who was accepted before this day is late by ``today``."""
        return today - timedelta(days=self.days)
