from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "panlong.audit"
    label = "audit"
