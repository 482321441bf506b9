from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "panlong.pages"
    label = "pages"

    def ready(self):
        from panlong.pages import checks  # noqa: F401  (registers the deployment check)
