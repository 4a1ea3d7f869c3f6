from django.core.exceptions import ValidationError
from django.db import models

from khuyencong.fields import BlockField, LineField
from khuyencong.pictures import kind_of_picture

from .record import CatalogueRecord, Record


class Agency(Record):
    """Cơ quan: whose portal this is; head and foot of every page and document. One row."""

    parent_name = LineField("cơ quan chủ quản", help_text="Ví dụ: Ủy ban nhân dân tỉnh …")
    name = LineField("tên cơ quan", help_text="Ví dụ: Sở Công Thương")
    province_name = LineField("tên tỉnh, thành phố", help_text="Ví dụ: tỉnh …")
    address = LineField("địa chỉ", blank=True)
    phone = LineField("điện thoại", max_length=60, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    responsible = LineField("người chịu trách nhiệm", blank=True)
    licence_note = LineField("giấy phép", blank=True)
    source_note = LineField("ghi chú nguồn", blank=True)
    introduction = BlockField("giới thiệu", blank=True)
    logo = models.FileField("biểu trưng", upload_to="logo/", blank=True)

    public_fields = (
        "parent_name",
        "name",
        "province_name",
        "address",
        "phone",
        "email",
        "responsible",
        "licence_note",
        "source_note",
        "introduction",
        "logo",
    )

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if type(self)._default_manager.exclude(pk=self.pk).exists():
            raise ValidationError("Cổng chỉ có một cơ quan. Hãy sửa dòng đã có.")
        if self.logo and not self.logo._committed:
            self._refuse_other_than_picture()

    def _refuse_other_than_picture(self) -> None:
        """What the name says does not count: a page named .png would run in the portal's name."""
        kind = kind_of_picture(self.logo.read(16))
        self.logo.seek(0)
        if not kind:
            raise ValidationError({"logo": "Biểu trưng phải là ảnh PNG hoặc JPG."})


class ImplementingUnit(CatalogueRecord):
    """Đơn vị thực hiện: who carries out, not the beneficiary (TT 36/2013, Điều 2)."""

    name = LineField("tên đơn vị")
    is_active = models.BooleanField("còn hoạt động", default=True)

    public_fields = ("code", "name")

    class Meta(CatalogueRecord.Meta):
        verbose_name = "đơn vị thực hiện"
        verbose_name_plural = "đơn vị thực hiện"

    def __str__(self) -> str:
        return self.name
