from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "fis_portal.accounts"
    label = "accounts"
    verbose_name = "Utenze"
