"""The summaries of the figures on projects (ADR 22): tables that triggers alone write.

No models: nobody but PostgreSQL writes them, and nobody but the registry of figures reads them.
"""

from django.db import migrations

# What each public project adds to the figures; what each Comune does; the sums, by day, month and
# year. Rows of the sums are never changed: each change adds what it makes more or less, so that
# writers never wait for one another, and now and then rows of one cell are made one.
TABELLE = """
CREATE TABLE monitoraggio_contributo (
    progetto_id bigint PRIMARY KEY,
    is_demo boolean NOT NULL,
    comune_id bigint NOT NULL,
    regione_id bigint,
    macroaree bigint[] NOT NULL,
    prevalente bigint,
    temi bigint[] NOT NULL,
    interventi bigint[] NOT NULL,
    giorni date[] NOT NULL,
    importi numeric[] NOT NULL,
    stadi date[] NOT NULL
);
CREATE INDEX monitoraggio_contributo_comune ON monitoraggio_contributo (comune_id, is_demo);
CREATE TABLE monitoraggio_contributocomune (
    comune_id bigint NOT NULL,
    is_demo boolean NOT NULL,
    regione_id bigint,
    stadi date[] NOT NULL,
    PRIMARY KEY (comune_id, is_demo)
);
CREATE TABLE monitoraggio_riepilogo (
    fatti text NOT NULL,
    diviso text NOT NULL,
    is_demo boolean NOT NULL,
    passo text NOT NULL,
    dal date NOT NULL,
    regione_id bigint,
    intervento_id bigint,
    valore_id bigint,
    n integer NOT NULL,
    con_importo integer NOT NULL,
    concesso numeric NOT NULL
);
CREATE INDEX monitoraggio_riepilogo_letto
    ON monitoraggio_riepilogo (fatti, diviso, is_demo, passo, dal);
CREATE TABLE monitoraggio_riepilogoverifica (
    quando timestamptz PRIMARY KEY,
    differenze jsonb NOT NULL
);
"""
TABELLE_VIA = """
DROP TABLE monitoraggio_riepilogoverifica, monitoraggio_riepilogo, monitoraggio_contributocomune,
    monitoraggio_contributo;
"""

# The days a project reached each stage first, as the figure "imbuto" counts them; the first
# financing of each phase, as all the others do. NULL: every project.
CALCOLO = """
CREATE FUNCTION public.fis_contributi(ids bigint[]) RETURNS SETOF monitoraggio_contributo
LANGUAGE sql STABLE AS $$
SELECT p.id, p.is_demo, p.comune_id, pr.regione_id,
    ARRAY(SELECT m.macroarea_id FROM progetti_progettomacroarea m
           WHERE m.progetto_id = p.id ORDER BY 1),
    (SELECT m.macroarea_id FROM progetti_progettomacroarea m
      WHERE m.progetto_id = p.id AND m.is_prevalente),
    ARRAY(SELECT t.tema_id FROM progetti_progettotema t WHERE t.progetto_id = p.id ORDER BY 1),
    coalesce(f.interventi, '{}'), coalesce(f.giorni, '{}'), coalesce(f.importi, '{}'),
    coalesce(f.stadi, '{}')
  FROM progetti_progetto p
  JOIN comuni_comune c ON c.id = p.comune_id
  LEFT JOIN comuni_provincia pr ON pr.id = c.provincia_id
  LEFT JOIN LATERAL (
    SELECT array_agg(s.intervento_id ORDER BY s.intervento_id) FILTER (WHERE s.finanziata IS NOT NULL)
             AS interventi,
           array_agg(s.finanziata ORDER BY s.intervento_id) FILTER (WHERE s.finanziata IS NOT NULL)
             AS giorni,
           array_agg(s.importo ORDER BY s.intervento_id) FILTER (WHERE s.finanziata IS NOT NULL)
             AS importi,
           ARRAY[min(s.prima), min(s.finanziata) FILTER (WHERE s.codice = 'I'),
             min(s.finanziata) FILTER (WHERE s.codice = 'II'),
             min(s.finanziata) FILTER (WHERE s.codice = 'III'), min(s.uscita)] AS stadi
      FROM (
        SELECT fp.intervento_id, i.codice, fp.importo_concesso_eur AS importo,
               min(t.data) AS prima,
               min(t.data) FILTER (WHERE t.a IN ('finanziata', 'in_corso', 'conclusa')) AS finanziata,
               min(t.data) FILTER (WHERE t.a IN ('ritirata', 'esclusa')) AS uscita
          FROM progetti_faseprogetto fp
          JOIN progetti_intervento i ON i.id = fp.intervento_id
          JOIN progetti_transizionefase t ON t.fase_id = fp.id
         WHERE fp.progetto_id = p.id
         GROUP BY fp.id, i.id) s
  ) f ON true
 WHERE p.is_public AND (ids IS NULL OR p.id = ANY(ids))
$$;

CREATE FUNCTION public.fis_contributi_comuni(ids bigint[]) RETURNS SETOF monitoraggio_contributocomune
LANGUAGE sql STABLE AS $$
SELECT comune_id, is_demo, min(regione_id), ARRAY[min(stadi[1]), min(stadi[2]), min(stadi[3]),
    min(stadi[4]), min(stadi[5])]
  FROM monitoraggio_contributo WHERE ids IS NULL OR comune_id = ANY(ids)
 GROUP BY comune_id, is_demo HAVING min(stadi[1]) IS NOT NULL
$$;
"""
CALCOLO_VIA = """
DROP FUNCTION public.fis_contributi_comuni(bigint[]);
DROP FUNCTION public.fis_contributi(bigint[]);
"""


def _celle(righe: str, segno: int = 1) -> str:
    """What projects add to the cells: each fact once whole, and once for each way of dividing it.

    A project counts from the day of its first financing; in an Intervento from the one there.
    """
    nessuno = "ARRAY[NULL]::bigint[]"
    passi = "(VALUES ('anno', 'year'), ('mese', 'month'), ('giorno', 'day')) AS p (passo, unita)"
    diviso = {
        "": f"unnest({nessuno})",
        "macroarea": f"unnest(coalesce(nullif(c.macroaree, '{{}}'), {nessuno}))",
        "prevalente": "unnest(ARRAY[c.prevalente])",
        "tema": f"unnest(coalesce(nullif(c.temi, '{{}}'), {nessuno}))",
    }
    prima = "(SELECT min(g) FROM unnest(c.giorni) g)"
    fasi = "unnest(c.interventi, c.giorni, c.importi) AS f (intervento, giorno, importo)"
    rami = [
        f"SELECT 'progetti', '{nome}', {prima}, NULL::bigint, v, NULL::numeric FROM {valori} v"
        for nome, valori in diviso.items()
    ]
    rami.append(f"SELECT 'progetti', 'intervento', f.giorno, NULL, f.intervento, NULL FROM {fasi}")
    rami += [
        f"SELECT 'finanziamenti', '{nome}', f.giorno, f.intervento, v, f.importo"
        f" FROM {fasi}, {valori} v"
        for nome, valori in diviso.items()
    ]
    return f"""
    SELECT x.fatti, x.diviso, c.is_demo, p.passo, date_trunc(p.unita, x.giorno)::date AS dal,
           c.regione_id, x.intervento_id, x.valore_id, {segno} AS n,
           {segno} * (x.importo IS NOT NULL)::integer AS con_importo,
           {segno} * coalesce(x.importo, 0) AS concesso
      FROM {righe} c
      CROSS JOIN LATERAL ({" UNION ALL ".join(rami)})
        AS x (fatti, diviso, giorno, intervento_id, valore_id, importo)
      CROSS JOIN {passi}
     WHERE x.giorno IS NOT NULL"""


def _celle_comuni(righe: str, segno: int = 1) -> str:
    """What Comuni add: one to each stage, from the day they reached it first."""
    return f"""
    SELECT 'comuni' AS fatti, '' AS diviso, c.is_demo, p.passo,
           date_trunc(p.unita, s.giorno)::date AS dal, c.regione_id, NULL::bigint AS intervento_id,
           s.stadio AS valore_id, {segno} AS n, 0 AS con_importo, 0::numeric AS concesso
      FROM {righe} c
      CROSS JOIN LATERAL unnest(c.stadi) WITH ORDINALITY AS s (giorno, stadio)
      CROSS JOIN (VALUES ('anno', 'year'), ('mese', 'month'), ('giorno', 'day')) AS p (passo, unita)
     WHERE s.giorno IS NOT NULL"""


CHIAVE = "fatti, diviso, is_demo, passo, dal, regione_id, intervento_id, valore_id"


def _sommate(celle: str) -> str:
    return f"""
    SELECT {CHIAVE}, sum(n)::integer AS n, sum(con_importo)::integer AS con_importo,
           sum(concesso) AS concesso
      FROM ({celle}) celle GROUP BY {CHIAVE}
    HAVING sum(n) <> 0 OR sum(con_importo) <> 0 OR sum(concesso) <> 0"""


def _scrive(nome: str, celle) -> str:
    """A trigger that adds to the cells what its rows do now and did not before."""
    rami = {
        "insert": (celle("dopo"), "NEW TABLE AS dopo"),
        "delete": (celle("prima", -1), "OLD TABLE AS prima"),
        "update": (
            f"{celle('prima', -1)} UNION ALL {celle('dopo')}",
            "OLD TABLE AS prima NEW TABLE AS dopo",
        ),
    }
    return "".join(
        f"""
CREATE FUNCTION public.{nome}_{quando}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO monitoraggio_riepilogo {_sommate(sql)};
    RETURN NULL;
END $$;
CREATE TRIGGER {nome}_{quando} AFTER {quando.upper()} ON {nome} REFERENCING {righe}
FOR EACH STATEMENT EXECUTE FUNCTION public.{nome}_{quando}();
"""
        for quando, (sql, righe) in rami.items()
    )


CELLE = _scrive("monitoraggio_contributo", _celle) + _scrive(
    "monitoraggio_contributocomune", _celle_comuni
)
CELLE_VIA = "".join(
    f"DROP FUNCTION public.{tabella}_{quando}() CASCADE;"
    for tabella in ("monitoraggio_contributo", "monitoraggio_contributocomune")
    for quando in ("insert", "update", "delete")
)

# Whoever changes what a project adds computes it again: one at a time for each project (and for each
# Comune), or of two who add a topic and a step together each would miss the other's.
AGGIORNA = """
CREATE FUNCTION public.fis_contributi_aggiorna(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    comuni bigint[];
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN
        RETURN;
    END IF;
    PERFORM 1 FROM progetti_progetto WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
    WITH nuovi AS MATERIALIZED (SELECT * FROM fis_contributi(ids)),
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
            importi = EXCLUDED.importi, stadi = EXCLUDED.stadi
    )
    SELECT array_agg(DISTINCT t.comune_id ORDER BY t.comune_id) INTO comuni FROM (
        (SELECT comune_id, is_demo, regione_id, progetto_id, stadi FROM nuovi
         EXCEPT SELECT comune_id, is_demo, regione_id, progetto_id, stadi FROM vecchi)
        UNION ALL
        (SELECT comune_id, is_demo, regione_id, progetto_id, stadi FROM vecchi
         EXCEPT SELECT comune_id, is_demo, regione_id, progetto_id, stadi FROM nuovi)
    ) t;
    PERFORM fis_contributi_comuni_aggiorna(comuni);
END $$;

CREATE FUNCTION public.fis_contributi_comuni_aggiorna(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN
        RETURN;
    END IF;
    PERFORM 1 FROM comuni_comune WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM monitoraggio_contributocomune c WHERE c.comune_id = ANY(ids) AND NOT EXISTS (
        SELECT 1 FROM fis_contributi_comuni(ids) n
         WHERE n.comune_id = c.comune_id AND n.is_demo = c.is_demo);
    INSERT INTO monitoraggio_contributocomune AS c SELECT n.* FROM fis_contributi_comuni(ids) n
     WHERE NOT EXISTS (SELECT 1 FROM monitoraggio_contributocomune v WHERE v = n)
    ON CONFLICT (comune_id, is_demo) DO UPDATE SET regione_id = EXCLUDED.regione_id,
        stadi = EXCLUDED.stadi;
END $$;
"""
AGGIORNA_VIA = """
DROP FUNCTION public.fis_contributi_aggiorna(bigint[]);
DROP FUNCTION public.fis_contributi_comuni_aggiorna(bigint[]);
"""

# Table -> which projects its changed rows touch, for each operation that can touch any.
SORGENTI = {
    "progetti_progetto": {
        "insert": "SELECT id FROM dopo",
        "delete": "SELECT id FROM prima",
        "update": "SELECT d.id FROM dopo d JOIN prima p ON p.id = d.id WHERE (p.is_public, p.is_demo,"
        " p.comune_id) IS DISTINCT FROM (d.is_public, d.is_demo, d.comune_id)",
    },
    **{
        tabella: {
            "insert": "SELECT progetto_id FROM dopo",
            "delete": "SELECT progetto_id FROM prima",
            "update": "SELECT progetto_id FROM dopo UNION SELECT progetto_id FROM prima",
        }
        for tabella in ("progetti_progettomacroarea", "progetti_progettotema")
    },
    "progetti_faseprogetto": {
        "delete": "SELECT progetto_id FROM prima",
        "update": "SELECT unnest(ARRAY[d.progetto_id, p.progetto_id]) FROM dopo d JOIN prima p"
        " ON p.id = d.id WHERE (p.progetto_id, p.intervento_id, p.importo_concesso_eur)"
        " IS DISTINCT FROM (d.progetto_id, d.intervento_id, d.importo_concesso_eur)",
    },
    "progetti_transizionefase": {
        "insert": "SELECT f.progetto_id FROM dopo d JOIN progetti_faseprogetto f ON f.id = d.fase_id",
        "delete": "SELECT f.progetto_id FROM prima p JOIN progetti_faseprogetto f ON f.id = p.fase_id",
        "update": "SELECT f.progetto_id FROM progetti_faseprogetto f WHERE f.id IN"
        " (SELECT fase_id FROM dopo UNION SELECT fase_id FROM prima)",
    },
    "progetti_intervento": {
        "update": "SELECT f.progetto_id FROM dopo d JOIN prima p ON p.id = d.id AND p.codice <> d.codice"
        " JOIN progetti_faseprogetto f ON f.intervento_id = d.id",
    },
    "comuni_comune": {
        "update": "SELECT g.id FROM dopo d JOIN prima p ON p.id = d.id AND p.provincia_id IS DISTINCT"
        " FROM d.provincia_id JOIN progetti_progetto g ON g.comune_id = d.id",
    },
    "comuni_provincia": {
        "update": "SELECT g.id FROM dopo d JOIN prima p ON p.id = d.id AND p.regione_id <> d.regione_id"
        " JOIN comuni_comune c ON c.provincia_id = d.id JOIN progetti_progetto g ON g.comune_id = c.id",
    },
}
RIGHE = {
    "insert": "NEW TABLE AS dopo",
    "delete": "OLD TABLE AS prima",
    "update": "OLD TABLE AS prima NEW TABLE AS dopo",
}
ASCOLTA = "".join(
    f"""
CREATE FUNCTION public.{tabella}_riepilogo_{quando}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM fis_contributi_aggiorna(ARRAY(SELECT DISTINCT id FROM ({quali}) AS r (id) ORDER BY id));
    RETURN NULL;
END $$;
CREATE TRIGGER {tabella}_riepilogo_{quando} AFTER {quando.upper()} ON {tabella}
REFERENCING {RIGHE[quando]} FOR EACH STATEMENT
EXECUTE FUNCTION public.{tabella}_riepilogo_{quando}();
"""
    for tabella, operazioni in SORGENTI.items()
    for quando, quali in operazioni.items()
)
ASCOLTA_VIA = "".join(
    f"DROP FUNCTION public.{tabella}_riepilogo_{quando}() CASCADE;"
    for tabella, operazioni in SORGENTI.items()
    for quando in operazioni
)

CURA = f"""
CREATE FUNCTION public.fis_riepiloghi_svuota() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    TRUNCATE monitoraggio_contributo, monitoraggio_contributocomune, monitoraggio_riepilogo;
    RETURN NULL;
END $$;
CREATE TRIGGER progetti_progetto_riepilogo_truncate AFTER TRUNCATE ON progetti_progetto
FOR EACH STATEMENT EXECUTE FUNCTION public.fis_riepiloghi_svuota();

-- Writers wait meanwhile: what they would add must be either in the tables read or in their own.
CREATE FUNCTION public.fis_riepiloghi_ricostruisci() RETURNS void
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    LOCK TABLE progetti_progetto, {", ".join(list(SORGENTI)[1:])} IN SHARE ROW EXCLUSIVE MODE;
    TRUNCATE monitoraggio_contributo, monitoraggio_contributocomune, monitoraggio_riepilogo;
    INSERT INTO monitoraggio_contributo SELECT * FROM fis_contributi(NULL);
    INSERT INTO monitoraggio_contributocomune SELECT * FROM fis_contributi_comuni(NULL);
END $$;

-- Rows of one cell made one; readers see them all or their sum.
CREATE FUNCTION public.fis_riepiloghi_piega() RETURNS void LANGUAGE sql SET search_path = public AS $$
WITH tolte AS (DELETE FROM monitoraggio_riepilogo RETURNING *)
INSERT INTO monitoraggio_riepilogo {_sommate("SELECT * FROM tolte")}
$$;

-- How many rows differ from what would be computed now, all seen at one instant.
CREATE FUNCTION public.fis_riepiloghi_differenze()
RETURNS TABLE (tabella text, differenze bigint) LANGUAGE sql STABLE SET search_path = public AS $$
WITH contributi AS MATERIALIZED (SELECT * FROM fis_contributi(NULL)),
comuni AS MATERIALIZED (SELECT * FROM fis_contributi_comuni(NULL)),
celle AS MATERIALIZED ({_sommate(_celle("contributi") + " UNION ALL " + _celle_comuni("comuni"))}),
scritte AS MATERIALIZED ({_sommate("SELECT * FROM monitoraggio_riepilogo")})
SELECT 'progetti', count(*) FROM (
    (SELECT * FROM contributi EXCEPT SELECT * FROM monitoraggio_contributo) UNION ALL
    (SELECT * FROM monitoraggio_contributo EXCEPT SELECT * FROM contributi)) d
UNION ALL SELECT 'comuni', count(*) FROM (
    (SELECT * FROM comuni EXCEPT SELECT * FROM monitoraggio_contributocomune) UNION ALL
    (SELECT * FROM monitoraggio_contributocomune EXCEPT SELECT * FROM comuni)) d
UNION ALL SELECT 'celle', count(*) FROM (
    (SELECT * FROM celle EXCEPT SELECT * FROM scritte) UNION ALL
    (SELECT * FROM scritte EXCEPT SELECT * FROM celle)) d
$$;
"""
CURA_VIA = """
DROP FUNCTION public.fis_riepiloghi_differenze();
DROP FUNCTION public.fis_riepiloghi_piega();
DROP FUNCTION public.fis_riepiloghi_ricostruisci();
DROP FUNCTION public.fis_riepiloghi_svuota() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("monitoraggio", "0007_modelli"),
        ("progetti", "0005_svolgimento"),
        ("comuni", "0002_coordinate_insieme"),
        ("outcomes", "0002_isolamento"),
    ]
    operations = [
        migrations.RunSQL(TABELLE, TABELLE_VIA),
        migrations.RunSQL(CALCOLO, CALCOLO_VIA),
        migrations.RunSQL(CELLE, CELLE_VIA),
        migrations.RunSQL(AGGIORNA, AGGIORNA_VIA),
        migrations.RunSQL(ASCOLTA, ASCOLTA_VIA),
        migrations.RunSQL(CURA, CURA_VIA),
        migrations.RunSQL(
            "SELECT public.fis_riepiloghi_ricostruisci();", migrations.RunSQL.noop
        ),
    ]
