"""What the frame of every page knows: whose portal it is, which mode, which sections."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property

from khuyencong.models import Agency

SECTIONS = (
    ("Kết quả", "/ket-qua/"),
    ("Hoạt động", "/hoat-dong/"),
    ("Cơ sở", "/co-so/"),
    ("Địa bàn", "/dia-ban/"),
    ("So sánh", "/so-sanh/"),
)

HAVE_SEARCH = ("/", "/tim/")


@dataclass(frozen=True)
class Section:
    label: str
    url: str
    is_current: bool


class Site:
    """The frame's facts. Costs one query, and only where the agency is printed."""

    name = "Cổng thông tin khuyến công"

    def __init__(self, path: str = ""):
        self.path = path

    @property
    def is_demo(self) -> bool:
        return settings.MODE == "demo"

    @property
    def sections(self) -> list[Section]:
        return [Section(label, url, self.path.startswith(url)) for label, url in SECTIONS]

    @property
    def offers_search(self) -> bool:
        """The head has a search box, but on pages that are about searching."""
        return self.path not in HAVE_SEARCH

    @cached_property
    def agency(self) -> Agency:
        """Whose portal this is; before anyone said so, an office without a province."""
        return Agency.objects.first() or Agency(name=settings.AGENCY_NAME)


def site(request: HttpRequest) -> dict[str, Site]:
    return {"site": Site(request.path)}
