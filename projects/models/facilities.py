from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from khuyencong.codes import save_with_code
from khuyencong.fields import BlockField, LineField
from khuyencong.models import SearchableRecord
from khuyencong.text import fold
from programs.models import Commune, OldDistrict, Trade

TAX_CODE = RegexValidator(
    r"^(\d{10}|\d{10}-\d{3}|\d{12})$",
    message="Mã số thuế có 10 chữ số, 10 chữ số-3 chữ số, hoặc 12 chữ số; giữ cả số 0 ở đầu.",
)


def check_commune_of_province(commune: Commune) -> None:
    """Refuse a place of another province than the one this portal serves."""
    if commune.province.code != settings.PROVINCE:
        raise ValidationError(
            f"{commune} thuộc {commune.province}, ngoài tỉnh của cổng này. "
            "Hãy chọn xã, phường trong tỉnh."
        )


class FacilityQuerySet(models.QuerySet["Facility"]):
    """Facilities by what the public may see."""

    def published(self) -> "FacilityQuerySet":
        """Those with a support in a public record; only these have a public page.

        A merged facility is shown on the page of the one it was merged into.
        """
        from .activities import Activity
        from .supports import Support

        public = Support.objects.filter(activity__in=Activity.objects.published())
        own = public.filter(facility=models.OuterRef("pk"))
        taken_over = public.filter(facility__merged_into=models.OuterRef("pk"))
        return self.filter(models.Exists(own) | models.Exists(taken_over), merged_into__isnull=True)


class Facility(SearchableRecord):
    """Cơ sở công nghiệp nông thôn: who is supported (NĐ 45/2012, Điều 1.2).

    A household's name is its owner's, its tax code an identity number, its address where he lives:
    of a person only ``public_of_persons`` is shown, and nobody's phone, street address or
    representative.
    """

    class LegalForm(models.TextChoices):
        ENTERPRISE = "enterprise", "Doanh nghiệp"
        COOPERATIVE = "cooperative", "Hợp tác xã"
        GROUP = "group", "Tổ hợp tác"
        HOUSEHOLD = "household", "Hộ kinh doanh"
        OTHER = "other", "Tổ chức, cá nhân khác"

    # Whose name, tax code and address may be a person's.
    PERSONS = frozenset({LegalForm.HOUSEHOLD, LegalForm.OTHER})

    code = models.CharField("mã cơ sở", max_length=40, unique=True, blank=True)
    name = LineField("tên cơ sở")
    former_names = BlockField("tên cũ", blank=True, help_text="Mỗi tên một dòng.")
    legal_form = models.CharField("loại hình", max_length=12, choices=LegalForm)
    tax_code = LineField("mã số thuế", max_length=14, blank=True, validators=[TAX_CODE])
    trade = models.ForeignKey(
        Trade,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="facilities",
        verbose_name="ngành nghề",
    )
    products = LineField("sản phẩm chính", blank=True)
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="facilities",
        verbose_name="xã, phường hiện nay",
    )
    old_district = models.ForeignKey(
        OldDistrict,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="facilities",
        verbose_name="huyện cũ",
    )
    place_then = LineField(
        "địa chỉ theo văn bản cũ", blank=True, help_text="Ví dụ: xã …, huyện … (không ghi số nhà)."
    )
    address = LineField("địa chỉ chi tiết (không công khai)", blank=True)
    representative = LineField("người đại diện (không công khai)", blank=True)
    phone = LineField("điện thoại (không công khai)", max_length=40, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name="đã gộp vào",
        editable=False,
    )
    is_illustration = models.BooleanField(
        "số liệu minh họa",
        default=False,
        editable=False,
        help_text="Không phải cơ sở có thật; tách từ một số tổng hợp.",
    )
    source_note = LineField("nguồn của dữ liệu", blank=True)

    public_fields = (
        "code",
        "name",
        "former_names",
        "legal_form",
        "tax_code",
        "trade",
        "products",
        "commune",
        "old_district",
        "place_then",
        "merged_into",
        "is_illustration",
        "source_note",
    )
    # Of a person the rest of these is private as well; see the properties public_… below.
    public_of_persons = (
        "code",
        "name",
        "former_names",
        "legal_form",
        "trade",
        "products",
        "commune",
        "old_district",
        "merged_into",
        "is_illustration",
    )
    judged_with = ("commune__province", "merged_from")
    not_in_history = ("address", "representative", "phone")
    searched_fields = ("name", "former_names", "products", "code")

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ sở công nghiệp nông thôn"
        verbose_name_plural = "cơ sở công nghiệp nông thôn"
        ordering = ["sort_key"]
        indexes = [models.Index(fields=["sort_key", "-id"], name="facility_listed")]
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~Q(tax_code="") & Q(merged_into__isnull=True),
                name="facility_tax_code_once",
                violation_error_code="unique",
                violation_error_message="Mã số thuế này đã có ở một cơ sở khác.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="facility_not_merged_into_itself",
                violation_error_message="Cơ sở không thể gộp vào chính nó.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    code_series = ("CS-", 5)  # see Activity.code_series

    def save(self, *args, **kwargs):
        save_with_code(self, lambda: super(Facility, self).save(*args, **kwargs))

    def fold_search(self) -> None:
        """Found by the names and codes of those that were merged into it, too."""
        super().fold_search()
        if self.pk:
            words = [self.search, *map(fold, self._words_of_merged())]
            self.search = " ".join(filter(None, words))

    def _words_of_merged(self) -> Iterator[str]:
        for one in sorted(self.merged_from.all(), key=lambda one: one.pk):
            yield from (one.name, one.former_names, one.code)

    def clean(self) -> None:
        if self.commune is not None:
            try:
                check_commune_of_province(self.commune)
            except ValidationError as refused:
                raise ValidationError({"commune": refused.messages}) from refused

    @property
    def other_names(self) -> list[str]:
        """What it was called, here and in records merged into it; not its name without accents."""
        names = self.former_names.splitlines()
        for old in self.merged_from.all():
            names += [old.name, *old.former_names.splitlines()]
        own = fold(self.name)
        return [*dict.fromkeys(name for name in names if name and fold(name) != own)]

    @property
    def is_person(self) -> bool:
        """Whether it may be a person; its page is then not indexed, and shows less."""
        return self.legal_form in self.PERSONS

    @property
    def public_tax_code(self) -> str:
        return self._of_organisation("tax_code")

    @property
    def public_place_then(self) -> str:
        return self._of_organisation("place_then")

    @property
    def public_source_note(self) -> str:
        return self._of_organisation("source_note")

    def _of_organisation(self, field: str) -> str:
        """A text that only organisations show; nothing for a household or a person."""
        return "" if self.is_person else getattr(self, field)

    def get_absolute_url(self) -> str:
        return f"/co-so/{self.code}/"
