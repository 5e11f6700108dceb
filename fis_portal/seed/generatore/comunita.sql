-- A tenth as many attendances as projects, at meetings that are held one after the other.
CREATE TEMP TABLE gen_eventi ON COMMIT DROP AS
SELECT n, :base_evento + n - :primo / 400 AS id,
       date '2018-09-01' + mod(n * 7, 2600)::int AS data
  FROM generate_series(:primo / 400 + 1, :ultimo / 400::bigint) n;
INSERT INTO community_evento (id, created_at, updated_at, is_demo, tipo, titolo, slug, data_inizio,
  precisione, data_testo, modalita, luogo, indirizzo, collegamento, descrizione, organizzatori, nota,
  is_public, is_riservato, iscrizioni, annullato_motivo, intervento_id)
SELECT e.id, e.data, e.data, false,
  (ARRAY['laboratorio', 'webinar', 'seminario', 'giornata_scambio'])[1 + mod(e.n, 4)],
  format('%s %s', (ARRAY['Laboratorio sui servizi', 'Incontro sulla misura', 'Seminario sui patti',
    'Giornata di scambio'])[1 + mod(e.n, 4)], e.n),
  format('generato-%s-%s', :seme, e.n), e.data, 'giorno', '',
  CASE WHEN mod(e.n, 4) = 1 THEN 'online' ELSE 'presenza' END, '', '', '', '', 'Formez PA', '',
  true, false, 'chiuse', '', i.id
  FROM gen_eventi e JOIN progetti_intervento i ON i.ordine = 1 + mod(e.n, 3);

CREATE TEMP TABLE gen_persone ON COMMIT DROP AS
SELECT n, :base_persona + n - :primo / 40 AS id, c.id AS comune,
       CASE WHEN pg_temp.caso(n, 711) < 0.5 THEN e.id END AS ente
  FROM generate_series(:primo / 40 + 1, :ultimo / 40::bigint) n
  JOIN gen_comuni c ON c.i = floor(pg_temp.caso(n, 701) ^ 1.5 * (SELECT count(*) FROM gen_comuni))::int
  LEFT JOIN gen_enti e ON e.i = floor(pg_temp.caso(n, 712) * (SELECT count(*) FROM gen_enti))::int;
INSERT INTO community_persona (id, created_at, updated_at, is_demo, nome, cognome, email,
  organizzazione_id, agenda)
SELECT id, :inizio, :inizio, false,
  (ARRAY['Anna', 'Marco', 'Giulia', 'Luca', 'Sara', 'Paolo', 'Elena', 'Davide'])
    [1 + floor(pg_temp.caso(n, 702) * 8)::int],
  (ARRAY['Rossi', 'Bianchi', 'Ferrari', 'Russo', 'Conti', 'Greco', 'Costa', 'Fontana'])
    [1 + floor(pg_temp.caso(n, 703) * 8)::int] || ' ' || n,
  format('persona-%s-%s@generato.example', :seme, n), ente, ''
  FROM gen_persone;
ANALYZE gen_eventi, gen_persone;

INSERT INTO community_partecipazione (created_at, updated_at, ente, tipo_ente, ruolo, canale,
  comune_id, evento_id, organizzazione_id, persona_id)
SELECT e.data, e.data, '', CASE WHEN p.ente IS NULL THEN 'pa' ELSE '' END, 'partecipante', 'ufficio',
  p.comune, e.id, p.ente, p.id
  FROM generate_series(:primo / 10 + 1, :ultimo / 10::bigint) AS s (k)
  JOIN gen_eventi e ON e.n = (SELECT min(n) FROM gen_eventi)
    + floor(pg_temp.caso(s.k, 721) * (SELECT count(*) FROM gen_eventi))::int
  JOIN gen_persone p ON p.n = (SELECT min(n) FROM gen_persone)
    + floor(pg_temp.caso(s.k, 722) * (SELECT count(*) FROM gen_persone))::int
 ORDER BY s.k ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('community_evento', 'id'),
  greatest((SELECT max(id) FROM community_evento), 1));
SELECT setval(pg_get_serial_sequence('community_persona', 'id'),
  greatest((SELECT max(id) FROM community_persona), 1));
