from django.apps import AppConfig


class KhuyencongConfig(AppConfig):
    name = "khuyencong"
    verbose_name = "Người dùng và cơ quan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from khuyencong import checks  # noqa: F401  (registers them)
