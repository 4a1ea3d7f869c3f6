"""The account addresses; the names are allauth's, which looks its pages up by them.

Only what is used: no sign-up, no mail, no passkeys.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.Account.as_view(), name="mfa_index"),
    path("dang-nhap/", views.SignIn.as_view(), name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("con-lam/", views.keep_alive, name="account_keep_alive"),
    path("da-ngung/", views.Stopped.as_view(), name="account_inactive"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("mat-khau/", account.password_change, name="account_change_password"),
    path(
        "dat-lai-mat-khau/<uidb64>/<token>/",
        views.NewPassword.as_view(),
        name="account_new_password",
    ),
    path("hai-lop/nhap-ma/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("hai-lop/xac-nhan/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("hai-lop/bat/", login_required(totp.activate_totp), name="mfa_activate_totp"),
    path("hai-lop/bat/ma-qr.svg", views.totp_picture, name="account_totp_picture"),
    path("hai-lop/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("ma-du-phong/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "ma-du-phong/tao/",
        login_required(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("ma-du-phong/tai-ve/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]

if settings.OIDC_ISSUER:
    urlpatterns += [
        path("mot-lan/", include("allauth.socialaccount.urls")),
        path("mot-lan/", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]
