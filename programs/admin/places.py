from django.contrib import admin

from khuyencong.admin_base import CatalogueAdmin
from programs.models import Commune, OldDistrict, OldProvince, OldWard, Province

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


@admin.register(OldWard)
class OldWardAdmin(FoldedSearch, PlaceAdmin):
    list_display = ["code", "name", "old_district", "commune", "extent"]
    list_filter = ["extent", "old_district"]
    list_select_related = ["old_district", "commune"]
    search_fields = ["code", "name", "old_district__name", "commune__name"]
    autocomplete_fields = ["old_district", "commune"]
    fields = ["code", "name", "old_district", "commune", "extent"]
