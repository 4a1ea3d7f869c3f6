from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo và số đã công bố"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from khuyencong.imports.subjects import EFFECTS
        from khuyencong.models.review import register_changed
        from khuyencong.roles import ensure_roles

        from . import drift, imports
        from .publishing import deputies  # noqa: F401  (listens)
        from .sealing.triggers import SEALS
        from .search import live

        # The topmost app wires it, since the roles name the permissions of every app.
        post_migrate.connect(ensure_roles, sender=self)
        SEALS.follow_migrations(self)
        register_changed.connect(drift.register_changed)
        live.connect()
        EFFECTS.append(imports.published_figures)
