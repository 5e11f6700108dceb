"""The records as they stood at an instant: same names, same queries, another time (ADR 20).

The schema `allora` holds a view for every table whose history triggers keep (core.history), under
the same name and with the same columns: of each row its last event by `fis.conosciuto_al`, unless
that is its deletion. With the schema first on the search path any query reads the past.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, migrations, transaction
from django.db.migrations.operations.base import Operation
from django.utils import timezone

from fis_portal.core.passato import prendi_posto

SCHEMA = "allora"


@contextmanager
def come_conosciuto(istante: datetime | None) -> Iterator[None]:
    """Inside, every query reads the records as they stood then; None: as they stand now.

    Read only. What a transaction wrote counts from when that transaction began.
    Raises PassatoOccupato where a request finds all the places of the past taken.
    """
    if istante is None:
        yield
        return
    if timezone.is_naive(istante):
        raise ValueError("an instant of the past needs its time zone")
    prendi_posto()
    dentro = connection.in_atomic_block
    with transaction.atomic():
        if not dentro:  # in a transaction of others the mode could not be given back
            _esegui("SET TRANSACTION READ ONLY")
        prima = _leggi(f"{SCHEMA}, public", istante.isoformat())
        yield
        # After an error the rollback gives them back.
        _leggi(*prima)


def prima_conoscenza(storie: Sequence[str]) -> datetime | None:
    """When the portal first knew anything, as these event tables say; None where they are empty."""
    minimi = " UNION ALL ".join(
        f"(SELECT pgh_created_at FROM public.{connection.ops.quote_name(storia)}"  # noqa: S608
        " ORDER BY pgh_id LIMIT 1)"
        for storia in storie
    )
    with connection.cursor() as cursore:
        cursore.execute(f"SELECT min(pgh_created_at) FROM ({minimi}) s")  # noqa: S608
        riga = cursore.fetchone()
    return riga[0] if riga else None


def _leggi(percorso: str, istante: str) -> tuple[str, str]:
    """Read on this path at this instant; returns the ones before."""
    with connection.cursor() as cursore:
        cursore.execute(
            "SELECT current_setting('search_path'), current_setting('fis.conosciuto_al', true),"
            " has_schema_privilege(%s, 'USAGE')",
            [SCHEMA],
        )
        prima, istante_prima, lecito = cursore.fetchone()
        if not lecito:  # PostgreSQL would skip the schema, and answer with the records of today
            raise PermissionError("this database role may not read the past")
        cursore.execute(
            "SELECT set_config('search_path', %s, true), set_config('fis.conosciuto_al', %s, true)",
            [percorso, istante],
        )
    return prima, istante_prima or ""


def _esegui(sql: str) -> None:
    with connection.cursor() as cursore:
        cursore.execute(sql)


# --- Migrations -------------------------------------------------------------------------------
# Made from the database itself: which history follows which table is written in the triggers.
# Columns the history leaves out are empty; generated ones are computed again. A column with the
# comment `allora` says since when the rows of a table nobody changes exist.
FUNZIONI = """
CREATE SCHEMA IF NOT EXISTS allora;

CREATE OR REPLACE FUNCTION public.fis_allora_togli() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    vista record;
BEGIN
    FOR vista IN
        SELECT relname AS nome FROM pg_class
        WHERE relnamespace = 'allora'::regnamespace AND relkind = 'v'
    LOOP
        EXECUTE format('DROP VIEW allora.%I', vista.nome);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION public.fis_allora_colonna(a pg_attribute, storia oid) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    tipo text := format_type(a.atttypid, a.atttypmod);
BEGIN
    IF a.attname = 'id' THEN
        RETURN format('e.pgh_obj_id::%s AS id', tipo);
    ELSIF EXISTS (
        SELECT FROM pg_attribute s
        WHERE s.attrelid = storia AND s.attname = a.attname AND NOT s.attisdropped
    ) THEN
        RETURN format('e.%1$I::%2$s AS %1$I', a.attname, tipo);
    ELSIF a.attnotnull AND a.atttypid IN ('text'::regtype, 'varchar'::regtype) THEN
        RETURN format('''''::%2$s AS %1$I', a.attname, tipo);
    END IF;
    RETURN format('NULL::%2$s AS %1$I', a.attname, tipo);
END $$;

CREATE OR REPLACE FUNCTION public.fis_allora_vista(tabella oid, storia oid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT format(
        'CREATE VIEW allora.%I AS SELECT %s FROM (SELECT %s FROM ('
        'SELECT DISTINCT ON (pgh_obj_id) * FROM %s '
        'WHERE pgh_created_at <= current_setting(''fis.conosciuto_al'')::timestamptz '
        'ORDER BY pgh_obj_id, pgh_id DESC) e WHERE e.pgh_label <> ''delete'') r',
        (SELECT relname FROM pg_class WHERE oid = tabella),
        string_agg(
            CASE
                WHEN a.attgenerated = '' THEN format('r.%I', a.attname)
                WHEN a.atttypid = 'tsvector'::regtype THEN format('NULL::tsvector AS %I', a.attname)
                ELSE format('(%s) AS %I', pg_get_expr(d.adbin, d.adrelid), a.attname)
            END,
            ', ' ORDER BY a.attnum
        ),
        string_agg(public.fis_allora_colonna(a, storia), ', ' ORDER BY a.attnum)
            FILTER (WHERE a.attgenerated = ''),
        storia::regclass
    )
    FROM pg_attribute a
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = tabella AND a.attnum > 0 AND NOT a.attisdropped
$$;

CREATE OR REPLACE FUNCTION public.fis_allora_crea() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    una record;
BEGIN
    PERFORM public.fis_allora_togli();
    FOR una IN
        SELECT DISTINCT
            t.tgrelid AS tabella,
            format('public.%I', substring(p.prosrc FROM 'INSERT INTO "([a-z0-9_]+)" [(]'))
                ::regclass::oid AS storia
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND p.prosrc LIKE '%"pgh_obj_id"%'
    LOOP
        EXECUTE public.fis_allora_vista(una.tabella, una.storia);
    END LOOP;
    FOR una IN
        SELECT c.relname AS tabella, a.attname AS colonna
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
            AND col_description(c.oid, a.attnum) = 'allora'
    LOOP
        EXECUTE format(
            'CREATE VIEW allora.%1$I AS SELECT * FROM public.%1$I '
            'WHERE %2$I <= current_setting(''fis.conosciuto_al'')::timestamptz',
            una.tabella, una.colonna
        );
    END LOOP;
END $$;
"""
FUNZIONI_VIA = """
SELECT public.fis_allora_togli();
DROP FUNCTION public.fis_allora_crea(), public.fis_allora_vista(oid, oid),
    public.fis_allora_colonna(pg_attribute, oid), public.fis_allora_togli();
DROP SCHEMA allora;
"""


def _se_ci_sono(funzione: str) -> str:
    """On an empty database these functions may be made later than what calls them."""
    return f"""
    DO $$ BEGIN
        IF to_regproc('public.{funzione}') IS NOT NULL THEN
            PERFORM public.{funzione}();
        END IF;
    END $$;
    """


def senza_allora(*operazioni: Operation) -> list[Operation]:
    """The operations of a migration that changes tables with a history: the views step aside.

    Without it PostgreSQL refuses to drop or change a column that a view reads, and a new column
    would be missing from the past.
    """
    togli, crea = _se_ci_sono("fis_allora_togli"), _se_ci_sono("fis_allora_crea")
    return [migrations.RunSQL(togli, crea), *operazioni, migrations.RunSQL(crea, togli)]
