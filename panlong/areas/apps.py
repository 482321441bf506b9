from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "panlong.areas"
    label = "areas"
