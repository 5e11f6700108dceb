"""A Comune throws its drafts away: was a thing ever shared, and what hangs on a lesson.

The reserved areas may not read the history, which holds the values of everybody; these functions
answer one question of it. And the comments of a draft are not all of who deletes it, nor all to be
seen by her: the database takes them away with the lesson.
"""

from django.db import migrations

FUNZIONE = """
CREATE FUNCTION public.fis_{modello}_fu_condivisa(riga bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT EXISTS (
        SELECT FROM community_{modello}event WHERE pgh_obj_id = riga AND visibilita <> 'team'
    )
$$;
"""
# The name of the constraint is Django's: it is found, not written.
VINCOLO = """
DO $$
DECLARE
    nome text;
BEGIN
    SELECT conname INTO STRICT nome FROM pg_constraint
    WHERE conrelid = 'community_commentolezione'::regclass
      AND confrelid = 'community_lezione'::regclass AND contype = 'f';
    EXECUTE format('ALTER TABLE community_commentolezione DROP CONSTRAINT %I', nome);
    EXECUTE format(
        'ALTER TABLE community_commentolezione ADD CONSTRAINT %I FOREIGN KEY (lezione_id) '
        'REFERENCES community_lezione (id) {azione} DEFERRABLE INITIALLY DEFERRED', nome
    );
END $$;
"""
MODELLI = ("lezione", "pratica")


class Migration(migrations.Migration):
    dependencies = [("community", "0005_liste_attesa")]
    operations = [
        *(
            migrations.RunSQL(
                FUNZIONE.replace("{modello}", modello),
                f"DROP FUNCTION public.fis_{modello}_fu_condivisa(bigint);",
            )
            for modello in MODELLI
        ),
        migrations.RunSQL(
            VINCOLO.replace("{azione}", "ON DELETE CASCADE"), VINCOLO.replace("{azione}", "")
        ),
    ]
