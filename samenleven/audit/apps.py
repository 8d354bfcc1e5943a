from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "samenleven.audit"
    label = "audit"
    verbose_name = "Wat mensen deden"

    def ready(self):
        from samenleven.audit import services  # it needs the models
        from samenleven.core.administration import administered

        administered.connect(services.record_administration, dispatch_uid="audit")
