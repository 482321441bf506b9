from celery.signals import task_prerun
from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    name = "panlong.portal.demo"
    label = "demo"

    def ready(self):
        if not settings.DEMO:
            return
        from panlong.portal.demo.clock import follow_demo_clock  # noqa: PLC0415  (the demo's models, in demo mode only)

        def before_each_task(**kwargs):
            follow_demo_clock()

        task_prerun.connect(before_each_task, weak=False)
