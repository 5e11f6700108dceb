"""The nightly proof of the summaries: a row that staff can see and change in the admin."""

from django.db import migrations

NOTTE = "Figure: verifica dei riepiloghi"


def add_schedule(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    CrontabSchedule = apps.get_model("django_celery_beat", "CrontabSchedule")
    alle_due_e_mezza, _ = CrontabSchedule.objects.get_or_create(
        minute="30",
        hour="2",
        day_of_week="*",
        day_of_month="*",
        month_of_year="*",
        timezone="Europe/Rome",
    )
    PeriodicTask.objects.update_or_create(
        name=NOTTE,
        defaults={
            "task": "monitoraggio.riepiloghi_verifica",
            "crontab": alle_due_e_mezza,
            "description": "Ogni notte alle 2.30 li confronta con i dati; se differiscono avvisa.",
        },
    )


def remove_schedule(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NOTTE).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("monitoraggio", "0008_riepiloghi"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add_schedule, remove_schedule)]
