"""A Comune still reads its own adoption when the practice it took up is no longer shared.

The practice itself stays hidden, and an adoption of what one cannot read is not changed.
"""

from django.db import migrations

PRIMA = "pratica_id IN (SELECT id FROM community_pratica)"
ORA = f"{PRIMA} OR comune_id IN (SELECT fis_comuni())"


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0010_azioni_del_comune")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY area ON community_adozione USING ({ORA});",
            f"ALTER POLICY area ON community_adozione USING ({PRIMA});",
        )
    ]
