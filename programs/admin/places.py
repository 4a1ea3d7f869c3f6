from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from khuyencong.admin_base import CatalogueAdmin
from programs.models import Commune, OldDistrict, OldProvince, OldWard, Province
from programs.places_then import proposals

from .search import FoldedSearch


class PlaceAdmin(CatalogueAdmin):
    """A list of places; those that ship with the portal may be changed but not deleted."""

    list_display_links = ["code", "name"]
    search_fields = ["search"]


@admin.register(Province)
class ProvinceAdmin(PlaceAdmin):
    list_display = ["code", "name"]
    fields = ["code", "name"]


@admin.register(OldProvince)
class OldProvinceAdmin(PlaceAdmin):
    list_display = ["code", "name", "province"]
    list_select_related = ["province"]
    fields = ["code", "name", "province"]


@admin.register(OldDistrict)
class OldDistrictAdmin(PlaceAdmin):
    list_display = ["code", "name", "old_province"]
    list_filter = ["old_province"]
    list_select_related = ["old_province"]
    fields = ["code", "name", "old_province"]


@admin.register(Commune)
class CommuneAdmin(PlaceAdmin):
    list_display = ["code", "name", "province"]
    list_filter = ["province"]
    list_select_related = ["province"]
    fields = ["code", "name", "province", ("latitude", "longitude")]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.proposals_view)
        return [path("goi-y/", view, name="programs_commune_proposals"), *super().get_urls()]

    def proposals_view(self, request: HttpRequest) -> HttpResponse:
        """What an address of before may be today, as buttons for a form that asks."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        address, district = request.GET.get("dia-chi", ""), request.GET.get("huyen", "")
        known = OldDistrict.objects.filter(pk=district) if district.isdecimal() else None
        found = proposals(address, known.first() if known else None)
        return render(request, "admin/programs/_proposals.html", {"proposals": found})


@admin.register(OldWard)
class OldWardAdmin(FoldedSearch, PlaceAdmin):
    list_display = ["code", "name", "old_district", "commune", "extent"]
    list_filter = ["extent", "old_district"]
    list_select_related = ["old_district", "commune"]
    search_fields = ["code", "name", "old_district__name", "commune__name"]
    autocomplete_fields = ["old_district", "commune"]
    fields = ["code", "name", "old_district", "commune", "extent"]
