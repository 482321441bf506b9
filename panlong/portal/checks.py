from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def demo_is_off(app_configs, **kwargs):
    """Deployment check: the demo signs anybody in as anybody."""
    if settings.DEMO:
        return [
            Error("Demo mode is on: anybody could sign in as anybody. Unset PANLONG_DEMO.", id="panlong.E001")
        ]
    return []
