"""The worker: it finds each app's tasks and knocks by the clock."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings.dev")

app = Celery("samenleven")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The clock only knocks; what is due is a moment in the database. Midnight falls between two knocks, and what one
# missed the next makes good.
app.conf.beat_schedule = {
    "heartbeat": {"task": "samenleven.core.tasks.heartbeat", "schedule": 60.0},
    "deliver-notices": {"task": "samenleven.notices.tasks.deliver_notices", "schedule": 60.0},
    "waiting-snapshot-runs": {"task": "kpi.tasks.take_waiting_snapshots", "schedule": 60.0},
    "freeze-due-moments": {"task": "kpi.tasks.freeze_due_moments", "schedule": crontab(minute=15)},
    "publish-breakdowns": {"task": "kpi.tasks.publish_waiting_breakdowns", "schedule": crontab(minute=45)},
    # Nobody is reminded at night: from 8 in the morning in Brussels (kpi.services.reminders.SENDING_HOUR).
    "send-reminders": {"task": "kpi.tasks.send_reminders", "schedule": crontab(minute=0, hour="8-20")},
    # On Monday at 8 in Brussels (kpi.services.digests.SENDING_HOUR); a Monday that was missed is made good by the next knock.
    "send-digests": {"task": "kpi.tasks.send_digests", "schedule": crontab(minute=0, hour="8-20")},
    "forget-uploads": {"task": "kpi.tasks.forget_uploads", "schedule": crontab(hour=3, minute=30)},
    "forget-tokens": {"task": "municipalities.tasks.forget_expired_tokens", "schedule": crontab(hour=3, minute=45)},
    "carry-breakdowns-over": {"task": "kpi.tasks.carry_breakdowns_over", "schedule": crontab(hour=2, minute=30)},
    "remind-owners-of-questions": {
        "task": "kpi.tasks.remind_owners_of_questions",
        "schedule": crontab(minute=5, hour="8-20"),
    },
    # After the night's snapshots and recounts.
    "compare-answers": {"task": "kpi.tasks.compare_answers", "schedule": crontab(hour=4, minute=0)},
    "check-drift": {"task": "kpi.tasks.check_drift", "schedule": crontab(hour=3, minute=0)},
}
