from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo và số đã công bố"
    default_auto_field = "django.db.models.BigAutoField"
