"""The daily sweep of the reminders: a row that staff can see and change in the admin."""

from django.db import migrations

PROMEMORIA = "Rendicontazioni: promemoria e riepilogo"


def add_schedule(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")

    # Several times a day: what was told is not told again, and a morning without a worker is made
    # up for before evening.
    orario, _ = CrontabSchedule.objects.get_or_create(
        minute="10", hour="7-19/4", day_of_week="*", day_of_month="*", month_of_year="*",
        timezone="Europe/Rome",
    )
    PeriodicTask.objects.update_or_create(
        name=PROMEMORIA,
        defaults={
            "task": "outcomes.solleciti_sweep",
            "crontab": orario,
            "expire_seconds": 3600,
            "description": "Mette in coda i promemoria ai Comuni (14, 7 e 1 giorno prima della "
            "scadenza, 1 e 7 dopo) e il riepilogo della settimana per il programma. Mai due volte "
            "lo stesso.",
        },
    )


def remove_schedule(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    PeriodicTask.objects.filter(name=PROMEMORIA).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0005_abbonamento_calendario"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add_schedule, remove_schedule)]
