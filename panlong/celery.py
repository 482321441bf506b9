"""The Celery app and its beat schedule.

Beat only wakes the sweeps; each sweep looks for what is due at ``now`` in the database, so a sweep that runs
twice, late, or on two machines does no harm.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panlong.settings")

app = Celery("panlong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "send-outgoing-sms": {"task": "panlong.accounts.tasks.send_due_sms", "schedule": 20.0},
    "send-messages": {"task": "panlong.notices.tasks.send_due", "schedule": 20.0},
    "draw-up-digests": {"task": "panlong.notices.tasks.draw_up_digests", "schedule": 300.0},
    "sweep-projects": {"task": "projects.tasks.sweep", "schedule": 20.0},
    "make-photos-small": {"task": "projects.tasks.make_left_photos_small", "schedule": 120.0},
    "sweep-deliberation": {"task": "deliberation.tasks.sweep", "schedule": 20.0},
    "expect-sign-ins": {"task": "deliberation.tasks.expect_sign_ins", "schedule": 300.0},
    "forget-what-signing-in-left": {"task": "panlong.accounts.tasks.forget_what_ended", "schedule": 86400.0},
    "seal-ledger": {"task": "funding.tasks.seal_ledger", "schedule": 300.0},
    "put-away-stale-rosters": {"task": "panlong.accounts.tasks.put_away_stale_rosters", "schedule": 3600.0},
    "open-quotations": {"task": "funding.tasks.open_due_rounds", "schedule": 60.0},
    "tell-overdue": {"task": "funding.tasks.tell_overdue", "schedule": 3600.0},
    "forget-traces": {"task": "funding.tasks.forget_traces", "schedule": 86400.0},
    "fold-totals": {"task": "funding.tasks.fold_totals", "schedule": 300.0},
    "grow-public-log": {"task": "panlong.log.tasks.grow", "schedule": 10.0},
    "cosign-public-log": {"task": "panlong.log.tasks.cosign", "schedule": 10.0},
    "bring-heads-outside": {"task": "panlong.log.tasks.bring_heads", "schedule": 30.0},
    "erase-salts": {"task": "panlong.log.tasks.erase", "schedule": 300.0},
    "verify-everything": {"task": "panlong.secretary.tasks.verify_if_due", "schedule": 1800.0},
    "wake-lost-jobs": {"task": "panlong.jobs.tasks.wake_lost", "schedule": 30.0},
    "draft-notices": {"task": "panlong.secretary.tasks.draft_notices", "schedule": 3600.0},
    "remind": {"task": "panlong.secretary.tasks.remind", "schedule": 300.0},
}
