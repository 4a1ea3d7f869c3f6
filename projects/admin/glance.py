"""What the office's first page says of this year's activities, and which deadlines come."""

from collections.abc import Iterator
from operator import itemgetter
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from khuyencong.counting import counted
from khuyencong.sites import Line, Panel
from programs.models import Deadline
from projects.evidence import Lack
from projects.models import Activity, Award, Stage
from projects.models.awards import Validity

# What is late is told of every year, beside the deadlines.
OF_THE_YEAR = [lack for lack in Lack if lack is not Lack.LIQUIDATION]


def activities_panel(request: HttpRequest) -> Panel | None:
    """How many activities of this year stand at each stage, and how many lack evidence."""
    activities = _seen_by(request)
    if activities is None:
        return None
    year = timezone.localdate().year
    rows = activities.filter(year=year)

    def lines() -> Iterator[Line]:
        for stage in Stage:
            count = counted(rows.filter(stage=stage))
            yield Line(stage.label, count, _list(year=year, stage__exact=stage.value))
        for lack in OF_THE_YEAR:
            count = counted(lack.of(rows))
            yield Line(lack.label, count, _list(year=year, thieu=lack.value), is_lack=True)

    shown = [line for line in lines() if line.count]
    return Panel("admin/projects/_activities_panel.html", {"year": year, "lines": shown})


def deadlines_panel(request: HttpRequest) -> Panel | None:
    """The next day of each deadline, the nearest first, and what is late in any year."""
    activities = _seen_by(request)
    if activities is None:
        return None
    today = timezone.localdate()
    dated = ((one, one.next_after(today)) for one in Deadline.objects.all())
    coming = sorted(
        ((one, day, (day - today).days) for one, day in dated if day), key=itemgetter(1, 2)
    )
    late = Lack.LIQUIDATION
    lines = [Line(late.label, counted(late.of(activities)), _list(thieu=late.value), is_lack=True)]
    if admin.site.get_model_admin(Award).has_view_permission(request):
        ending = Validity.EXPIRING
        count = counted(Award.objects.approved().of_validity(ending, today))
        url = f"{reverse('admin:projects_award_changelist')}?hieu-luc={ending.value}"
        lines.append(Line("Chứng nhận sản phẩm hết hiệu lực trong năm nay", count, url))
    context = {"coming": coming, "lines": [line for line in lines if line.count]}
    return Panel("admin/projects/_deadlines_panel.html", context)


def _seen_by(request: HttpRequest) -> QuerySet[Activity] | None:
    """The activities that the list shows to this person; None who may not open it."""
    model_admin = admin.site.get_model_admin(Activity)
    if not model_admin.has_view_permission(request):
        return None
    return model_admin.get_queryset(request)


def _list(**narrowed: object) -> str:
    return f"{reverse('admin:projects_activity_changelist')}?{urlencode(narrowed)}"
