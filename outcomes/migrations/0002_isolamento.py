"""Row-level security on everything a Comune reports (see fis_portal.core.isolamento).

The role is of the whole server: it may be there already, made by another database of it or, where
the portal's user may not create roles, by whoever administers the server (README, «In produzione»).
"""

from django.db import migrations

RUOLO = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portale_area') THEN
        CREATE ROLE portale_area NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'Il ruolo portale_area non esiste e questo utente non lo può creare'
            USING HINT = 'Come amministratore: CREATE ROLE portale_area NOLOGIN; '
                         'GRANT portale_area TO <utente del portale>;';
END $$;
DO $$ BEGIN
    IF NOT pg_has_role(current_user, 'portale_area', 'MEMBER') THEN
        EXECUTE format('GRANT portale_area TO %I', current_user);
    END IF;
END $$;
"""

# History tables hold the values of everybody: the role may only add to them.
DIRITTI = """
CREATE FUNCTION public.fis_diritti_area() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    tabella record;
BEGIN
    GRANT USAGE ON SCHEMA public TO portale_area;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO portale_area;
    FOR tabella IN
        SELECT c.oid::regclass AS nome, EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'pgh_obj_id'
        ) AS storia
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    LOOP
        IF tabella.storia THEN
            EXECUTE format('REVOKE ALL ON %s FROM portale_area', tabella.nome);
            EXECUTE format('GRANT INSERT ON %s TO portale_area', tabella.nome);
        ELSE
            EXECUTE format(
                'GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO portale_area', tabella.nome
            );
        END IF;
    END LOOP;
END $$;
SELECT public.fis_diritti_area();
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portale_area;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO portale_area;
"""

# Nobody is NULL: every policy compares with equality, so without a person nothing is one's own.
# An error instead would depend on the plan: PostgreSQL need not evaluate it over an empty table.
CHI = """
CREATE FUNCTION public.fis_utente() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT NULLIF(current_setting('fis.utente', true), '')::bigint
$$;
CREATE FUNCTION public.fis_comuni() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT r.comune_id FROM comuni_referente r JOIN accounts_user u ON u.id = r.user_id
    WHERE r.user_id = fis_utente() AND r.attivo AND u.is_active
$$;
CREATE FUNCTION public.fis_progetti_del_comune() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT p.id FROM progetti_progetto p WHERE p.comune_id IN (SELECT fis_comuni())
$$;
CREATE FUNCTION public.fis_progetti_affidati() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT p.progetto_id
    FROM progetti_partenariato p
    JOIN progetti_delegato d ON d.organizzazione_id = p.organizzazione_id
    JOIN accounts_user u ON u.id = d.user_id
    WHERE d.user_id = fis_utente() AND d.attivo AND u.is_active AND p.ruolo = 'valutatore'
      AND (p.dal IS NULL OR p.dal <= (now() AT TIME ZONE 'Europe/Rome')::date)
      AND (p.al IS NULL OR p.al >= (now() AT TIME ZONE 'Europe/Rome')::date)
$$;
"""

MIE = """(
    progetto_id IN (SELECT fis_progetti_del_comune())
    OR (stato IN ('accettata', 'validata') AND progetto_id IN (SELECT fis_progetti_affidati()))
)"""
DI_UNA_MIA = "rendicontazione_id IN (SELECT id FROM outcomes_rendicontazione)"
# Table -> what the role may see, and write.
POLITICHE = {
    "outcomes_rendicontazione": MIE,
    "outcomes_rilevazione": DI_UNA_MIA,
    "outcomes_avanzamentoattivita": DI_UNA_MIA,
    "outcomes_spesarendicontata": DI_UNA_MIA,
    "outcomes_testorendicontazione": DI_UNA_MIA,
    "outcomes_proroga": DI_UNA_MIA,
    "outcomes_invio": DI_UNA_MIA,
    "outcomes_passaggiorendicontazione": DI_UNA_MIA,
    "outcomes_evidenza": DI_UNA_MIA,
    "outcomes_osservazione": f"{DI_UNA_MIA} AND comunicata_il IS NOT NULL",
    "outcomes_parterilevazione": "rilevazione_id IN (SELECT id FROM outcomes_rilevazione)",
    "outcomes_chiavecomune": "comune_id IN (SELECT fis_comuni())",
    "outcomes_richiestaidempotente": (
        "chiave_accesso_id IN (SELECT id FROM outcomes_chiavecomune)"
    ),
    "progetti_documento": """(
        visibilita = 'pubblico'
        OR (visibilita = 'progetto' AND (
            progetto_id IN (SELECT fis_progetti_del_comune())
            OR progetto_id IN (SELECT fis_progetti_affidati())
        ))
    )""",
    "core_fileprotetto": """(
        caricato_da_id = fis_utente()
        OR id IN (SELECT file_id FROM outcomes_evidenza)
        OR id IN (SELECT ricevuta_id FROM outcomes_invio)
        OR id IN (SELECT file_id FROM progetti_documento)
    )""",
}


def _crea() -> str:
    return "\n".join(
        f"ALTER TABLE {tabella} ENABLE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY area ON {tabella} TO portale_area USING ({regola});"
        for tabella, regola in POLITICHE.items()
    )


def _togli() -> str:
    return "\n".join(
        f"DROP POLICY area ON {tabella};\nALTER TABLE {tabella} DISABLE ROW LEVEL SECURITY;"
        for tabella in POLITICHE
    )


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0001_iniziale"),
        ("core", "0005_posta_e_file"),
        ("progetti", "0005_svolgimento"),
    ]
    operations = [
        # The role stays: other databases of the server may use it.
        migrations.RunSQL(RUOLO, migrations.RunSQL.noop),
        migrations.RunSQL(
            DIRITTI,
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM portale_area;"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM portale_area;"
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM portale_area;"
            "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM portale_area;"
            "REVOKE USAGE ON SCHEMA public FROM portale_area;"
            "DROP FUNCTION public.fis_diritti_area();",
        ),
        migrations.RunSQL(
            CHI,
            "DROP FUNCTION public.fis_progetti_affidati();"
            "DROP FUNCTION public.fis_progetti_del_comune();"
            "DROP FUNCTION public.fis_comuni();"
            "DROP FUNCTION public.fis_utente();",
        ),
        migrations.RunSQL(_crea(), _togli()),
    ]
