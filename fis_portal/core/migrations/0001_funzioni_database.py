from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# unaccent() is only STABLE because its dictionary could change; pinned to the packaged dictionary
# and schema it is safe to index, which generated columns need.
CREATE = """
CREATE FUNCTION public.fis_chiave(testo text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, testo)) $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CREATE, "DROP FUNCTION public.fis_chiave(text);"),
    ]
