"""The records as they stood at an instant (ADR 20): the views, once all tables are there."""

from django.db import migrations

from fis_portal.core.allora import FUNZIONI, FUNZIONI_VIA

# Not followed by the history because nobody changes them: since when their rows exist.
SOLO_AGGIUNTE = {
    "outcomes_invio": "inviata_il",
    "outcomes_passaggiorendicontazione": "created_at",
}
SEGNA = "".join(f"COMMENT ON COLUMN {t}.{c} IS 'allora';" for t, c in SOLO_AGGIUNTE.items())
DIMENTICA = "".join(f"COMMENT ON COLUMN {t}.{c} IS NULL;" for t, c in SOLO_AGGIUNTE.items())


class Migration(migrations.Migration):
    dependencies = [
        ("monitoraggio", "0002_pianificazione"),
        ("core", "0006_lavori_pianificati"),
        ("comuni", "0002_coordinate_insieme"),
        ("progetti", "0005_svolgimento"),
        ("community", "0005_liste_attesa"),
        ("outcomes", "0011_adozioni_restano_di_chi_le_dichiara"),
    ]

    operations = [
        migrations.RunSQL(FUNZIONI, FUNZIONI_VIA),
        migrations.RunSQL(SEGNA, DIMENTICA),
        migrations.RunSQL("SELECT public.fis_allora_crea();", migrations.RunSQL.noop),
    ]
