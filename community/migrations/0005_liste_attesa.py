"""The sweep of the waiting lists: a row that staff can see and change in the admin."""

from django.db import migrations

LISTE = "Eventi: liste d'attesa"


def add_schedule(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    IntervalSchedule = apps.get_model("django_celery_beat", "IntervalSchedule")

    ogni, _ = IntervalSchedule.objects.get_or_create(every=10, period="minutes")
    PeriodicTask.objects.update_or_create(
        name=LISTE,
        defaults={
            "task": "community.liste_attesa_sweep",
            "interval": ogni,
            "expire_seconds": 540,
            "description": "Quando i posti di un evento aumentano, li dà a chi è in lista d'attesa, "
            "in ordine di arrivo, e glielo dice per e-mail una volta.",
        },
    )


def remove_schedule(apps, schema_editor):
    PeriodicTask = apps.get_model("django_celery_beat", "PeriodicTask")
    PeriodicTask.objects.filter(name=LISTE).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0004_agenda_personale"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add_schedule, remove_schedule)]
