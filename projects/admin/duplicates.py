"""The staff's screens of likely duplicates, and the note of what a facility received."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from khuyencong.admin_base import RecordAdmin
from khuyencong.fields import BlockField
from khuyencong.history import plain_words
from projects.duplicates import Likely, compare, likely_pairs
from projects.models import DistinctFacilities, Facility, FacilityMerge
from projects.received import Received, received_by

ROWS_PER_PAGE = 50
COMPARED = (
    "name",
    "former_names",
    "legal_form",
    "tax_code",
    "trade",
    "products",
    "commune",
    "old_district",
    "place_then",
    "address",
    "representative",
    "phone",
    "source_note",
)


@dataclass(frozen=True)
class Fact:
    """A line of the comparison: what both records say of one thing."""

    label: str
    values: tuple[str, str]

    @property
    def differs(self) -> bool:
        return self.values[0] != self.values[1]


@dataclass(frozen=True)
class SideBySide:
    """Two facilities and all that each received."""

    facts: list[Fact]
    sides: tuple[Received, Received]
    likely: Likely | None


def side_by_side(one: Facility, other: Facility, user: Any) -> SideBySide:
    sides = received_by(one, user), received_by(other, user)
    return SideBySide(list(_facts(one, other)), sides, compare(one, other))


def _facts(one: Facility, other: Facility) -> Iterator[Fact]:
    """Only what at least one of them states."""
    for name in COMPARED:
        values = _stated(one, name), _stated(other, name)
        if any(values):
            yield Fact(label_of(name), values)


def label_of(name: str) -> str:
    """What a field of a facility is called."""
    field: Any = Facility._meta.get_field(name)
    return str(field.verbose_name)


def _stated(facility: Facility, name: str) -> str:
    if name == "legal_form":
        return facility.get_legal_form_display()
    value = getattr(facility, name)
    return str(plain_words(value)) if value else ""


class JudgementForm(forms.Form):
    """Which record is kept, and why the two are one, or are not."""

    MERGE, DISTINCT = "gop", "khac"

    keeper = forms.TypedChoiceField(
        label="Giữ lại cơ sở nào nếu gộp", coerce=int, widget=forms.RadioSelect
    )
    reason = BlockField("lý do").formfield(
        label="Vì sao là một, hoặc là hai cơ sở khác nhau",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy nêu lý do để người duyệt xét."},
    )

    def __init__(self, pair: tuple[Facility, Facility], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.pair = pair
        choices = [(one.pk, f"{one.name} ({one.code})") for one in pair]
        self.fields["keeper"].choices = choices  # type: ignore[attr-defined]

    def proposed(self, user: Any) -> FacilityMerge:
        """Enter the merger and send it to a reviewer."""
        one, other = self.pair
        keeper, merged = (one, other) if self.cleaned_data["keeper"] == one.pk else (other, one)
        reason = self.cleaned_data["reason"]
        proposal = FacilityMerge(keeper=keeper, merged=merged, reason=reason)
        proposal.full_clean()
        proposal.save()
        proposal.changed_by(user)
        proposal.submit(user)
        return proposal

    def told_apart(self) -> DistinctFacilities:
        """Remember that these are two."""
        one, other = self.pair
        judged = DistinctFacilities(first=one, second=other, reason=self.cleaned_data["reason"])
        judged.full_clean()
        judged.save()
        return judged


class FacilityScreens(RecordAdmin):
    """Beside the list and the form of facilities: likely duplicates, and what was received."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("trung-lap/", view(self.duplicates_view), name="projects_facility_duplicates"),
            path(
                "trung-lap/<int:first>/<int:second>/",
                view(self.comparison_view),
                name="projects_facility_comparison",
            ),
            path(
                "<path:object_id>/da-nhan/",
                view(self.received_view),
                name="projects_facility_received",
            ),
            *super().get_urls(),
        ]

    # The list of pairs.

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """Every likely pair, the likeliest first."""
        self._may_view(request)
        page = Paginator(likely_pairs(), ROWS_PER_PAGE).get_page(request.GET.get("trang"))
        keys = {pk for likely in page for pk in likely.pair}
        found = Facility.objects.select_related("commune", "old_district").in_bulk(keys)
        rows = [(likely, found[likely.first], found[likely.second]) for likely in page]
        context = {"rows": rows, "page": page, "waiting": FacilityMerge.objects.pending().count()}
        return self._page(request, "duplicates", "Cơ sở có thể trùng", context)

    # Two beside each other.

    def comparison_view(self, request: HttpRequest, first: int, second: int) -> HttpResponse:
        """See all of both, and judge: one facility, or two."""
        self._may_view(request)
        pair = self._pair(first, second)
        form = JudgementForm(pair, request.POST or None)
        if request.method == "POST":
            answer = self._judged(request, form)
            if answer is not None:
                return answer
        compared = side_by_side(*pair, request.user)
        if not form.is_bound:
            form.initial["keeper"] = _suggested(compared).pk
        context = {
            "pair": pair,
            "compared": compared,
            "form": form,
            "proposal": FacilityMerge.objects.of(*pair).first(),
            "may_merge": request.user.has_perm("projects.add_facilitymerge"),
            "may_tell_apart": request.user.has_perm("projects.add_distinctfacilities"),
        }
        return self._page(request, "comparison", "So sánh hai cơ sở", context)

    def _pair(self, first: int, second: int) -> tuple[Facility, Facility]:
        related = ("trade", "commune", "old_district")
        found = Facility.objects.select_related(*related).in_bulk({first, second})
        if len(found) != 2 or any(one.merged_into_id for one in found.values()):
            raise Http404("Không có cặp cơ sở này, hoặc một cơ sở đã được gộp.")
        return found[first], found[second]

    def _judged(self, request: HttpRequest, form: JudgementForm) -> HttpResponse | None:
        """Do what was decided; None where something is missing or refused, which the page says."""
        step = request.POST.get("step")
        needed = {
            form.MERGE: "projects.add_facilitymerge",
            form.DISTINCT: "projects.add_distinctfacilities",
        }
        if step not in needed:
            raise Http404("Không có bước này.")
        if not request.user.has_perm(needed[step]):
            raise PermissionDenied
        if not form.is_valid():
            return None
        try:
            if step == form.MERGE:
                proposal = form.proposed(request.user)
                text = "Đã gửi đề nghị gộp. Người kiểm duyệt khác duyệt thì hai cơ sở mới được gộp."
                self.message_user(request, text, messages.SUCCESS)
                return redirect("admin:projects_facilitymerge_change", proposal.pk)
            judged = form.told_apart()
        except ValidationError as refused:
            form.add_error(None, refused.messages)
            return None
        text = f"Đã ghi {judged} là hai cơ sở khác nhau; cặp này không nêu lại nữa."
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:projects_facility_duplicates")

    # The note.

    def received_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Everything the facility received, to print for an appraisal file."""
        self._may_view(request)
        facility = self.get_object(request, unquote(object_id))
        if facility is None:
            raise Http404("Không có cơ sở này.")
        if facility.merged_into_id:
            return redirect("admin:projects_facility_received", facility.merged_into_id)
        context = {
            "original": facility,
            "received": received_by(facility, request.user),
            "printed_at": timezone.localtime(),
        }
        return self._page(request, "received", "Những hỗ trợ đã nhận", context)

    def _may_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _page(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        frame = self.admin_site.each_context(request)
        shown = {"opts": self.opts, "title": title, "subtitle": None, **context}
        template = f"admin/projects/facility/{template}.html"
        return TemplateResponse(request, template, {**frame, **shown})


def _suggested(compared: SideBySide) -> Facility:
    """Keep the record on which more stands, else the older one: its code is on more papers."""

    def weight(side: Received) -> tuple[int, int]:
        return len(side.activities) + len(side.awards), -side.facility.pk

    return max(compared.sides, key=weight).facility
