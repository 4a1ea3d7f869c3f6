from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Max, Min, OuterRef, Q, Subquery, When

from khuyencong.codes import save_with_code
from khuyencong.constraints import FieldCheck
from khuyencong.fields import BlockField, LineField, MoneyField, YearField
from khuyencong.models import ImplementingUnit, Review, ReviewedRecord, SearchableRecord
from khuyencong.models.review import ReviewQuerySet
from programs.models import ActivityKind, Commune, Decision, OldDistrict, OldProvince, ProgramPhase

from .facilities import Facility


class Programme(models.TextChoices):
    """Chương trình: by who approved the đề án (TT 46/2012, Điều 2)."""

    NATIONAL = "KCQG", "Khuyến công quốc gia"
    LOCAL = "KCDP", "Khuyến công địa phương"


class Stage(models.TextChoices):
    """Giai đoạn thực hiện, the stages that count. The state of the record is its review."""

    PROPOSED = "proposed", "Đề xuất"
    REJECTED = "rejected", "Không duyệt"
    APPROVED = "approved", "Đã phê duyệt"
    ACCEPTED = "accepted", "Đã nghiệm thu"
    STOPPED = "stopped", "Ngừng thực hiện"


# Proposals and refusals are shown to nobody outside.
NOT_PUBLIC = (Stage.PROPOSED, Stage.REJECTED)


class ActivityQuerySet(ReviewQuerySet):
    """Activities by what may be seen, and their derived columns."""

    def published(self) -> "ActivityQuerySet":
        """Approved records; proposals and refusals are not shown to the public."""
        return self.approved().exclude(stage__in=NOT_PUBLIC)

    def refresh_derived(self) -> int:
        """Write anew what all supports of an activity share, and the day it was completed.

        Kept on the activity because unsplit money takes it: asking the supports of every funding
        line costs two look-ups a line. One definition, one statement, for one activity or all.
        """
        return self.update(
            common_kind=_shared_by_supports("kind"),
            common_facility=_shared_by_supports("facility"),
            common_commune=_shared_by_supports("commune"),
            common_district=_shared_by_supports("old_district"),
            completed_on=_completed_on(),
        )


def _unstopped_supports() -> Any:
    from .supports import Support

    return Support.objects.filter(activity=OuterRef("pk"), stopped_on__isnull=True).order_by()


def _shared_by_supports(field: str) -> Subquery:
    """The one value that every unstopped support has in ``field``; null where they differ."""
    known = Case(When(**{f"{field}__isnull": False}, then=1), default=0)
    shared = (
        _unstopped_supports()
        .values("activity")
        .annotate(all_known=Min(known), low=Min(field), high=Max(field))
        .filter(all_known=1, low=F("high"))
    )
    return Subquery(shared.values("low")[:1])


def _completed_on() -> Subquery:
    """The last acceptance day once every unstopped support is accepted; null before."""
    finished = (
        _unstopped_supports()
        .with_days()
        .values("activity")
        .annotate(
            all_done=Min(Case(When(accepted_day__isnull=False, then=1), default=0)),
            last=Max("accepted_day"),
        )
        .filter(all_done=1)
    )
    return Subquery(finished.values("last")[:1])


class Activity(SearchableRecord, ReviewedRecord):
    """Đề án, nhiệm vụ khuyến công of one year (NĐ 45/2012, Điều 2.3).

    đề án, cơ sở and lượt are three counts: an activity is counted under its main kind and its
    programme, its supports under their own kinds, its money under the source.
    """

    code = models.CharField("mã đề án", max_length=40, unique=True, blank=True)
    title = LineField("tên đề án, nhiệm vụ", max_length=500)
    year = YearField("năm")
    programme = models.CharField("chương trình", max_length=4, choices=Programme)
    main_kind = models.ForeignKey(
        ActivityKind, models.PROTECT, related_name="activities", verbose_name="nội dung chính"
    )
    stage = models.CharField(
        "giai đoạn thực hiện", max_length=10, choices=Stage, default=Stage.APPROVED
    )
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="quyết định phê duyệt",
    )
    approved_on = models.DateField(
        "ngày phê duyệt", null=True, blank=True, help_text="Để trống: lấy ngày ký của quyết định."
    )
    batch = LineField("đợt", max_length=60, blank=True)
    implementing_unit = models.ForeignKey(
        ImplementingUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="đơn vị thực hiện",
    )
    partner_units = LineField("đơn vị phối hợp", blank=True)
    old_province = models.ForeignKey(
        OldProvince,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="tỉnh phê duyệt (trước 01/07/2025)",
        help_text="Tỉnh đã phê duyệt đề án; không suy ra từ địa bàn.",
    )
    total_by_decision = MoneyField(
        "tổng kinh phí theo quyết định (đồng)",
        null=True,
        blank=True,
        help_text="Chỉ để đối chiếu với tổng các nguồn; không vào số liệu nào.",
    )
    starts_on = models.DateField("bắt đầu", null=True, blank=True)
    ends_on = models.DateField("kết thúc", null=True, blank=True)
    accepted_on = models.DateField("ngày nghiệm thu", null=True, blank=True)
    stopped_on = models.DateField("ngày ngừng", null=True, blank=True)
    data_source = LineField("nguồn của dữ liệu", blank=True)
    note = BlockField("ghi chú", blank=True)
    is_illustration = models.BooleanField(
        "số liệu minh họa",
        default=False,
        editable=False,
        help_text="Không phải hồ sơ có thật; tách từ một số tổng hợp.",
    )

    # Derived from the supports by ActivityQuerySet.refresh_derived(), nowhere else.
    common_kind = models.ForeignKey(
        ActivityKind,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="nội dung chung của các hạng mục",
    )
    common_facility = models.ForeignKey(
        Facility,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="cơ sở chung của các hạng mục",
    )
    common_commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="xã, phường chung của các hạng mục",
    )
    common_district = models.ForeignKey(
        OldDistrict,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="huyện cũ chung của các hạng mục",
    )
    completed_on = models.DateField("ngày hoàn thành mọi hạng mục", null=True, editable=False)

    public_fields = (
        "code",
        "title",
        "year",
        "programme",
        "main_kind",
        "stage",
        "decision",
        "approved_on",
        "batch",
        "implementing_unit",
        "partner_units",
        "old_province",
        "starts_on",
        "ends_on",
        "accepted_on",
        "stopped_on",
        "data_source",
        "is_illustration",
        "common_kind",
        "common_facility",
        "common_commune",
        "common_district",
        "completed_on",
    )
    judged_with = ("decision",)
    searched_fields = ("title", "code")
    sorted_field = "title"
    content_parts = (
        ("projects.Support", "activity"),
        ("projects.Quantity", "support__activity"),
        ("projects.Funding", "activity"),
        ("projects.FundingShare", "funding__activity"),
        ("projects.Payment", "funding__activity"),
        ("projects.Outcome", "support__activity"),
        ("projects.StageEvent", "activity"),
        ("projects.Document", "activity"),
        ("projects.Explanation", "activity"),
    )

    objects = ActivityQuerySet.as_manager()  # type: ignore[misc]

    class Meta(ReviewedRecord.Meta):
        verbose_name = "đề án, nhiệm vụ"
        verbose_name_plural = "đề án, nhiệm vụ"
        ordering = ["-year", "code"]
        indexes = [
            models.Index(fields=["year", "review", "stage"], name="activity_year_state"),
            models.Index(fields=["review", "-updated_at"], name="activity_waiting"),
            models.Index(fields=["-year", "code"], name="activity_listed"),
        ]
        constraints = [
            *ReviewedRecord.Meta.constraints,
            FieldCheck(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="activity_dates_in_order",
                field="ends_on",
                violation_error_message="Ngày kết thúc không được trước ngày bắt đầu.",
            ),
            FieldCheck(
                condition=Q(accepted_on__isnull=True) | Q(stage="accepted"),
                name="activity_accepted_day_needs_stage",
                field="stage",
                violation_error_message=(
                    "Có ngày nghiệm thu thì giai đoạn thực hiện phải là “Đã nghiệm thu”."
                ),
            ),
            FieldCheck(
                condition=Q(stopped_on__isnull=True) | Q(stage="stopped"),
                name="activity_stopped_day_needs_stage",
                field="stage",
                violation_error_message=(
                    "Có ngày ngừng thì giai đoạn thực hiện phải là “Ngừng thực hiện”."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/hoat-dong/{self.code}/"

    @property
    def code_series(self) -> tuple[str, int]:
        """What issued codes start with, and how many digits follow at least."""
        return f"KC-{self.year}-", 3

    def fill_in(self, only: Collection[str] | None = None) -> set[str]:
        filled = super().fill_in(only)
        if self.approved_on is None and self.decision is not None:
            self.approved_on = self.decision.signed_on
            filled.add("approved_on")
        return filled

    def save(self, *args: Any, **kwargs: Any) -> None:
        save_with_code(self, lambda: super(Activity, self).save(*args, **kwargs))
        if kwargs.get("update_fields") is None:
            self.refresh_derived()

    def refresh_derived(self) -> None:
        """See ActivityQuerySet.refresh_derived()."""
        Activity.objects.filter(pk=self.pk).refresh_derived()

    def clean(self) -> None:
        errors: dict[str, str] = {}
        signed_on = self.decision.signed_on if self.decision else None
        approved_on = self.approved_on or signed_on
        if self.accepted_on and approved_on and self.accepted_on < approved_on:
            errors["accepted_on"] = (
                f"Ngày nghiệm thu trước ngày phê duyệt ({approved_on:%d/%m/%Y})."
            )
        if self.accepted_on and self.year and self.accepted_on.year < self.year:
            errors["accepted_on"] = f"Đề án năm {self.year} không thể nghiệm thu trước năm đó."
        if signed_on and self.year and signed_on.year > self.year:
            errors["decision"] = f"Quyết định ký sau năm {self.year} của đề án."
        if errors:
            raise ValidationError(errors)

    @property
    def facilities(self) -> list[Facility]:
        """Who was supported, each once, in the order of the supports."""
        named = (support.facility for support in self.supports.all())
        return [*dict.fromkeys(facility for facility in named if facility)]

    def has_phase(self) -> bool:
        """Whether any phase counts this year; none is a warning, not an error."""
        return ProgramPhase.objects.covering(self.year).exists()

    def submission_problems(self) -> list[str]:
        """What an approver could not judge, and what the guards find that nobody gave a reason for.

        See each check's message.
        """
        from projects import guards

        judged = guards.judge(self)
        return [*self._support_problems(), *(one.problem for one in judged if one.is_open)]

    def approve(self, user: Any) -> None:
        """Judged once more: another record may have come between, of the same facility."""
        problems = self.submission_problems() if self.review == Review.PENDING else []
        if problems:
            told = "Từ khi gửi duyệt có điểm mới. Hãy trả lại để người nhập sửa hoặc nêu lý do."
            raise ValidationError([told, *problems])
        super().approve(user)

    def _support_problems(self) -> list[str]:
        supports = self.supports.with_days().prefetch_related("quantities", "kind__measures")
        if not supports:
            return ["Đề án chưa có hạng mục hỗ trợ nào. Hãy thêm ít nhất một hạng mục."]
        return [problem for support in supports for problem in support.problems()]

    def reviewed_parts(self) -> Iterable[ReviewedRecord]:
        from .dossier import Document
        from .events import StageEvent
        from .funding import Payment
        from .supports import Outcome

        waiting = [Review.DRAFT, Review.PENDING]
        yield from Payment.objects.filter(funding__activity=self, review__in=waiting)
        yield from Outcome.objects.filter(support__activity=self, review__in=waiting)
        yield from Document.objects.filter(activity=self, review__in=waiting)
        yield from StageEvent.objects.filter(activity=self, review__in=waiting)
