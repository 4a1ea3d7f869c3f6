from django.db import models

from khuyencong.fields import LineField


class Boundary(models.Model):
    """Ranh giới of a place, as the office's own file gives it; maps are shaded where there are any.

    A picture, not a record: ``manage.py import_boundaries`` writes all of a level anew.
    """

    class Level(models.TextChoices):
        COMMUNE = "commune", "Xã, phường hiện nay"
        DISTRICT = "district", "Huyện cũ"

    level = models.CharField("cấp", max_length=8, choices=Level)
    code = models.CharField("mã địa bàn", max_length=10)
    rings = models.JSONField(
        "đường ranh giới", help_text="Các vòng điểm [kinh độ, vĩ độ], tính theo chẵn lẻ."
    )
    source = LineField("nguồn, giấy phép", max_length=500)

    class Meta:
        verbose_name = "ranh giới"
        verbose_name_plural = "ranh giới"
        ordering = ["level", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "code"],
                name="boundary_once",
                violation_error_message="Địa bàn này đã có ranh giới.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.code}"
