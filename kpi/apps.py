from django.apps import AppConfig


class KpiConfig(AppConfig):
    name = "kpi"
    verbose_name = "KPI's en cijfers"

    def ready(self):
        from kpi.services import digests, reminders  # they need the models
        from samenleven.notices.signals import still_needed

        still_needed.connect(reminders.is_still_needed, dispatch_uid="reminders")
        still_needed.connect(digests.is_still_needed, dispatch_uid="digests")
