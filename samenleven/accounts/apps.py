from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "samenleven.accounts"
    label = "accounts"
    verbose_name = "Gebruikers"
