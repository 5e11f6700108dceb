"""An officer says that an action agreed in a support meeting is done: those of her Comune alone.

The rest of the diary stays as 0009 has it: read where shared, written by nobody of the areas.
"""

from django.db import migrations

SUA = """
    a_carico_di = 'comune' AND verbale_id IN (
        SELECT id FROM community_verbaleincontro
        WHERE condiviso_il IS NOT NULL AND progetto_id IN (SELECT fis_progetti_del_comune())
    )
"""


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0009_isolamento_comunita")]
    operations = [
        migrations.RunSQL(
            "CREATE POLICY area_scrive ON community_azioneincontro FOR UPDATE TO portale_area"
            f" USING ({SUA}) WITH CHECK ({SUA});",
            "DROP POLICY area_scrive ON community_azioneincontro;",
        )
    ]
