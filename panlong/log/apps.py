from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LogConfig(AppConfig):
    name = "panlong.log"
    label = "log"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        post_migrate.connect(raise_wall, sender=self)


def raise_wall(**kwargs) -> None:
    """Raise the second wall over whatever tables there are now (panlong.server.wall)."""
    from panlong.server import wall  # noqa: PLC0415  (the lists it is made of ask for the apps)

    wall.raise_wall()
