"""The schedule of the open data: a row that staff can see and change in the admin."""

from django.db import migrations

NOTTE = "Dati aperti: prepara l'edizione del giorno"


def add_schedule(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")
    alle_tre_e_mezza, _ = CrontabSchedule.objects.get_or_create(
        minute="30",
        hour="3",
        day_of_week="*",
        day_of_month="*",
        month_of_year="*",
        timezone="Europe/Rome",
    )
    PeriodicTask.objects.update_or_create(
        name=NOTTE,
        defaults={
            "task": "aperti.pianifica",
            "crontab": alle_tre_e_mezza,
            "description": "Ogni notte alle 3.30. Le tabelle che non sono cambiate restano com'erano.",
        },
    )


def remove_schedule(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NOTTE).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("monitoraggio", "0003_dati_aperti"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add_schedule, remove_schedule)]
