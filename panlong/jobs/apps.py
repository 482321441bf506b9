from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "panlong.jobs"
    label = "jobs"
