"""Receipt numbers from a sequence, and the sweep that makes the receipts of what was sent."""

from django.db import migrations

SPAZZINO = "Ricevute: prepara quelle degli invii"


def add_schedule(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")
    ogni_5_secondi, _ = IntervalSchedule.objects.get_or_create(every=5, period="seconds")
    PeriodicTask.objects.update_or_create(
        name=SPAZZINO,
        defaults={
            "task": "outcomes.ricevute_sweep",
            "interval": ogni_5_secondi,
            # Gone before the next one: with no worker at hand nothing piles up.
            "expire_seconds": 5,
            "description": "Ogni 5 secondi prepara le ricevute delle rendicontazioni inviate.",
        },
    )


def remove_schedule(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    PeriodicTask.objects.filter(name=SPAZZINO).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0003_quadro_congelato"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE outcomes_protocollo_seq;", "DROP SEQUENCE outcomes_protocollo_seq;"
        ),
        migrations.RunPython(add_schedule, remove_schedule),
    ]
