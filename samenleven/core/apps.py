from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The ground floor; it knows no word of the plan."""

    name = "samenleven.core"
    label = "core"
