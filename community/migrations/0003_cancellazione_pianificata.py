"""The daily erasure of old personal data: a row that staff can see and change in the admin."""

from django.db import migrations

CANCELLAZIONE = "Persone: cancellazione dei dati scaduti"


def add_schedule(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")

    # Several times a night: each takes a few people, and a night without a worker is made up for.
    orario, _ = CrontabSchedule.objects.get_or_create(
        minute="20", hour="1-5", day_of_week="*", day_of_month="*", month_of_year="*",
        timezone="Europe/Rome",
    )
    PeriodicTask.objects.update_or_create(
        name=CANCELLAZIONE,
        defaults={
            "task": "community.persone_anonimizza",
            "crontab": orario,
            "expire_seconds": 3600,
            "description": "Ogni notte cancella nome ed e-mail delle persone di cui è passato il "
            "termine di conservazione. Iscrizioni e presenze restano, senza nome: i conteggi non "
            "cambiano.",
        },
    )


def remove_schedule(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    PeriodicTask.objects.filter(name=CANCELLAZIONE).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0002_mosse_ingresso"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add_schedule, remove_schedule)]
