from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "panlong.portal"
    label = "pages"

    def ready(self):
        from panlong.fields import every_text_field_refuses_hidden_characters  # noqa: PLC0415  (apps are not loaded yet)
        from panlong.portal import checks  # noqa: F401, PLC0415  (registers the deployment check)

        every_text_field_refuses_hidden_characters()
