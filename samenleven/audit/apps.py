from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "samenleven.audit"
    label = "audit"
