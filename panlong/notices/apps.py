from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "panlong.notices"
    label = "notices"
