from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Chương trình và danh mục"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from programs import imports

        imports.register()
