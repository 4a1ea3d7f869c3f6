"""/hoat-dong/ and /co-so/: the public lists. One record's page shows figures: reports/urls.py."""

from django.urls import path

from . import views

urlpatterns = [
    path("hoat-dong/", views.ActivityList.as_view(), name="activities"),
    path("co-so/", views.FacilityList.as_view(), name="facilities"),
]
