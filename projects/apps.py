from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "Đề án và cơ sở"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from projects import imports

        imports.register()
