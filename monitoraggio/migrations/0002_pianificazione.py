"""The schedules of the reports: rows that staff can see and change in the admin."""

import json

from django.db import migrations

ROMA = "Europe/Rome"
SPAZZINO = "Report: costruzione di quelli in coda"
MENSILE = "Report mensile: prepara quello del mese concluso"
TRIMESTRALE = "Report trimestrale: prepara quello del trimestre concluso"
RECUPERO = "Report: recupera quelli mancati"


def add_schedules(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")

    def cron(**quando):
        campi = {"minute": "0", "hour": "6", "day_of_month": "*", "month_of_year": "*"}
        return CrontabSchedule.objects.get_or_create(
            **{**campi, "day_of_week": "*", **quando}, timezone=ROMA
        )[0]

    ogni_5_secondi, _ = IntervalSchedule.objects.get_or_create(every=5, period="seconds")
    PeriodicTask.objects.update_or_create(
        name=SPAZZINO,
        defaults={
            "task": "monitoraggio.report_sweep",
            "interval": ogni_5_secondi,
            # Gone before the next one: with no worker at hand nothing piles up.
            "expire_seconds": 5,
            "description": "Ogni 5 secondi ordina la costruzione dei report in coda o interrotti.",
        },
    )
    PeriodicTask.objects.update_or_create(
        name=MENSILE,
        defaults={
            "task": "monitoraggio.report_pianificati",
            "kwargs": json.dumps({"tipo": "mensile"}),
            "crontab": cron(day_of_month="1"),
            "description": "Il primo del mese alle 6.",
        },
    )
    PeriodicTask.objects.update_or_create(
        name=TRIMESTRALE,
        defaults={
            "task": "monitoraggio.report_pianificati",
            "kwargs": json.dumps({"tipo": "trimestrale"}),
            "crontab": cron(day_of_month="1", month_of_year="1,4,7,10"),
            "description": "Il primo giorno di gennaio, aprile, luglio e ottobre alle 6.",
        },
    )
    PeriodicTask.objects.update_or_create(
        name=RECUPERO,
        defaults={
            "task": "monitoraggio.report_pianificati",
            "crontab": cron(minute="30"),
            "description": "Ogni giorno alle 6.30 prepara i report che il portale, spento, ha saltato.",
        },
    )


def remove_schedules(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    PeriodicTask.objects.filter(name__in=[SPAZZINO, MENSILE, TRIMESTRALE, RECUPERO]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("monitoraggio", "0001_iniziale"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add_schedules, remove_schedules)]
