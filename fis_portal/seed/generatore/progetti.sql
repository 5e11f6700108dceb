-- Projects :primo to :ultimo, with what hangs from them. Keys are taken from the sequences at once.
CREATE TEMP TABLE gen ON COMMIT DROP AS
SELECT n, :base_progetto + n - :primo + 1 AS id, c.id AS comune, c.nome AS nome_comune, c.luogo,
       floor(pg_temp.caso(n, 2) * 4096)::int AS f1, floor(pg_temp.caso(n, 3) * 4096)::int AS f2,
       date '2018-03-01' + floor(pg_temp.caso(n, 4) ^ 0.8 * 2400)::int AS candidato,
       pg_temp.caso(n, 5) < 0.97 AS pubblico
  FROM generate_series(:primo::bigint, :ultimo::bigint) n
  JOIN gen_comuni c ON c.i = floor(pg_temp.caso(n, 1) ^ 1.5 * (SELECT count(*) FROM gen_comuni))::int;
ANALYZE gen;

INSERT INTO progetti_progettomacroarea (progetto_id, macroarea_id, is_prevalente)
SELECT g.id, m.id, m.posto = 0 AND pg_temp.caso(g.n, 12) < 0.6
  FROM gen g
  CROSS JOIN LATERAL (
    SELECT posto, mod(floor(pg_temp.caso(g.n, 10) ^ 1.4 * quante)::int + posto, quante) AS i
      FROM generate_series(0, 1) posto, (SELECT count(*)::int AS quante FROM gen_macroaree) q
     WHERE (posto = 0 AND pg_temp.caso(g.n, 11) > 0.05) OR (posto = 1 AND pg_temp.caso(g.n, 11) > 0.75)
  ) scelta JOIN LATERAL (SELECT id, scelta.posto FROM gen_macroaree WHERE i = scelta.i) m ON true
 ORDER BY g.n, m.posto;

INSERT INTO progetti_progettotema (progetto_id, tema_id)
SELECT g.id, t.id
  FROM gen g
  CROSS JOIN LATERAL (
    SELECT posto, mod(floor(pg_temp.caso(g.n, 20) ^ 1.3 * quanti)::int + posto
             * (1 + floor(pg_temp.caso(g.n, 21) * (quanti - 1) / 2)::int), quanti) AS i
      FROM generate_series(0, 2) posto, (SELECT count(*)::int AS quanti FROM gen_temi) q
     WHERE pg_temp.caso(g.n, 22) > (ARRAY[0.10, 0.55, 0.85])[1 + posto]
  ) scelta JOIN gen_temi t ON t.i = scelta.i
 ORDER BY g.n, scelta.posto ON CONFLICT DO NOTHING;

INSERT INTO progetti_partenariato
  (created_at, updated_at, progetto_id, organizzazione_id, ruolo, dal, impegno)
SELECT g.candidato, g.candidato, g.id, o.id, 'proponente', NULL, ''
  FROM gen g JOIN progetti_organizzazione o ON o.comune_id = g.comune
UNION ALL
SELECT g.candidato, g.candidato, g.id, e.id, r.ruolo,
       CASE WHEN pg_temp.caso(g.n, 31 + r.posto) < 0.5 THEN g.candidato END, ''
  FROM gen g
  JOIN (VALUES (1, 'attuatore', 0.7), (2, 'valutatore', 0.4), (3, 'partner', 0.15))
    AS r (posto, ruolo, quota) ON pg_temp.caso(g.n, 35 + r.posto) < r.quota
  JOIN gen_enti e ON e.i = floor(pg_temp.caso(g.n, 40 + r.posto) ^ 1.2
                                 * (SELECT count(*) FROM gen_enti))::int;

-- Phases: Intervento I for all; who concludes one may apply for the next. Every hundredth project
-- goes on, because it reports. Nothing is dated later than the day of the data.
CREATE TEMP TABLE gen_fasi (n bigint, id bigint, posto int, k int, candidata date, ammessa date,
  finanziata date, in_corso date, conclusa date, ritirata date, esclusa date) ON COMMIT DROP;
CREATE FUNCTION pg_temp.passi(posto_fase int, tutte boolean) RETURNS void LANGUAGE sql AS $$
INSERT INTO gen_fasi
SELECT n, id, posto_fase, posto_fase * 100, candidata, ammessa, finanziata, in_corso, conclusa,
  CASE WHEN conclusa IS NULL AND pg_temp.caso(n, posto_fase * 100 + 7) < 0.1
    THEN in_corso + 100 + floor(pg_temp.caso(n, posto_fase * 100 + 8) * 200)::int END,
  CASE WHEN ammessa IS NULL AND pg_temp.caso(n, posto_fase * 100 + 9) < 0.8
    THEN candidata + 40 + floor(pg_temp.caso(n, posto_fase * 100 + 10) * 60)::int END
FROM (SELECT *, CASE WHEN pg_temp.caso(n, posto_fase * 100 + 5) < 0.7
    THEN in_corso + 150 + floor(pg_temp.caso(n, posto_fase * 100 + 6) * 400)::int END AS conclusa
FROM (SELECT *, CASE WHEN pg_temp.caso(n, posto_fase * 100 + 4) < 0.9
    THEN finanziata + 15 + floor(pg_temp.caso(n, posto_fase * 100 + 4) * 70)::int END AS in_corso
FROM (SELECT *, CASE WHEN riporta OR pg_temp.caso(n, posto_fase * 100 + 2) < 0.85
    THEN ammessa + 20 + floor(pg_temp.caso(n, posto_fase * 100 + 3) * 70)::int END AS finanziata
FROM (SELECT *, CASE WHEN riporta OR pg_temp.caso(n, posto_fase * 100 + 1) < 0.8
    THEN candidata + 30 + floor(pg_temp.caso(n, posto_fase * 100 + 1) * 90)::int END AS ammessa
FROM (
  SELECT n, id, candidato AS candidata, mod(n, 100) = 7 AS riporta FROM gen WHERE tutte
  UNION ALL
  SELECT f.n, f.id, f.conclusa + 60, mod(f.n, 100) = 7 FROM gen_fasi f
   WHERE NOT tutte AND f.posto = posto_fase - 1 AND f.conclusa < :al
     AND (mod(f.n, 100) = 7 OR pg_temp.caso(f.n, posto_fase * 100) < 0.45)
) a) b) c) d) e
$$;
SELECT pg_temp.passi(1, true);
SELECT pg_temp.passi(2, false);
SELECT pg_temp.passi(3, false);
DELETE FROM gen_fasi WHERE candidata > :al;
ALTER TABLE gen_fasi ADD COLUMN fase bigint GENERATED ALWAYS AS IDENTITY;
ANALYZE gen_fasi;

CREATE TEMP TABLE gen_passi ON COMMIT DROP AS
SELECT f.n, f.id AS progetto, f.posto, :base_fase + f.fase AS fase, p.ordine, p.da, p.a, p.data
  FROM gen_fasi f
  CROSS JOIN LATERAL (VALUES
    (1, '', 'candidata', f.candidata), (2, 'candidata', 'ammessa', f.ammessa),
    (3, 'candidata', 'esclusa', f.esclusa), (4, 'ammessa', 'finanziata', f.finanziata),
    (5, 'finanziata', 'in_corso', f.in_corso), (6, 'in_corso', 'ritirata', f.ritirata),
    (7, 'in_corso', 'conclusa', f.conclusa)) AS p (ordine, da, a, data)
 WHERE p.data <= :al;
ANALYZE gen_passi;

INSERT INTO progetti_faseprogetto (id, created_at, updated_at, progetto_id, intervento_id, stato,
  importo_richiesto_eur, importo_concesso_eur, data_inizio, data_fine)
SELECT s.fase, s.prima, s.ultima, s.progetto, i.id, s.stato,
  round((i.massimale_eur * (0.5 + pg_temp.caso(s.n, 60 + s.posto) * 0.5))::numeric, -2),
  CASE WHEN s.finanziata AND pg_temp.caso(s.n, 65 + s.posto) < 0.85 THEN
    round((i.massimale_eur * (0.4 + pg_temp.caso(s.n, 60 + s.posto) * 0.5))::numeric, -2) END,
  s.avvio, s.fine
FROM (SELECT fase, progetto, n, posto, (array_agg(a ORDER BY ordine DESC))[1] AS stato,
             bool_or(a = 'finanziata') AS finanziata, min(data) AS prima, max(data) AS ultima,
             min(data) FILTER (WHERE a = 'in_corso') AS avvio,
             min(data) FILTER (WHERE a = 'conclusa') AS fine
        FROM gen_passi GROUP BY fase, progetto, n, posto) s
JOIN progetti_intervento i ON i.ordine = s.posto;
SELECT setval(pg_get_serial_sequence('progetti_faseprogetto', 'id'),
  greatest(:base_fase, (SELECT max(fase) FROM gen_passi)));

INSERT INTO progetti_transizionefase
  (created_at, fase_id, da, a, data, precisione, motivo, atto)
SELECT data, fase, da, a, data, 'giorno',
  CASE a WHEN 'ritirata' THEN 'Il Comune ha rinunciato al finanziamento.'
         WHEN 'esclusa' THEN 'Punteggio sotto la soglia di ammissione.' ELSE '' END, ''
  FROM gen_passi;

-- The names around a project as its trigger copies them (progetti 0003): here once for all.
INSERT INTO progetti_progetto (id, created_at, updated_at, is_demo, comune_id, titolo, slug,
  sintesi, bisogno, destinatari, cup, data_inizio, data_fine, is_public, nota, nomi)
SELECT g.id, g.candidato, coalesce(s.ultima, g.candidato), false, g.comune,
  format('%s %s a %s',
    (ARRAY['Casa', 'Cantiere', 'Officina', 'Rete', 'Laboratorio', 'Piazza', 'Scuola', 'Cucina',
           'Orto', 'Sportello', 'Teatro', 'Bottega', 'Portineria', 'Emporio', 'Atelier'])
      [1 + floor(pg_temp.caso(g.n, 50) ^ 1.3 * 15)::int],
    (ARRAY['di quartiere', 'dei giovani', 'di comunità', 'delle famiglie', 'solidale', 'aperta',
           'dei mestieri', 'delle culture', 'del vicinato', 'delle autonomie', 'dei saperi',
           'delle opportunità'])[1 + floor(pg_temp.caso(g.n, 51) ^ 1.3 * 12)::int], g.nome_comune)
    || CASE WHEN mod(g.n, 4000) = 1 AND g.n < 20000 THEN ' con lo zafferano' ELSE '' END,
  format('generato-%s-%s', :seme, g.n),
  CASE WHEN pg_temp.caso(g.n, 52) < 0.1 THEN '' ELSE f1.fa END, f2.perche,
  CASE WHEN pg_temp.caso(g.n, 53) < 0.3 THEN '' ELSE f1.chi END, '', s.avvio,
  CASE WHEN s.aperte = 0 THEN s.fine END, g.pubblico, '',
  concat_ws(' ', g.luogo, t.nomi, m.nomi, o.nomi)
FROM gen g
JOIN gen_frasi f1 ON f1.i = g.f1 JOIN gen_frasi f2 ON f2.i = g.f2
LEFT JOIN (SELECT progetto_id, string_agg(v.nome, ' ' ORDER BY v.id) AS nomi
             FROM progetti_progettotema l JOIN gen_temi v ON v.id = l.tema_id
            WHERE progetto_id > :base_progetto GROUP BY 1) t ON t.progetto_id = g.id
LEFT JOIN (SELECT progetto_id, string_agg(v.nome, ' ' ORDER BY v.id) AS nomi
             FROM progetti_progettomacroarea l JOIN gen_macroaree v ON v.id = l.macroarea_id
            WHERE progetto_id > :base_progetto GROUP BY 1) m ON m.progetto_id = g.id
LEFT JOIN (SELECT progetto_id, string_agg(v.nome, ' ' ORDER BY v.id) AS nomi
             FROM progetti_partenariato l
             JOIN progetti_organizzazione v ON v.id = l.organizzazione_id
            WHERE progetto_id > :base_progetto GROUP BY 1) o ON o.progetto_id = g.id
LEFT JOIN (SELECT progetto, max(data) AS ultima, min(data) FILTER (WHERE a = 'in_corso') AS avvio,
                  max(data) FILTER (WHERE a = 'conclusa') AS fine,
                  count(*) FILTER (WHERE a = 'in_corso')
                    - count(*) FILTER (WHERE a IN ('conclusa', 'ritirata')) AS aperte
             FROM gen_passi GROUP BY 1) s ON s.progetto = g.id;
SELECT setval(pg_get_serial_sequence('progetti_progetto', 'id'), :base_progetto + :ultimo - :primo + 1);
