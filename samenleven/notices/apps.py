from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "samenleven.notices"
    label = "notices"
    verbose_name = "Berichten"
