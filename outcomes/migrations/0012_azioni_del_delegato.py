"""Who acts for a partner or an evaluator closes what is entrusted to her by name, nothing else.

She already reads the pages shared of the projects her organisation takes part in (0009).
"""

from django.db import migrations

AFFIDATA = """
    a_carico_di = 'partner' AND assegnata_a_id = fis_utente() AND verbale_id IN (
        SELECT id FROM community_verbaleincontro
        WHERE condiviso_il IS NOT NULL AND progetto_id IN (SELECT fis_progetti_del_gruppo())
    )
"""


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0011_adozioni_restano_di_chi_le_dichiara")]
    operations = [
        migrations.RunSQL(
            "CREATE POLICY area_affidate ON community_azioneincontro FOR UPDATE TO portale_area"
            f" USING ({AFFIDATA}) WITH CHECK ({AFFIDATA});",
            "DROP POLICY area_affidate ON community_azioneincontro;",
        )
    ]
