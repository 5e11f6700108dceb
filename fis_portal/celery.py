"""The Celery application. All options live in settings (CELERY_*)."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fis_portal.settings.dev")

app = Celery("fis_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _carica(**altro: object) -> None:
    """Before the pool is forked: its processes share what is loaded here."""
    from fis_portal.core.pdf import pdf_prepare

    pdf_prepare()
