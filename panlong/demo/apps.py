from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "panlong.demo"
    label = "demo"

    def ready(self):
        from celery.signals import task_prerun
        from django.conf import settings

        if not settings.DEMO:
            return
        from panlong.demo.clock import follow_demo_clock

        def before_each_task(**kwargs):
            follow_demo_clock()

        task_prerun.connect(before_each_task, weak=False)
