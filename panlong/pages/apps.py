from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "panlong.pages"
    label = "pages"

    def ready(self):
        from panlong.fields import every_text_field_refuses_hidden_characters
        from panlong.pages import checks  # noqa: F401  (registers the deployment check)

        every_text_field_refuses_hidden_characters()
