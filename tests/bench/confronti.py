"""What is compared with PostgreSQL itself, and what a report costs: one measure each, no wrk."""

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable

from tests.bench.dati import apri
from tests.bench.impostazioni import ambiente
from tests.bench.misura import Server

# What a person who knows the tables would ask for the projects financed within a day, cut in two.
SQL_DIRETTO = """
SELECT m.slug, t.slug, count(*)
  FROM (SELECT DISTINCT f.progetto_id FROM progetti_faseprogetto f
          JOIN progetti_transizionefase s ON s.fase_id = f.id
         WHERE s.a IN ('finanziata', 'in_corso', 'conclusa') AND s.data <= current_date) x
  JOIN progetti_progetto p ON p.id = x.progetto_id AND p.is_public AND NOT p.is_demo
  LEFT JOIN progetti_progettomacroarea lm ON lm.progetto_id = p.id
  LEFT JOIN progetti_macroarea m ON m.id = lm.macroarea_id
  LEFT JOIN progetti_progettotema lt ON lt.progetto_id = p.id
  LEFT JOIN progetti_tema t ON t.id = lt.tema_id
 GROUP BY 1, 2
"""
# The columns of the public list (progetti/selectors/esporta.py), asked directly.
SQL_COPY = """
COPY (SELECT c.nome, c.codice_istat, pr.nome, r.nome, p.titolo, p.sintesi,
  (SELECT string_agg(m.nome, '; ' ORDER BY m.nome) FROM progetti_progettomacroarea l
     JOIN progetti_macroarea m ON m.id = l.macroarea_id WHERE l.progetto_id = p.id),
  (SELECT string_agg(t.nome, '; ' ORDER BY t.nome) FROM progetti_progettotema l
     JOIN progetti_tema t ON t.id = l.tema_id WHERE l.progetto_id = p.id),
  (SELECT i.codice FROM progetti_faseprogetto f JOIN progetti_intervento i ON i.id = f.intervento_id
    WHERE f.progetto_id = p.id ORDER BY i.ordine DESC LIMIT 1),
  (SELECT f.stato FROM progetti_faseprogetto f JOIN progetti_intervento i ON i.id = f.intervento_id
    WHERE f.progetto_id = p.id ORDER BY i.ordine DESC LIMIT 1),
  (SELECT sum(f.importo_concesso_eur) FROM progetti_faseprogetto f WHERE f.progetto_id = p.id),
  p.cup, p.data_inizio, p.data_fine, p.is_demo, p.updated_at, p.slug
  FROM progetti_progetto p JOIN comuni_comune c ON c.id = p.comune_id
  LEFT JOIN comuni_provincia pr ON pr.id = c.provincia_id
  LEFT JOIN comuni_regione r ON r.id = pr.regione_id
 WHERE p.is_public AND NOT p.is_demo) TO STDOUT (FORMAT csv, DELIMITER ';')
"""
ESPORTA = "/progetti/esporta.csv"
PDF = """
import json, os, resource, sys
import django
django.setup()
from datetime import date
from fis_portal.core.pdf import pdf_prepare
from monitoraggio.collect import report_collect, sha256_of
from monitoraggio.enums import FormatoReport
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.render import report_render
report = ReportMonitoraggio(tipo="trimestrale", periodo_inizio=date(2025, 7, 1),
    periodo_fine=date(2025, 9, 30), data_riferimento=date(2025, 9, 30))
dati = report_collect(report).as_dict()
sha256 = sha256_of(dati)
pdf_prepare()
prima = resource.getrusage(resource.RUSAGE_SELF)
raccolta = prima.ru_utime + prima.ru_stime
pdf = report_render(dati, FormatoReport.PDF, versione=1, sha256=sha256)
dopo = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpu_s": dopo.ru_utime + dopo.ru_stime - raccolta, "byte": len(pdf),
    "memoria_mb": dopo.ru_maxrss / 1024}))
"""


def cronometra(azione: Callable[[], object], volte: int = 3) -> float:
    """Seconds, the median of some times after a first one that warms up."""
    azione()
    tempi = []
    for _volta in range(volte):
        prima = time.perf_counter()
        azione()
        tempi.append(time.perf_counter() - prima)
    return statistics.median(tempi)


def sql_diretto(progetti: int) -> float:
    with apri(progetti) as cursore:

        def chiedi() -> None:
            cursore.execute(SQL_DIRETTO)
            cursore.fetchall()

        return cronometra(chiedi)


def figura_tagliata(server: Server) -> float:
    percorso = "/api/v1/monitoraggio/figure/progetti/?per=macroarea,tema"
    return cronometra(lambda: leggi(server, percorso))


def figura_intera(server: Server, codice: str) -> float:
    """Seconds of one answer, computed after the portal has answered something else."""
    return leggi(server, f"/api/v1/monitoraggio/figure/{codice}/")[1]


def copia(progetti: int) -> float:
    """Seconds of COPY, of the rows and columns of the public list."""
    with apri(progetti) as cursore, open(os.devnull, "w") as nulla:
        prima = time.perf_counter()
        cursore.copy_expert(SQL_COPY, nulla)
        return time.perf_counter() - prima


def leggi(server: Server, percorso: str) -> tuple[float, float, int]:
    """Seconds to the first byte and to the last, and how many bytes."""
    # Computed now: an answer that the process kept would be compared with nothing.
    chiesta = urllib.request.Request(server.url(percorso), headers={"Cache-Control": "no-cache"})
    prima = time.perf_counter()
    with urllib.request.urlopen(chiesta, timeout=3600) as risposta:
        byte = len(risposta.read(1))
        primo = time.perf_counter() - prima
        while pezzo := risposta.read(1 << 20):
            byte += len(pezzo)
    return primo, time.perf_counter() - prima, byte


def report_pdf(progetti: int) -> dict[str, float]:
    """CPU of the rendering, in a process as ready for it as a worker is, and its whole memory."""
    uscita = subprocess.run(
        [sys.executable, "-c", PDF],
        env=ambiente(progetti),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    esito: dict[str, float] = json.loads(uscita.strip().splitlines()[-1])
    return esito
