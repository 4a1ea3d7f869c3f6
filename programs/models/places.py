"""Địa bàn: the communes of today and the districts and provinces of before 01/07/2025.

An old district cannot be derived from a new commune (one commune may come from several
districts), so records keep both. Codes are those of the General Statistics Office.
"""

from django.db import models
from django.db.models import Q

from khuyencong.fields import LineField
from khuyencong.models import SearchableRecord, ShippedRecord


class PlaceRecord(SearchableRecord, ShippedRecord):
    """A place with a code; the catalogue command keeps it."""

    name = LineField("tên")

    class Meta:
        abstract = True
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name


class Province(PlaceRecord):
    """Tỉnh, thành phố of today (from 01/07/2025)."""

    code = models.CharField("mã tỉnh", max_length=10, unique=True)

    public_fields = ("code", "name")

    class Meta(PlaceRecord.Meta):
        verbose_name = "tỉnh, thành phố"
        verbose_name_plural = "tỉnh, thành phố"


class OldProvince(PlaceRecord):
    """Tỉnh cũ: a province as it was before 01/07/2025, now (part of) ``province``."""

    code = models.CharField("mã", max_length=40, unique=True)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="old_provinces", verbose_name="tỉnh hiện nay"
    )

    public_fields = ("code", "name", "province")

    class Meta(PlaceRecord.Meta):
        verbose_name = "tỉnh cũ"
        verbose_name_plural = "tỉnh cũ"


class OldDistrict(PlaceRecord):
    """Huyện, thị xã, thành phố of before 01/07/2025, when the district level ended."""

    code = models.CharField("mã huyện cũ", max_length=10, unique=True)
    old_province = models.ForeignKey(
        OldProvince, models.PROTECT, related_name="districts", verbose_name="tỉnh cũ"
    )

    public_fields = ("code", "name", "old_province")

    class Meta(PlaceRecord.Meta):
        verbose_name = "huyện cũ"
        verbose_name_plural = "huyện cũ"


class CommuneQuerySet(models.QuerySet["Commune"]):
    """Communes by where they lie."""

    def of_province(self, code: str) -> "CommuneQuerySet":
        return self.filter(province__code=code)


class Commune(PlaceRecord):
    """Xã, phường of today."""

    code = models.CharField("mã xã, phường", max_length=10, unique=True)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="communes", verbose_name="tỉnh"
    )
    latitude = models.DecimalField("vĩ độ", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(
        "kinh độ", max_digits=9, decimal_places=6, null=True, blank=True
    )

    public_fields = ("code", "name", "province", "latitude", "longitude")
    searched_fields = ("name", "code")

    objects = CommuneQuerySet.as_manager()

    class Meta(PlaceRecord.Meta):
        verbose_name = "xã, phường"
        verbose_name_plural = "xã, phường"


class OldWard(ShippedRecord):
    """Xã, phường, thị trấn of before 01/07/2025 and the commune it became.

    ``extent`` says whether the whole ward went there; a divided ward has several rows and a person
    chooses.
    """

    class Extent(models.TextChoices):
        WHOLE = "whole", "toàn bộ"
        PART = "part", "một phần"
        PART_DEFAULT = "part_default", "một phần (mặc định)"

    code = models.CharField("mã xã cũ", max_length=10)
    name = LineField("tên")
    old_district = models.ForeignKey(
        OldDistrict, models.PROTECT, related_name="wards", verbose_name="huyện cũ"
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, related_name="old_wards", verbose_name="xã, phường hiện nay"
    )
    extent = models.CharField("phạm vi", max_length=15, choices=Extent, default=Extent.WHOLE)

    public_fields = ("code", "name", "old_district", "commune", "extent")

    class Meta:
        verbose_name = "xã cũ"
        verbose_name_plural = "xã cũ"
        ordering = ["old_district", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "commune"],
                name="oldward_once_per_commune",
                violation_error_message="Xã cũ này đã được nối với xã, phường đó.",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(extent="whole"),
                name="oldward_whole_once",
                violation_error_code="unique",
                violation_error_message="Xã cũ chuyển toàn bộ thì chỉ thuộc một xã, phường.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.old_district}"
