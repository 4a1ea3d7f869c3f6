"""The public list of facilities, and public papers. Pages that count anything: reports/urls.py."""

from django.urls import path

from . import views

urlpatterns = [
    path("co-so/", views.FacilityList.as_view(), name="facilities"),
    path("van-ban/<slug:name>.<slug:ending>", views.document, name="document"),
]
