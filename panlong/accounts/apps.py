from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "panlong.accounts"
    label = "accounts"
