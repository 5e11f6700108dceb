"""The sweeps of the mail and of the antivirus: rows that staff can see and change in the admin."""

from django.db import migrations

POSTA = "Posta: invio dei messaggi in coda"
PULIZIA = "Posta: cancellazione dei messaggi vecchi"
VERIFICA = "File caricati: controllo antivirus"


def add_schedules(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")

    ogni_10_secondi, _ = IntervalSchedule.objects.get_or_create(every=10, period="seconds")
    alle_4, _ = CrontabSchedule.objects.get_or_create(
        minute="15", hour="4", day_of_week="*", day_of_month="*", month_of_year="*",
        timezone="Europe/Rome",
    )
    # Gone before the next one: with no worker at hand nothing piles up.
    scade = {"interval": ogni_10_secondi, "expire_seconds": 10}
    PeriodicTask.objects.update_or_create(
        name=POSTA,
        defaults={
            "task": "core.posta_relay",
            "description": "Ogni 10 secondi invia i messaggi in coda.",
            **scade,
        },
    )
    PeriodicTask.objects.update_or_create(
        name=VERIFICA,
        defaults={
            "task": "core.file_scan_sweep",
            "description": "Ogni 10 secondi passa all'antivirus i file in verifica.",
            **scade,
        },
    )
    PeriodicTask.objects.update_or_create(
        name=PULIZIA,
        defaults={
            "task": "core.posta_pulizia",
            "crontab": alle_4,
            "description": "Ogni notte cancella i messaggi finiti da più di 180 giorni.",
        },
    )


def remove_schedules(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    PeriodicTask.objects.filter(name__in=[POSTA, PULIZIA, VERIFICA]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_posta_e_file"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add_schedules, remove_schedules)]
