-- Every hundredth project reports: five indicators over ten half-years.
INSERT INTO outcomes_periodomonitoraggio
  (created_at, updated_at, is_demo, codice, nome, dal, al, chiuso_il)
SELECT :inizio, :inizio, false, format('generato-%s-%s', anno, meta),
  format('%s semestre %s', (ARRAY['Primo', 'Secondo'])[meta], anno),
  make_date(anno, meta * 6 - 5, 1), (make_date(anno, meta * 6, 1) + interval '1 month - 1 day')::date,
  NULL
  FROM generate_series(2021, 2025) anno, generate_series(1, 2) meta ON CONFLICT DO NOTHING;
CREATE TEMP TABLE gen_quadri ON COMMIT DROP AS
SELECT g.n, g.id AS progetto, :base_quadro + row_number() OVER (ORDER BY g.n) AS id
  FROM gen g WHERE mod(g.n, 100) = 7;
INSERT INTO outcomes_quadroimpatto (id, created_at, updated_at, is_demo, nome_modello, versione, stato,
  motivo, concordato_con, progetto_id, in_vigore_dal)
SELECT id, :inizio, :inizio, false, '', 1, 'in_vigore', 'Primo quadro del progetto.',
  'Outcome team del progetto', progetto, date '2020-10-01' FROM gen_quadri;
CREATE TEMP TABLE gen_esiti ON COMMIT DROP AS
SELECT q.n, q.id AS quadro, e.posto, e.codice, e.livello, e.titolo,
       :base_esito + row_number() OVER (ORDER BY q.n, e.posto) AS id
  FROM gen_quadri q, (VALUES (1, 'OP1', 'output', 'Servizi aperti alle persone'),
    (2, 'OC1', 'outcome', 'Più persone seguite vicino a casa'),
    (3, 'IM1', 'impatto', 'Quartieri meno disuguali')) AS e (posto, codice, livello, titolo);
INSERT INTO outcomes_esito (id, created_at, updated_at, codice, livello, titolo, descrizione, ipotesi,
  ordine, quadro_id)
SELECT id, :inizio, :inizio, codice, livello, titolo, '', '', posto, quadro FROM gen_esiti;
CREATE TEMP TABLE gen_indicatori ON COMMIT DROP AS
SELECT e.n, e.quadro, e.id AS esito, i.*, :base_indicatore
       + row_number() OVER (ORDER BY e.n, i.codice) AS id
  FROM gen_esiti e JOIN (VALUES
    (1, 'I01', 'Persone raggiunte', 'conteggio', 'persone', 'cumulativo', 'persone', 400),
    (1, 'I02', 'Iniziative realizzate', 'conteggio', 'iniziative', 'per_periodo', 'nessuna', 40),
    (2, 'I03', 'Spesa attivata sul territorio', 'euro', '', 'cumulativo', 'nessuna', 300000),
    (2, 'I04', 'Ore di apertura dei servizi', 'numero', 'ore', 'per_periodo', 'nessuna', 900),
    (3, 'I05', 'Giovani rientrati in formazione', 'conteggio', 'persone', 'cumulativo', 'persone', 60))
    AS i (posto, codice, nome, tipo, unita, cumulo, riservatezza, atteso) ON i.posto = e.posto;
INSERT INTO outcomes_indicatore (id, created_at, updated_at, serie, codice, ordine, nome, definizione,
  tipo, unita, direzione, cumulo, base_stato, base_valore, base_data, base_motivo, target_finale,
  target_motivo, fonte_dati, metodo, frequenza, chi_misura, chi_verifica, evidenza_richiesta,
  is_public, riservatezza, sdg, bes, esito_id, quadro_id)
SELECT id, :inizio, :inizio, md5(format('%s %s %s', :seme, n, codice))::uuid, codice,
  right(codice, 2)::int, nome, '', tipo, unita, 'cresce', cumulo, 'misurata', 0, date '2020-10-01', '',
  round(atteso * (0.5 + pg_temp.caso(n * 8 + posto, 601))), '', 'Registro del progetto', 'Conteggio', 'semestrale',
  'Il Comune', 'Il valutatore', false, true, riservatezza, '{}', '{}', esito, quadro
  FROM gen_indicatori;
CREATE TEMP TABLE gen_rendiconti ON COMMIT DROP AS
SELECT q.n, q.id AS quadro, q.progetto, p.id AS periodo, p.al, p.posto, s.stato,
       :base_rendicontazione + row_number() OVER (ORDER BY q.n, p.posto) AS id
  FROM gen_quadri q
  CROSS JOIN (SELECT id, al, row_number() OVER (ORDER BY al) AS posto
                FROM outcomes_periodomonitoraggio WHERE codice LIKE 'generato-%') p
  CROSS JOIN LATERAL (SELECT CASE
     WHEN pg_temp.caso(q.n * 16 + p.posto, 611) < 0.05 THEN 'bozza'
     WHEN p.posto = 10 THEN 'inviata'
     WHEN p.posto > 7 AND pg_temp.caso(q.n * 16 + p.posto, 612) < 0.5 THEN 'accettata'
     ELSE 'validata' END AS stato) s;
INSERT INTO outcomes_rendicontazione (id, created_at, updated_at, progetto_id, periodo_id, quadro_id,
  stato, scadenza, revisione, accettata_il)
SELECT id, al, al + 40, progetto, periodo, quadro, stato, al + 30,
  CASE WHEN stato = 'bozza' THEN 0 ELSE 1 END,
  CASE WHEN stato IN ('accettata', 'validata') THEN al + 40 END FROM gen_rendiconti;
INSERT INTO outcomes_rilevazione (versione, grezzo, stato_valore, motivo, nota, conferma_avvisi,
  avvisi_confermati, verifica, verifica_metodo, verifica_nota, indicatore_id, rendicontazione_id,
  valore, verificata_il, modificata_il)
SELECT 1, '{}', CASE WHEN misurato THEN 'misurato' ELSE 'non_ancora' END, '', '', '', '[]',
  CASE WHEN misurato AND stato = 'validata' THEN 'validata' ELSE 'da_verificare' END,
  CASE WHEN misurato AND stato = 'validata' THEN 'Controllo dei registri' ELSE '' END, '',
  indicatore, rendiconto, CASE WHEN misurato THEN valore END,
  CASE WHEN misurato AND stato = 'validata' THEN al + 45 END, al + 20
  FROM (SELECT i.id AS indicatore, r.id AS rendiconto, r.stato, r.al,
          pg_temp.caso((i.n * 8 + right(i.codice, 2)::int) * 16 + r.posto, 621) < 0.9 AS misurato,
          round((i.atteso * CASE WHEN i.cumulo = 'cumulativo' THEN r.posto / 10.0 ELSE 0.1 END
            * (0.6 + 0.6 * pg_temp.caso((i.n * 8 + right(i.codice, 2)::int) * 16 + r.posto, 622)))::numeric) AS valore
          FROM gen_rendiconti r JOIN gen_indicatori i ON i.quadro = r.quadro) v;
SELECT setval(pg_get_serial_sequence(t, 'id'), greatest(1, m)) FROM (
  SELECT 'outcomes_quadroimpatto' AS t, max(id) AS m FROM outcomes_quadroimpatto UNION ALL
  SELECT 'outcomes_esito', max(id) FROM outcomes_esito UNION ALL
  SELECT 'outcomes_indicatore', max(id) FROM outcomes_indicatore UNION ALL
  SELECT 'outcomes_rendicontazione', max(id) FROM outcomes_rendicontazione) s;
