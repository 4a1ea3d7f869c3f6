"""The pages of one activity and one facility: they show figures."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from khuyencong.models import public
from projects.models import Facility
from reports.profiles import activity_profile, facility_profile, public_activities


def activity(request: HttpRequest, code: str) -> HttpResponse:
    """One activity; a draft, a proposal or a refused one has no page."""
    found = get_object_or_404(public_activities(), code=code)
    return render(request, "projects/activity.html", {"profile": activity_profile(found)})


def facility(request: HttpRequest, code: str) -> HttpResponse:
    """One facility and all it received; a merged one leads to the one it was merged into."""
    related = ("trade", "commune", "old_district__old_province", "merged_into")
    merged = Prefetch("merged_from", public(Facility.objects.all()).order_by("sort_key"))
    rows = public(Facility.objects.all(), *related).prefetch_related(merged)
    found = get_object_or_404(rows, code=code)
    if found.merged_into is not None:
        return redirect(found.merged_into, permanent=True)
    profile = facility_profile(found)
    if profile is None:
        raise Http404("Cơ sở này chưa có hồ sơ công khai.")
    return render(request, "projects/facility.html", {"profile": profile})
