from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "panlong.policy"
    label = "policy"
