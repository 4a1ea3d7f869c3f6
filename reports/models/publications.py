"""Công bố: a notice of results that is sealed, versioned, and never changes silently."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from khuyencong.fields import BlockField, LineField, YearField
from khuyencong.models import Record
from programs.models import Measure, OldDistrict, OldProvince
from reports.basis import Basis
from reports.periods import NoSuchPeriod, Period
from reports.publishing.bound import misbound


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Publications by whether and how they may be read."""

    def sealed(self) -> "PublicationQuerySet":
        """Those that are sealed, in the order of the chain."""
        return self.filter(sealed_at__isnull=False).order_by("sequence")

    def standing(self) -> "PublicationQuerySet":
        """Sealed and not withdrawn."""
        return self.sealed().filter(withdrawn_at__isnull=True)

    def shown(self) -> "PublicationQuerySet":
        """What the unversioned addresses show: of each period and scope the latest standing one."""
        later = Publication.objects.standing().filter(
            period_slug=models.OuterRef("period_slug"),
            scope_slug=models.OuterRef("scope_slug"),
            revision__gt=models.OuterRef("revision"),
        )
        return self.standing().filter(~models.Exists(later))

    def of(self, period_slug: str, scope_slug: str) -> "PublicationQuerySet":
        """The revisions of one period and scope, the latest last."""
        return self.filter(period_slug=period_slug, scope_slug=scope_slug).order_by("revision")

    def shown_at(self, period_slug: str, scope_slug: str = "") -> "Publication | None":
        """What the unversioned address shows: the latest standing revision, if there is one."""
        return self.standing().of(period_slug, scope_slug).last()


class Publication(Record):
    """One revision of a notice. As a draft it reads the register; sealed it never changes.

    Who composed or edited it cannot sign it: the database holds that the signer is not the
    composer, ``reports.sealing`` that he is none of the editors.
    """

    title = LineField("tiêu đề", max_length=500)
    period_slug = LineField(
        "kỳ", max_length=60, help_text="Ví dụ: 2014-2020, 2025, 2025-6-thang, 2025-quy-3."
    )
    cutoff = models.DateField("ngày chốt số liệu")
    basis = models.CharField("căn cứ số liệu", max_length=8, choices=Basis, default=Basis.RESULT)
    old_province = models.ForeignKey(
        OldProvince,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name="phạm vi: tỉnh cũ",
    )
    old_district = models.ForeignKey(
        OldDistrict,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="publications",
        verbose_name="phạm vi: huyện cũ",
    )
    scope_slug = models.CharField("phạm vi", max_length=80, blank=True, editable=False)
    introduction = BlockField("lời dẫn", blank=True, help_text="Đứng trước câu kết quả.")
    closing = BlockField("lời kết", blank=True, help_text="Đứng sau câu kết quả.")
    shows_money = models.BooleanField("nêu kinh phí", default=True)
    money_in_billions = models.BooleanField("kinh phí bằng tỷ đồng", default=False)
    money_places = models.PositiveSmallIntegerField(
        "làm tròn kinh phí đến mấy số lẻ",
        null=True,
        blank=True,
        validators=[MaxValueValidator(3, "Nhiều nhất là 3 số lẻ.")],
        help_text="Để trống: không làm tròn. Số làm tròn xuống in “hơn”, làm tròn lên in “gần”.",
    )
    revision = models.PositiveSmallIntegerField("bản", default=1, editable=False)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
        verbose_name="thay bản",
    )
    reason = BlockField("lý do ra bản mới", blank=True)
    composed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name="người soạn",
    )
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người đã sửa bản soạn",
    )

    # The seal. Written once, by reports.sealing.seal; a trigger refuses any later change.
    sequence = models.PositiveIntegerField(
        "số thứ tự trong chuỗi", null=True, blank=True, unique=True, editable=False
    )
    sealed_at = models.DateTimeField("lúc công bố", null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người ký công bố",
    )
    content = models.JSONField("nội dung đã chốt", null=True, blank=True, editable=False)
    line_count = models.PositiveIntegerField("số dòng đã chốt", default=0, editable=False)
    previous_digest = models.CharField(
        "mã dấu bản trước", max_length=64, blank=True, editable=False
    )
    digest = models.CharField("mã dấu", max_length=64, blank=True, editable=False)

    # A withdrawal leaves a tombstone: the address answers, and says why.
    withdrawn_at = models.DateTimeField("lúc thu hồi", null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người thu hồi",
    )
    withdrawn_reason = BlockField("lý do thu hồi", blank=True, editable=False)

    told_by = ("title", "revision")
    public_fields = (
        "title",
        "period_slug",
        "cutoff",
        "basis",
        "old_province",
        "old_district",
        "scope_slug",
        "introduction",
        "closing",
        "shows_money",
        "money_in_billions",
        "money_places",
        "revision",
        "replaces",
        "reason",
        "sequence",
        "sealed_at",
        "content",
        "line_count",
        "previous_digest",
        "digest",
        "withdrawn_at",
        "withdrawn_reason",
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "bản công bố"
        verbose_name_plural = "bản công bố"
        ordering = ["-sealed_at", "-id"]
        permissions = [("publish_publication", "Được ký công bố")]
        constraints = [
            models.UniqueConstraint(
                fields=["period_slug", "scope_slug", "revision"],
                name="publication_revision_once",
                violation_error_message="Kỳ và phạm vi này đã có bản đó.",
            ),
            models.CheckConstraint(
                condition=Q(old_province__isnull=True) | Q(old_district__isnull=True),
                name="publication_one_scope",
                violation_error_message="Chọn tỉnh cũ hoặc huyện cũ, không cả hai.",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True, signed_by__isnull=True)
                | (
                    Q(sealed_at__isnull=False, signed_by__isnull=False, sequence__isnull=False)
                    & ~Q(digest="")
                    & ~Q(signed_by=F("composed_by"))
                ),
                name="publication_two_persons",
                violation_error_message="Người ký công bố phải khác người soạn.",
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | ~Q(reason=""),
                name="publication_revision_has_reason",
                violation_error_message="Bản mới phải nêu lý do thay bản trước.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | (Q(sealed_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="publication_withdrawal_has_reason",
                violation_error_message="Thu hồi phải nêu lý do.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_by=F("signed_by"))
                ),
                name="publication_withdrawn_by_another",
                violation_error_message="Người thu hồi phải khác người đã ký công bố.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (bản {self.revision})"

    def get_absolute_url(self) -> str:
        """Where this revision stands for ever."""
        scope = f"{self.scope_slug}/" if self.scope_slug else ""
        return f"/ket-qua/{self.period_slug}/{scope}ban-{self.revision}/"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.scope_slug = self._scope_slug()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        errors: dict[str, str] = {}
        if self.sealed_at is not None:
            raise ValidationError("Bản đã công bố không sửa được. Hãy lập bản mới.")
        try:
            period = Period.from_slug(self.period_slug)
        except NoSuchPeriod:
            errors["period_slug"] = (
                "Kỳ phải có dạng 2014-2020, 2025, 2025-6-thang, 2025-9-thang, 2025-quy-3 "
                "hoặc 2025-thang-8."
            )
        else:
            if self.cutoff and self.cutoff < date(period.first_year, 1, 1):
                errors["cutoff"] = "Ngày chốt số liệu không được trước năm đầu của kỳ."
            if self._is_taken():
                errors["period_slug"] = (
                    "Kỳ và phạm vi này đã có bản công bố hoặc bản soạn. Hãy mở bản đó; muốn sửa "
                    "số đã công bố thì bấm “Lập bản mới”."
                )
        if self.revision > 1 and not self.reason:
            errors["reason"] = "Bản mới phải nêu lý do thay bản trước."
        if errors:
            raise ValidationError(errors)

    def _is_taken(self) -> bool:
        """Whether this revision of the period and scope is there already."""
        others = Publication.objects.of(self.period_slug, self._scope_slug())
        return others.filter(revision=self.revision).exclude(pk=self.pk).exists()

    def _scope_slug(self) -> str:
        if self.old_province is not None:
            return self.old_province.code
        return f"huyen-cu-{self.old_district.code}" if self.old_district is not None else ""

    def edited_by(self, user: Any) -> None:
        """Remember who worked on the draft: he cannot sign it."""
        self.editors.add(user)

    @property
    def is_sealed(self) -> bool:
        return self.sealed_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def period(self) -> Period:
        """The period with this publication's cut-off."""
        return Period.from_slug(self.period_slug).until(self.cutoff)

    @property
    def scope(self) -> dict[str, Any]:
        """What narrows the lines: flat column -> value."""
        if self.old_province is not None:
            return {"old_province_code": self.old_province.code}
        return {"district_code": self.old_district.code} if self.old_district is not None else {}

    @property
    def scope_name(self) -> str:
        """The scope in words, empty for the whole province."""
        place = self.old_province or self.old_district
        return f"{place} (trước 01/07/2025)" if place else ""


class Places(models.IntegerChoices):
    """To what a number of the notice is rounded; below zero to tens and more."""

    THOUSANDS = -3, "đến hàng nghìn"
    HUNDREDS = -2, "đến hàng trăm"
    TENS = -1, "đến hàng chục"
    WHOLE = 0, "đến số nguyên"
    ONE = 1, "1 số lẻ"
    TWO = 2, "2 số lẻ"
    THREE = 3, "3 số lẻ"


class NoticeRow(Record):
    """Dòng của thông báo: kinds that the notice counts together, and how it writes them."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="rows", verbose_name="bản công bố"
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=1)
    measures = models.ManyToManyField(
        Measure, related_name="notice_rows", verbose_name="chỉ tiêu đo"
    )
    phrase = LineField(
        "cách viết", max_length=400, help_text="{n} là số và đơn vị, ví dụ “mở {n} tập huấn”."
    )
    phrase_without_number = LineField("cách viết khi không có số", max_length=400, blank=True)
    unit = LineField("đơn vị", max_length=60)
    shows_number = models.BooleanField("nêu số", default=True)
    places = models.SmallIntegerField(
        "làm tròn",
        null=True,
        blank=True,
        choices=Places,
        help_text="Số làm tròn xuống in “hơn”, làm tròn lên in “gần”.",
    )
    first_year = YearField("từ năm (nếu khác kỳ)", null=True, blank=True)
    last_year = YearField("đến năm (nếu khác kỳ)", null=True, blank=True)

    public_fields = (
        "publication",
        "order",
        "measures",
        "phrase",
        "phrase_without_number",
        "unit",
        "shows_number",
        "places",
        "first_year",
        "last_year",
    )

    class Meta:
        verbose_name = "dòng của thông báo"
        verbose_name_plural = "dòng của thông báo"
        # No unique place: two rows change places in one saving.
        ordering = ["publication", "order", "id"]

    def __str__(self) -> str:
        return self.phrase

    @property
    def years(self) -> range | None:
        """The years that the row counts, where they are not the whole period."""
        if self.first_year is None or self.last_year is None:
            return None
        return range(self.first_year, self.last_year + 1)

    @property
    def words(self) -> str:
        """The row without its number."""
        return self.phrase_without_number or self.phrase.replace("{n}", self.unit)

    def clean(self) -> None:
        errors = {
            name: said
            for name in ("phrase", "phrase_without_number", "unit")
            if (said := misbound(getattr(self, name) or ""))
        }
        if (self.phrase or "").count("{n}") != 1:
            errors["phrase"] = "Đặt {n} đúng một lần, vào chỗ của số và đơn vị."
        if "{n}" in (self.phrase_without_number or ""):
            errors["phrase_without_number"] = "Cách viết khi không có số thì không đặt {n}."
        if (self.first_year is None) != (self.last_year is None):
            errors["last_year"] = "Nhập cả năm đầu và năm cuối, hoặc để trống cả hai."
        elif self.years is not None and not self._are_of_the_period(self.years):
            errors["last_year"] = (
                "Các năm của dòng phải theo thứ tự và nằm trong kỳ công bố: bản công bố chỉ chốt "
                "số liệu của kỳ đó."
            )
        if errors:
            raise ValidationError(errors)

    def _are_of_the_period(self, years: range) -> bool:
        try:
            period = Period.from_slug(self.publication.period_slug)
        except NoSuchPeriod:
            return True  # said at the period itself
        return bool(years) and period.first_year <= years[0] and years[-1] <= period.last_year


class Drift(models.Model):
    """Sai khác: how far the register stands today from a sealed publication, as last measured."""

    publication = models.OneToOneField(
        Publication, models.CASCADE, related_name="drift", verbose_name="bản công bố"
    )
    measured_at = models.DateTimeField("lúc đo")
    changed_figures = models.PositiveIntegerField("số con số khác")
    changed_records = models.PositiveIntegerField("số hồ sơ khác")
    figures = models.JSONField("con số khác", default=list)

    class Meta:
        verbose_name = "sai khác"
        verbose_name_plural = "sai khác"

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.changed_figures}"
