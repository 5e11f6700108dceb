"""Indicators are counted again soon after they were written on, and figures on people kept ready
(ADR 22): rows that staff can see and change in the admin."""

from django.db import migrations

LAVORI = {
    "Figure: conteggio degli indicatori cambiati": (
        "monitoraggio.indicatori_conta",
        30,
        "Ogni 30 secondi; prima che passi, le figure li contano dai dati.",
    ),
    "Figure: quelle sulle persone restano pronte": (
        "monitoraggio.figure_pronte",
        60,
        "Ogni minuto, se è cambiato qualcosa; prima che passi, le calcola chi le chiede.",
    ),
}


def add_schedules(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    for nome, (lavoro, secondi, descrizione) in LAVORI.items():
        ogni, _ = IntervalSchedule.objects.get_or_create(every=secondi, period="seconds")
        PeriodicTask.objects.update_or_create(
            name=nome,
            defaults={
                "task": lavoro,
                "interval": ogni,
                # Gone before the next one: with no worker at hand nothing piles up.
                "expire_seconds": secondi - 5,
                "description": descrizione,
            },
        )


def remove_schedules(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name__in=LAVORI).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("monitoraggio", "0014_ascolta_i_fatti"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add_schedules, remove_schedules)]
