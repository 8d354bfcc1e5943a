from django.apps import AppConfig


class KpiConfig(AppConfig):
    name = "kpi"
    verbose_name = "KPI's en cijfers"

    def ready(self):
        from kpi.services.reminders import is_still_needed  # it needs the models
        from samenleven.notices.signals import still_needed

        still_needed.connect(is_still_needed, dispatch_uid="reminders")
