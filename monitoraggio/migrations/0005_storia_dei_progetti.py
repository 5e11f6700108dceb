"""The history of the projects has a past too: since when a project stands still is read from it."""

from django.db import migrations

COLONNA = "COMMENT ON COLUMN progetti_progettoevent.pgh_created_at IS"


class Migration(migrations.Migration):
    dependencies = [
        ("monitoraggio", "0003_allora"),
        ("monitoraggio", "0004_pianificazione_dati"),
    ]

    operations = [
        migrations.RunSQL(f"{COLONNA} 'allora';", f"{COLONNA} NULL;"),
        migrations.RunSQL("SELECT public.fis_allora_crea();", "SELECT public.fis_allora_crea();"),
    ]
