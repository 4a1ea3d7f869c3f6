from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce

from khuyencong.fields import LineField, NumberField, YearField
from khuyencong.models import ReviewedRecord
from programs.models import BudgetSource, FormRow


class ManualIndicator(ReviewedRecord):
    """Chỉ tiêu nhập tay: a form row that comes from no activity (cán bộ của trung tâm).

    Never a way round the records: a row that measures or kinds feed is refused.
    """

    row = models.ForeignKey(
        FormRow, models.PROTECT, related_name="manual_values", verbose_name="dòng biểu mẫu"
    )
    year = YearField("năm báo cáo")
    source = models.ForeignKey(
        BudgetSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="nguồn kinh phí",
    )
    value = NumberField("giá trị")
    basis = LineField("nguồn của số liệu")

    class Meta(ReviewedRecord.Meta):
        verbose_name = "chỉ tiêu nhập tay"
        verbose_name_plural = "chỉ tiêu nhập tay"
        ordering = ["-year", "row__order"]
        constraints = [
            *ReviewedRecord.Meta.constraints,
            models.UniqueConstraint(
                "row",
                "year",
                Coalesce("source", 0),
                name="manual_indicator_once",
                violation_error_message="Chỉ tiêu này đã có giá trị cho năm và nguồn đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} ({self.year})"

    def clean(self) -> None:
        if self.row_id and (self.row.measures.exists() or self.row.funded_kinds.exists()):
            raise ValidationError(
                {"row": "Dòng này được tính từ hồ sơ, không nhập tay. Hãy sửa hồ sơ."}
            )
