"""The sums of the facts of 0012 by day, month and year, written as those of 0008 (ADR 22)."""

from django.db import migrations

# Divided by at most one thing: a cell of a Regione is no cell of a macroarea. `n` grows on the day
# a fact begins to count, and shrinks on the day it no longer does.
TABELLE = """
CREATE TABLE monitoraggio_riepilogofatti (
    fatti text COLLATE "C" NOT NULL,
    diviso text COLLATE "C" NOT NULL,
    is_demo boolean NOT NULL,
    passo text COLLATE "C" NOT NULL,
    dal date NOT NULL,
    voce text COLLATE "C",
    specie text COLLATE "C",
    valore_id bigint,
    n integer NOT NULL
);
CREATE INDEX monitoraggio_riepilogofatti_letto
    ON monitoraggio_riepilogofatti (fatti, diviso, is_demo, passo, dal);
"""
CHIAVE = "fatti, diviso, is_demo, passo, dal, voce, specie, valore_id"
# In the collation of the table: sorting by what an alphabet says takes twice as long.
C = 'COLLATE "C"'
PASSI = (
    f"(VALUES ('anno' {C}, 'year'), ('mese', 'month'), ('giorno', 'day')) AS s (passo, unita)"
)
NESSUNO = "ARRAY[NULL]::bigint[]"


def _nei_giorni(celle: str, segno: int) -> str:
    return f"""
    SELECT x.fatti, x.diviso, x.is_demo, g.giorno, x.voce, x.specie, x.valore_id,
           {segno} * g.n AS n
      FROM ({celle}) x
     CROSS JOIN LATERAL (VALUES (x.dal, 1), (x.al, -1)) AS g (giorno, n)
     WHERE g.giorno IS NOT NULL AND (x.al IS NULL OR x.dal < x.al)"""


def _celle(righe: str, segno: int = 1) -> str:
    """What the facts of projects add to the cells.

    In an Intervento a fact counts from the day the project was financed there; in none, until it
    was anywhere. Who left, left one Intervento. A kind of body is that of who has the role.
    """
    prima = "(SELECT min(g) FROM unnest(c.giorni) g)"
    specie = "CASE WHEN f.fatti = 'uscite' THEN f.specie END"
    semplici = {
        "": "NULL::bigint",
        "regione": "c.regione_id",
        "macroarea": f"unnest(coalesce(nullif(c.macroaree, '{{}}'), {NESSUNO}))",
        "tema": f"unnest(coalesce(nullif(c.temi, '{{}}'), {NESSUNO}))",
    }
    rami = [
        f"SELECT '{nome}' {C}, {specie}, {valore}, f.dal, f.al"
        for nome, valore in semplici.items()
    ]
    rami += [
        "SELECT 'intervento', f.specie, f.intervento_id, f.dal, f.al WHERE f.fatti = 'uscite'",
        "SELECT 'intervento', NULL, i.intervento_id, greatest(f.dal, i.giorno), f.al"
        " FROM unnest(c.interventi, c.giorni) AS i (intervento_id, giorno)"
        " WHERE f.fatti <> 'uscite'",
        f"SELECT 'intervento', NULL, NULL, f.dal, least(f.al, {prima}) WHERE f.fatti <> 'uscite'",
        f"SELECT 'periodo', NULL, extract(year FROM {prima})::bigint, f.dal, f.al"
        " WHERE f.fatti IN ('progetti', 'schede')",
        "SELECT 'prevalente', NULL, c.prevalente, f.dal, f.al WHERE f.fatti = 'progetti'",
        "SELECT 'periodo', NULL, f.altro_id, f.dal, f.al WHERE f.fatti = 'rendicontazioni'",
        "SELECT 'organizzazione', f.specie, NULL, f.dal, f.al WHERE f.fatti = 'partenariati'",
    ]
    return _nei_giorni(
        f"""
        SELECT f.fatti, d.diviso, c.is_demo, f.voce, d.specie, d.valore_id, d.dal, d.al
          FROM {righe} c
         CROSS JOIN LATERAL unnest(c.fatti) f
         CROSS JOIN LATERAL ({" UNION ALL ".join(rami)})
            AS d (diviso, specie, valore_id, dal, al)""",
        segno,
    )


def _celle_enti(righe: str, segno: int = 1) -> str:
    return _nei_giorni(
        f"""
        SELECT 'enti' {C} AS fatti, '' {C} AS diviso, e.is_demo, e.tipo AS voce,
               NULL::text {C} AS specie,
               NULL::bigint AS valore_id, lower(r) AS dal, upper(r) AS al
          FROM {righe} e CROSS JOIN LATERAL unnest(e.quando) r""",
        segno,
    )


def _sommate(celle: str) -> str:
    return f"""
    SELECT {CHIAVE}, sum(n)::integer AS n FROM ({celle}) celle
     GROUP BY {CHIAVE} HAVING sum(n) <> 0"""


def _a_passi(giorni: str) -> str:
    """The cells of days, months and years; by days first, or the same facts would be added thrice."""
    chiave = "fatti, diviso, is_demo, giorno, voce, specie, valore_id"
    return _sommate(f"""
    SELECT fatti, diviso, is_demo, s.passo, date_trunc(s.unita, giorno)::date AS dal, voce, specie,
           valore_id, n
      FROM (SELECT {chiave}, sum(n) AS n FROM ({giorni}) giorni
             GROUP BY {chiave} HAVING sum(n) <> 0) g
     CROSS JOIN {PASSI}""")


TRE = {
    "insert": "NEW TABLE AS dopo",
    "delete": "OLD TABLE AS prima",
    "update": "OLD TABLE AS prima NEW TABLE AS dopo",
}


def _scrive(tabella: str, celle) -> str:
    """A trigger that adds to the cells what its rows do now and did not before."""
    sql = {
        "insert": celle("dopo"),
        "delete": celle("prima", -1),
        "update": f"{celle('prima', -1)} UNION ALL {celle('dopo')}",
    }
    return "".join(
        f"""
CREATE FUNCTION public.{tabella}_celle_{quando}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO monitoraggio_riepilogofatti {_a_passi(sql[quando])} ORDER BY {CHIAVE};
    RETURN NULL;
END $$;
CREATE TRIGGER {tabella}_celle_{quando} AFTER {quando.upper()} ON {tabella} REFERENCING {righe}
FOR EACH STATEMENT EXECUTE FUNCTION public.{tabella}_celle_{quando}();
"""
        for quando, righe in TRE.items()
    )


SCRITTE = {"monitoraggio_contributo": _celle, "monitoraggio_contributoente": _celle_enti}
CELLE = "".join(_scrive(tabella, celle) for tabella, celle in SCRITTE.items())
CELLE_VIA = "".join(
    f"DROP FUNCTION public.{tabella}_celle_{quando}() CASCADE;"
    for tabella in SCRITTE
    for quando in TRE
)

# As in 0008, with the facts; bodies as Comuni: only where a partnership of theirs has changed.
AGGIORNA = """
CREATE OR REPLACE FUNCTION public.fis_contributi_aggiorna(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public{piano} AS $$
DECLARE
    comuni bigint[];
    enti bigint[];
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN
        RETURN;
    END IF;
    PERFORM 1 FROM progetti_progetto WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
    WITH nuovi AS MATERIALIZED (SELECT * FROM {contributi}(ids)),
    vecchi AS MATERIALIZED (SELECT * FROM monitoraggio_contributo WHERE progetto_id = ANY(ids)),
    tolti AS (
        DELETE FROM monitoraggio_contributo c WHERE c.progetto_id = ANY(ids)
           AND NOT EXISTS (SELECT 1 FROM nuovi n WHERE n.progetto_id = c.progetto_id)
    ),
    messi AS (
        INSERT INTO monitoraggio_contributo AS c SELECT n.* FROM nuovi n
         WHERE NOT EXISTS (SELECT 1 FROM vecchi v WHERE v = n)
        ON CONFLICT (progetto_id) DO UPDATE SET is_demo = EXCLUDED.is_demo,
            comune_id = EXCLUDED.comune_id, regione_id = EXCLUDED.regione_id,
            macroaree = EXCLUDED.macroaree, prevalente = EXCLUDED.prevalente,
            temi = EXCLUDED.temi, interventi = EXCLUDED.interventi, giorni = EXCLUDED.giorni,
            importi = EXCLUDED.importi, stadi = EXCLUDED.stadi{fatti}
    ){di_enti}
    SELECT (SELECT array_agg(DISTINCT t.comune_id ORDER BY t.comune_id) FROM (
        (SELECT comune_id, is_demo, regione_id, progetto_id, stadi FROM nuovi
         EXCEPT SELECT comune_id, is_demo, regione_id, progetto_id, stadi FROM vecchi)
        UNION ALL
        (SELECT comune_id, is_demo, regione_id, progetto_id, stadi FROM vecchi
         EXCEPT SELECT comune_id, is_demo, regione_id, progetto_id, stadi FROM nuovi)) t),
      {quali} INTO comuni, enti;
    PERFORM fis_contributi_comuni_aggiorna(comuni);
    {anche}
END $$;
"""
DI_ENTI = """,
    di_enti AS (
        SELECT 1 AS volta, n.progetto_id, n.is_demo, f.altro_id, f.specie, f.dal, f.al
          FROM nuovi n, unnest(n.fatti) f WHERE f.fatti = 'partenariati'
        UNION ALL SELECT 2, v.progetto_id, v.is_demo, f.altro_id, f.specie, f.dal, f.al
          FROM vecchi v, unnest(v.fatti) f WHERE f.fatti = 'partenariati'
    )"""
QUALI = """(SELECT array_agg(DISTINCT t.altro_id ORDER BY t.altro_id) FROM (
        SELECT altro_id FROM di_enti GROUP BY progetto_id, is_demo, altro_id, specie, dal, al
        HAVING count(*) FILTER (WHERE volta = 1) <> count(*) FILTER (WHERE volta = 2)) t)"""
# Of so long a question, to make a plan takes longer than to answer: one for all calls. Not for what
# it calls: short questions about some or about all, which one plan for both would answer from all.
DEI_COMUNI = "FUNCTION public.fis_contributi_comuni_aggiorna(bigint[])"
AGGIORNATI = AGGIORNA.format(
    piano=" SET plan_cache_mode = force_generic_plan",
    contributi="fis_contributi_di",
    fatti=", fatti = EXCLUDED.fatti",
    di_enti=DI_ENTI,
    quali=QUALI,
    anche="PERFORM fis_contributi_enti_aggiorna(enti);",
)
COME_PRIMA = AGGIORNA.format(
    piano="", contributi="fis_contributi", fatti="", di_enti="", quali="NULL::bigint[]", anche=""
)
ENTI = """
CREATE FUNCTION public.fis_contributi_enti_aggiorna(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public SET plan_cache_mode = auto AS $$
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN
        RETURN;
    END IF;
    PERFORM 1 FROM progetti_organizzazione WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM monitoraggio_contributoente c WHERE c.organizzazione_id = ANY(ids)
       AND NOT EXISTS (SELECT 1 FROM fis_contributi_enti(ids) n
            WHERE n.organizzazione_id = c.organizzazione_id AND n.is_demo = c.is_demo);
    INSERT INTO monitoraggio_contributoente AS c SELECT n.* FROM fis_contributi_enti(ids) n
     WHERE NOT EXISTS (SELECT 1 FROM monitoraggio_contributoente v WHERE v = n)
    ON CONFLICT (organizzazione_id, is_demo) DO UPDATE SET tipo = EXCLUDED.tipo,
        quando = EXCLUDED.quando;
END $$;
"""
PIEGA = f"""
CREATE FUNCTION public.fis_riepiloghi_fatti_piega() RETURNS void
LANGUAGE sql SET search_path = public AS $$
WITH tolte AS (DELETE FROM monitoraggio_riepilogofatti RETURNING *)
INSERT INTO monitoraggio_riepilogofatti {_sommate("SELECT * FROM tolte")} ORDER BY {CHIAVE}
$$;
"""
DIFFERENZE = f"""
CREATE FUNCTION public.fis_riepiloghi_fatti_differenze()
RETURNS TABLE (tabella text, differenze bigint) LANGUAGE sql STABLE SET search_path = public
SET work_mem = '256MB' AS $$
WITH enti AS MATERIALIZED (SELECT * FROM fis_contributi_enti(NULL)),
celle AS MATERIALIZED (
    {_a_passi(_celle("monitoraggio_contributo") + " UNION ALL " + _celle_enti("enti"))}),
scritte AS MATERIALIZED ({_sommate("SELECT * FROM monitoraggio_riepilogofatti")})
SELECT 'enti', count(*) FROM (
    (SELECT * FROM enti EXCEPT SELECT * FROM monitoraggio_contributoente) UNION ALL
    (SELECT * FROM monitoraggio_contributoente EXCEPT SELECT * FROM enti)) d
UNION ALL SELECT 'celle dei fatti', count(*) FROM (
    (SELECT * FROM celle EXCEPT SELECT * FROM scritte) UNION ALL
    (SELECT * FROM scritte EXCEPT SELECT * FROM celle)) d
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("monitoraggio", "0012_fatti")]

    operations = [
        migrations.RunSQL(TABELLE, "DROP TABLE monitoraggio_riepilogofatti;"),
        migrations.RunSQL(CELLE, CELLE_VIA),
        migrations.RunSQL(ENTI, "DROP FUNCTION public.fis_contributi_enti_aggiorna(bigint[]);"),
        migrations.RunSQL(AGGIORNATI, COME_PRIMA),
        migrations.RunSQL(
            f"ALTER {DEI_COMUNI} SET plan_cache_mode = auto;",
            f"ALTER {DEI_COMUNI} RESET plan_cache_mode;",
        ),
        migrations.RunSQL(PIEGA, "DROP FUNCTION public.fis_riepiloghi_fatti_piega();"),
        migrations.RunSQL(DIFFERENZE, "DROP FUNCTION public.fis_riepiloghi_fatti_differenze();"),
    ]
