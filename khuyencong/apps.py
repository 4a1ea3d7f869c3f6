from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class KhuyencongConfig(AppConfig):
    name = "khuyencong"
    default = True  # of the configurations in this file
    verbose_name = "Người dùng và cơ quan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from khuyencong import checks, deputies  # noqa: F401  (registers them)
        from khuyencong.accounts import idle, sign_in_log  # noqa: F401  (they listen)
        from khuyencong.checkpoints import HISTORY_LOCKS

        HISTORY_LOCKS.follow_migrations(self)


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our first page."""

    default = False
    default_site = "khuyencong.sites.PortalSite"
