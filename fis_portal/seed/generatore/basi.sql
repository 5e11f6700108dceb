-- What generated rows are made of, in temporary tables. Everything is drawn by caso(n, k): a number
-- from 0 to 1 that depends on the seed, on the row and on what is drawn, and on nothing else.
CREATE FUNCTION pg_temp.caso(n bigint, k integer) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(n, :seme::bigint * 1000 + k) & 9007199254740991)::float8 / 9007199254740992 $$;

-- Larger Comuni first: they have more projects, every Comune may have some.
CREATE TEMP TABLE gen_comuni ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY c.popolazione DESC NULLS LAST, c.codice_istat) - 1 AS i,
       c.id, c.nome, p.sigla, concat_ws(' ', c.nome, p.nome, r.nome) AS luogo
  FROM comuni_comune c
  JOIN comuni_provincia p ON p.id = c.provincia_id
  JOIN comuni_regione r ON r.id = p.regione_id
 WHERE NOT c.is_demo;
CREATE TEMP TABLE gen_temi ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY slug) - 1 AS i, id, nome FROM progetti_tema;
CREATE TEMP TABLE gen_macroaree ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY slug) - 1 AS i, id, nome FROM progetti_macroarea;

-- Sentences: 4,096 of what is done, 4,096 of why. Words early in a list are more frequent.
CREATE TEMP TABLE gen_frasi ON COMMIT DROP AS
WITH parole AS (SELECT
  string_to_array('apre,rilancia,organizza,accompagna,coinvolge,sperimenta,costruisce,mette in rete,'
    'recupera,anima,sostiene,avvia', ',') AS azioni,
  string_to_array('una casa di quartiere,un laboratorio di mestieri,uno sportello di ascolto,'
    'una cucina collettiva,un orto condiviso,una biblioteca diffusa,una scuola aperta il pomeriggio,'
    'un emporio solidale,un teatro di comunità,percorsi di tirocinio,una portineria sociale,'
    'alloggi temporanei,una ciclofficina,un servizio di vicinato,una radio dei ragazzi,'
    'una bottega artigiana,una comunità energetica,un centro diurno', ',') AS cose,
  string_to_array('i giovani che non studiano e non lavorano,le famiglie con bambini,'
    'le persone anziane sole,le donne in cerca di lavoro,chi arriva da altri Paesi,'
    'le persone con disabilità,gli adolescenti,chi vive in alloggi pubblici,i nuovi residenti,'
    'chi esce da percorsi di cura', ',') AS persone,
  string_to_array('nel quartiere,nelle frazioni,nel centro storico,nelle aree interne,in periferia,'
    'nei locali della ex scuola,lungo il fiume,negli spazi della stazione,nel mercato coperto', ',')
    AS luoghi,
  string_to_array('i servizi sono lontani,molti lasciano la scuola presto,gli affitti sono cresciuti,'
    'i negozi hanno chiuso,chi è solo non chiede aiuto,il lavoro è precario,mancano luoghi di incontro,'
    'le famiglie si spostano altrove,le competenze restano inutilizzate,gli spazi pubblici sono vuoti',
    ',') AS bisogni,
  string_to_array('con le imprese sociali,con le scuole,con il volontariato,con la parrocchia,'
    'con gli artigiani,con l''azienda sanitaria,con le associazioni sportive,con la fondazione locale',
    ',') AS alleati)
SELECT i,
  format('Il progetto %s %s per %s %s, %s.',
    azioni[1 + floor(pg_temp.caso(i, 901) * cardinality(azioni))::int],
    cose[1 + floor(pg_temp.caso(i, 902) ^ 1.5 * cardinality(cose))::int],
    persone[1 + floor(pg_temp.caso(i, 903) ^ 1.3 * cardinality(persone))::int],
    luoghi[1 + floor(pg_temp.caso(i, 904) ^ 2 * cardinality(luoghi))::int],
    alleati[1 + floor(pg_temp.caso(i, 905) * cardinality(alleati))::int]) AS fa,
  format('Qui %s e %s: ne risentono soprattutto %s.',
    bisogni[1 + floor(pg_temp.caso(i, 906) ^ 1.3 * cardinality(bisogni))::int],
    bisogni[1 + floor(pg_temp.caso(i, 907) * cardinality(bisogni))::int],
    persone[1 + floor(pg_temp.caso(i, 908) * cardinality(persone))::int]) AS perche,
  persone[1 + floor(pg_temp.caso(i, 903) ^ 1.3 * cardinality(persone))::int] AS chi
FROM generate_series(0, 4095) i, parole;
CREATE INDEX ON gen_frasi (i);

-- Organisations: one for each Comune, and others, as many as the projects ask for.
INSERT INTO progetti_organizzazione (created_at, updated_at, is_demo, nome, tipo, comune_id, sito)
SELECT :inizio, :inizio, false, left(format('Comune di %s (%s)', c.nome, c.sigla), 200), 'pa', c.id, ''
  FROM gen_comuni c
 WHERE NOT EXISTS (SELECT 1 FROM progetti_organizzazione o WHERE o.comune_id = c.id)
 ORDER BY c.i ON CONFLICT DO NOTHING;
INSERT INTO progetti_organizzazione (created_at, updated_at, is_demo, nome, tipo, sito)
SELECT :inizio, :inizio, false,
  format('%s %s %s',
    (ARRAY['Cooperativa sociale', 'Associazione', 'Fondazione', 'Università', 'Consorzio',
           'Impresa sociale', 'Istituto', 'Banca'])[1 + t],
    (ARRAY['La Rete', 'Il Cantiere', 'Orizzonti', 'Nuovi Passi', 'Terra Comune', 'L''Approdo',
           'Insieme', 'La Bussola', 'Germogli', 'Altrove'])[1 + floor(pg_temp.caso(n, 802) * 10)::int],
    n),
  (ARRAY['ets', 'ets', 'fondazione', 'universita', 'ets', 'impresa', '', 'banca'])[1 + t], ''
  FROM (SELECT n, floor(pg_temp.caso(n, 801) ^ 1.5 * 8)::int AS t
          FROM generate_series(1, greatest(200, least(20000, :ultimo / 50))) n) g
 ORDER BY n ON CONFLICT DO NOTHING;
CREATE TEMP TABLE gen_enti ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY nome) - 1 AS i, id
  FROM progetti_organizzazione WHERE comune_id IS NULL AND NOT is_demo
   AND (regexp_match(nome, ' (\d+)$'))[1]::int <= greatest(200, least(20000, :ultimo / 50));
CREATE INDEX ON gen_enti (i);
ANALYZE gen_comuni, gen_temi, gen_macroaree, gen_frasi, gen_enti;
