"""/co-so/: the public list of facilities. Pages that show or count anything: reports/urls.py."""

from django.urls import path

from . import views

urlpatterns = [
    path("co-so/", views.FacilityList.as_view(), name="facilities"),
]
