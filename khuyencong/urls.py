"""Every address of the portal; the only module of this package that looks at the other apps."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from khuyencong import health, views

# The admin's own sign-in knows neither the second factor nor the lock-out.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("quan-tri/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("quan-tri/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("quan-tri/", admin.site.urls),
    path("tai-khoan/", include("khuyencong.accounts.urls")),
    path("robots.txt", views.robots),
    path("favicon.ico", views.favicon),
    path("bieu-trung", views.logo, name="logo"),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", include("projects.urls")),
    path("", include("reports.urls")),
]

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler429 = views.too_many_requests
handler500 = views.server_error
