"""What each project adds to the figures that count it whole or its parts: who left, partners, reports, what is
missing, indicators (ADR 22). The sums made of it follow in 0013.

A fact counts from a day (`dal`) to the day before another (`al`; none: for ever).
"""

from django.db import migrations

# `voce` and `specie` say what is counted; `altro_id` is the body of a partnership, the period of a
# report. Classes of indicators have one arithmetic, in Python: a write only takes them away, with
# whatever is summed of them, and names the project: until somebody counts its indicators again they
# are counted from the records. `soglia`: the privacy threshold under which they were judged.
TABELLE = """
CREATE TYPE public.fis_fatto AS (
    fatti text COLLATE "C", voce text COLLATE "C", specie text COLLATE "C",
    intervento_id bigint, altro_id bigint, dal date, al date
);
ALTER TABLE monitoraggio_contributo ADD COLUMN fatti fis_fatto[] NOT NULL DEFAULT '{}';
CREATE TABLE monitoraggio_contributoente (
    organizzazione_id bigint NOT NULL,
    is_demo boolean NOT NULL,
    tipo text COLLATE "C",
    quando datemultirange NOT NULL,
    PRIMARY KEY (organizzazione_id, is_demo)
);
CREATE TABLE monitoraggio_contributoindicatori (
    progetto_id bigint PRIMARY KEY,
    soglia integer NOT NULL,
    fatti fis_fatto[] NOT NULL
);
CREATE INDEX monitoraggio_contributoindicatori_soglia
    ON monitoraggio_contributoindicatori (soglia);
CREATE TABLE monitoraggio_indicatoridacontare (progetto_id bigint PRIMARY KEY);
"""
TABELLE_VIA = """
DROP TABLE monitoraggio_indicatoridacontare, monitoraggio_contributoindicatori,
    monitoraggio_contributoente;
ALTER TABLE monitoraggio_contributo DROP COLUMN fatti;
DROP TYPE public.fis_fatto;
"""

GIORNO = "({} AT TIME ZONE 'Europe/Rome')::date"
SCALA = "ARRAY['candidata', 'ammessa', 'finanziata', 'in_corso', 'conclusa']"

# Financed, in whatever Intervento, from the first time.
PROGETTI = """
SELECT 'progetti' AS fatti, NULL::text AS voce, NULL::text AS specie, NULL::bigint AS intervento_id,
       NULL::bigint AS altro_id, f.prima AS dal, NULL::date AS al WHERE f.prima IS NOT NULL"""
# Each part says the rule of a figure again, as ADR 22 has it: registro.uscite, alleanze, …
USCITE = """
SELECT 'uscite', t.a, btrim(t.motivo), fp.intervento_id, NULL, t.data, NULL
  FROM progetti_faseprogetto fp JOIN progetti_transizionefase t ON t.fase_id = fp.id
 WHERE fp.progetto_id = p.id AND t.a IN ('ritirata', 'esclusa')"""
PARTENARIATI = """
SELECT 'partenariati', pa.ruolo, nullif(o.tipo, ''), NULL, pa.organizzazione_id,
       greatest(f.prima, pa.dal), pa.al + 1
  FROM progetti_partenariato pa JOIN progetti_organizzazione o ON o.id = pa.organizzazione_id
 WHERE pa.progetto_id = p.id AND f.prima IS NOT NULL"""
# progetti.selectors.MANCANZE
MANCANZE = """
SELECT 'schede', m.voce, NULL, NULL, NULL, f.prima, NULL FROM (
  WITH mancano AS (
    SELECT v.voce FROM (VALUES
      ('titolo', p.titolo = ''), ('sintesi', p.sintesi = ''), ('cup', p.cup = ''),
      ('macroarea', NOT EXISTS
        (SELECT FROM progetti_progettomacroarea x WHERE x.progetto_id = p.id)),
      ('tema', NOT EXISTS (SELECT FROM progetti_progettotema x WHERE x.progetto_id = p.id)),
      ('partner', NOT EXISTS (SELECT FROM progetti_partenariato x WHERE x.progetto_id = p.id)),
      ('ruoli', (SELECT count(DISTINCT x.ruolo) FROM progetti_partenariato x
         WHERE x.progetto_id = p.id
           AND x.ruolo IN ('proponente', 'attuatore', 'investitore', 'valutatore')) < 4),
      ('importo', NOT EXISTS (SELECT FROM progetti_faseprogetto x
         WHERE x.progetto_id = p.id AND x.importo_concesso_eur IS NOT NULL)),
      ('date', p.data_inizio IS NULL)) AS v (voce, vero)
     WHERE v.vero)
  SELECT 'n' AS voce UNION ALL SELECT voce FROM mancano
   UNION ALL SELECT 'mancanti' WHERE EXISTS (SELECT FROM mancano)) m
 WHERE f.prima IS NOT NULL"""
# progetti.selectors.contraddizioni: each is true from a day on.
CONTRADDIZIONI = f"""
SELECT 'schede', k.voce, NULL, NULL, NULL, greatest(f.prima, k.giorno), NULL FROM (
  WITH dette AS (
    SELECT v.voce, v.giorno FROM (VALUES
      ('oltre-massimale', CASE WHEN EXISTS (SELECT FROM progetti_faseprogetto x
           JOIN progetti_intervento i ON i.id = x.intervento_id
          WHERE x.progetto_id = p.id AND x.importo_concesso_eur > i.massimale_eur)
        AND NOT EXISTS (SELECT FROM progetti_derogaregola d
          WHERE d.progetto_id = p.id AND d.regola = 'massimale') THEN f.prima END),
      ('oltre-richiesto', CASE WHEN EXISTS (SELECT FROM progetti_faseprogetto x
          WHERE x.progetto_id = p.id AND x.importo_concesso_eur > x.importo_richiesto_eur)
        THEN f.prima END),
      ('passaggi-in-disordine', (SELECT min(dopo.data) FROM progetti_faseprogetto x
          JOIN progetti_transizionefase dopo ON dopo.fase_id = x.id AND dopo.precisione = 'giorno'
          JOIN progetti_transizionefase prima ON prima.fase_id = x.id AND prima.precisione = 'giorno'
           AND prima.data < dopo.data
           AND array_position({SCALA}, prima.a::text) > array_position({SCALA}, dopo.a::text)
         WHERE x.progetto_id = p.id)),
      ('finito-e-in-corso', CASE WHEN EXISTS (SELECT FROM progetti_faseprogetto x
          WHERE x.progetto_id = p.id AND x.stato = 'in_corso') THEN p.data_fine END),
      ('altro-proponente', CASE WHEN EXISTS (SELECT FROM progetti_partenariato x
           JOIN progetti_organizzazione o ON o.id = x.organizzazione_id
          WHERE x.progetto_id = p.id AND x.ruolo = 'proponente' AND o.comune_id <> p.comune_id)
        THEN f.prima END)) AS v (voce, giorno)
     WHERE v.giorno IS NOT NULL)
  SELECT voce, giorno FROM dette
   UNION ALL SELECT 'contraddittori', min(giorno) FROM dette HAVING count(*) > 0) k
 WHERE f.prima IS NOT NULL"""
# registro.qualita.fermi: twelve months after something was done, until something else is or all
# phases are over. The same day a year later; what was done on 29 February, the day after the 28th.
FERMI = f"""
SELECT 'schede', 'fermi', NULL, NULL, NULL, greatest(f.prima, a.scade), least(a.seguente, o.fine)
  FROM (
    SELECT s.giorno + (((s.giorno - interval '12 months')::date < g.giorno)::integer) AS scade,
           lead(g.giorno) OVER (ORDER BY g.giorno) AS seguente
      FROM (
        SELECT {GIORNO.format("e.pgh_created_at")} AS giorno
          FROM progetti_progettoevent e WHERE e.pgh_obj_id = p.id
        UNION SELECT t.data FROM progetti_faseprogetto x
          JOIN progetti_transizionefase t ON t.fase_id = x.id WHERE x.progetto_id = p.id
        UNION SELECT {GIORNO.format("i.inviata_il")} FROM outcomes_rendicontazione r
          JOIN outcomes_invio i ON i.rendicontazione_id = r.id WHERE r.progetto_id = p.id) g
      CROSS JOIN LATERAL (SELECT (g.giorno + interval '12 months')::date AS giorno) s) a
 CROSS JOIN (
    SELECT CASE WHEN bool_and(x.fine IS NOT NULL) THEN max(x.fine) END AS fine FROM (
      SELECT min(t.data) FILTER (WHERE t.a IN ('conclusa', 'ritirata', 'esclusa')) AS fine
        FROM progetti_faseprogetto fp
        LEFT JOIN progetti_transizionefase t ON t.fase_id = fp.id
       WHERE fp.progetto_id = p.id GROUP BY fp.id) x) o
 WHERE f.prima IS NOT NULL"""
# registro.puntualita: an extension moves the due date from the day it was granted.
RENDICONTAZIONI = f"""
SELECT 'rendicontazioni', e.esito, NULL, NULL, r.periodo_id, e.dal, e.al
  FROM outcomes_rendicontazione r
  LEFT JOIN LATERAL (
    SELECT {GIORNO.format("i.inviata_il")} AS inviata FROM outcomes_invio i
     WHERE i.rendicontazione_id = r.id ORDER BY i.revisione LIMIT 1) s ON true
 CROSS JOIN LATERAL (
    SELECT greatest(q.dal, q.scadeva) AS dal, q.al, q.scadeva FROM (
      SELECT lag({GIORNO.format("m.created_at")}) OVER (ORDER BY m.created_at, m.id) AS dal,
             {GIORNO.format("m.created_at")} AS al, m.da AS scadeva
        FROM outcomes_proroga m WHERE m.rendicontazione_id = r.id
      UNION ALL SELECT (SELECT max({GIORNO.format("m.created_at")}) FROM outcomes_proroga m
                         WHERE m.rendicontazione_id = r.id), NULL, r.scadenza) q) d
 CROSS JOIN LATERAL (VALUES
    ('mancanti', d.dal, least(d.al, s.inviata)),
    (CASE WHEN s.inviata <= d.scadeva THEN 'in-tempo' ELSE 'in-ritardo' END,
     greatest(d.dal, s.inviata), CASE WHEN s.inviata IS NULL THEN d.dal ELSE d.al END)
    ) AS e (esito, dal, al)
 WHERE r.progetto_id = p.id"""
INDICATORI = """
SELECT x.* FROM monitoraggio_contributoindicatori ci, unnest(ci.fatti) x
 WHERE ci.progetto_id = p.id"""

PARTI = (
    PROGETTI, USCITE, PARTENARIATI, MANCANZE, CONTRADDIZIONI, FERMI, RENDICONTAZIONI, INDICATORI
)
FATTI = f"""ARRAY(
    SELECT ROW(x.fatti, x.voce, x.specie, x.intervento_id, x.altro_id, x.dal, x.al)::fis_fatto
      FROM ({" UNION ALL ".join(PARTI)}) x
     WHERE x.al IS NULL OR x.dal < x.al
     ORDER BY x.fatti, x.voce, x.specie, x.intervento_id, x.altro_id, x.dal, x.al)"""

# As in 0008, with the facts.
CONTRIBUTI = """
CREATE OR REPLACE FUNCTION public.{funzione}(ids bigint[]) RETURNS SETOF monitoraggio_contributo
LANGUAGE sql STABLE AS $$
SELECT p.id, p.is_demo, p.comune_id, pr.regione_id,
    ARRAY(SELECT m.macroarea_id FROM progetti_progettomacroarea m
           WHERE m.progetto_id = p.id ORDER BY 1),
    (SELECT m.macroarea_id FROM progetti_progettomacroarea m
      WHERE m.progetto_id = p.id AND m.is_prevalente),
    ARRAY(SELECT t.tema_id FROM progetti_progettotema t WHERE t.progetto_id = p.id ORDER BY 1),
    coalesce(f.interventi, '{{}}'), coalesce(f.giorni, '{{}}'), coalesce(f.importi, '{{}}'),
    coalesce(f.stadi, '{{}}'){fatti}
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
           min(s.finanziata) AS prima,
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
 WHERE p.is_public AND {quali}
$$;
"""
TUTTI = {"funzione": "fis_contributi", "quali": "(ids IS NULL OR p.id = ANY(ids))"}
# For who writes on a few: one plan for all calls, which the choice above would make read all.
ALCUNI = {"funzione": "fis_contributi_di", "quali": "p.id = ANY(ids)"}
# A body counts once, in however many projects and roles: on the days on which it has any.
ENTI = """
CREATE FUNCTION public.fis_contributi_enti(ids bigint[]) RETURNS SETOF monitoraggio_contributoente
LANGUAGE sql STABLE AS $$
SELECT x.ente, x.is_demo, x.tipo, range_agg(daterange(x.dal, x.al)) FROM (
    SELECT pa.organizzazione_id AS ente, c.is_demo, nullif(o.tipo, '') AS tipo,
           greatest((SELECT min(g) FROM unnest(c.giorni) g), pa.dal) AS dal, pa.al + 1 AS al
      FROM progetti_partenariato pa
      JOIN progetti_organizzazione o ON o.id = pa.organizzazione_id
      JOIN monitoraggio_contributo c ON c.progetto_id = pa.progetto_id AND c.giorni <> '{}'
     WHERE ids IS NULL OR pa.organizzazione_id = ANY(ids)) x
 WHERE x.al IS NULL OR x.dal < x.al
 GROUP BY x.ente, x.is_demo, x.tipo
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("monitoraggio", "0011_riepiloghi_in_ordine"),
        ("progetti", "0005_svolgimento"),
        ("outcomes", "0012_azioni_del_delegato"),
    ]

    operations = [
        migrations.RunSQL(TABELLE, TABELLE_VIA + CONTRIBUTI.format(fatti="", **TUTTI)),
        migrations.RunSQL(
            CONTRIBUTI.format(fatti=f",\n    {FATTI}", **TUTTI), migrations.RunSQL.noop
        ),
        migrations.RunSQL(
            CONTRIBUTI.format(fatti=f",\n    {FATTI}", **ALCUNI),
            "DROP FUNCTION public.fis_contributi_di(bigint[]);",
        ),
        migrations.RunSQL(ENTI, "DROP FUNCTION public.fis_contributi_enti(bigint[]);"),
    ]
