"""Indicators are counted again soon after they were written on (ADR 22): a row that staff can see."""

from django.db import migrations

NOME = "Figure: conteggio degli indicatori cambiati"


def add_schedule(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    ogni_30_secondi, _ = IntervalSchedule.objects.get_or_create(every=30, period="seconds")
    PeriodicTask.objects.update_or_create(
        name=NOME,
        defaults={
            "task": "monitoraggio.indicatori_conta",
            "interval": ogni_30_secondi,
            # Gone before the next one: with no worker at hand nothing piles up.
            "expire_seconds": 25,
            "description": "Ogni 30 secondi; prima che passi, le figure li contano dai dati.",
        },
    )


def remove_schedule(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NOME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("monitoraggio", "0014_ascolta_i_fatti"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add_schedule, remove_schedule)]
