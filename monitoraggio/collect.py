"""Step one of a report: every figure with its first records and what was published, frozen.

The only step that asks the database. What it returns becomes JSON, kept with the report: from it
alone `render` draws the files, today and in years. The same records and the same day give the same
bytes, so the SHA-256 of the JSON names the content of a report.
"""

import hashlib
import json
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from fis_portal.core.istantanea import istantanea
from monitoraggio.composizione import SezioneChiesta, omesse, sezioni_chieste
from monitoraggio.differenze import differenze
from monitoraggio.enums import GenereSezione
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.registro import REGISTRO, Ambito, Figura, Record, figura, record_primi
from monitoraggio.registro.parole import Citate, citazioni
from monitoraggio.selectors import (
    Confronto,
    FonteCitata,
    confronti_per_figura,
    report_precedente,
)

SCHEMA = 2
# Far more than any figure of today's programme counts; a report that froze them all would be as
# large as the programme, in memory, in its row and in each of its files.
MASSIMO_RECORD = 1000
# Of the answers to the guiding questions, and of the lessons.
MASSIMO_CITAZIONI = 500


@dataclass(frozen=True, slots=True)
class FiguraReport:
    """A figure of the report: what was computed, from which records, beside what was published.

    `chiave` tells apart those of the same code, cut or filtered each in its own way. Where the
    records counted are more than those here, `record_in_tutto` says how many they are.
    """

    figura: Figura
    record: tuple[Record, ...]
    confronti: tuple[Confronto, ...]
    chiave: str = ""
    record_in_tutto: int = 0

    @property
    def percorso(self) -> str:
        """Page that tells the figure again on the same day, with its filters and cuts."""
        chiesto = [("alla", self.figura.alla.isoformat())]
        if self.figura.dimostrativi:
            chiesto.append(("dimostrativi", "1"))
        if self.figura.conosciuto_al:
            ultimo = timezone.localtime(self.figura.conosciuto_al) - timedelta(days=1)
            chiesto.append(("conosciuto_al", ultimo.date().isoformat()))
        chiesto += [(taglio.dimensione, taglio.codice) for taglio in self.figura.filtri]
        chiesto += [("per", codice) for codice in self.figura.per]
        return f"/monitoraggio/dati/{self.figura.codice}/?{urlencode(chiesto)}"

    def as_dict(self) -> dict[str, Any]:
        """Where no record was left out, nothing says so: the data are those they always were."""
        tagliati = self.record_in_tutto > len(self.record)
        return {
            **self.figura.as_dict(),
            "chiave": self.chiave or self.figura.codice,
            "percorso": self.percorso,
            "record": [r.as_dict() for r in self.record],
            **({"record_in_tutto": self.record_in_tutto} if tagliati else {}),
            "confronti": [confronto.as_dict() for confronto in self.confronti],
        }


@dataclass(frozen=True, slots=True)
class DatiReport:
    """All a report says, as of one day. No time of building in it, on purpose."""

    tipo: str
    titolo: str
    nome_periodo: str
    periodo_inizio: date
    periodo_fine: date
    alla: date
    dimostrativi: bool
    comune: dict[str, str] | None
    portale: dict[str, str]
    sezioni: tuple[dict[str, Any], ...]
    figure: tuple[FiguraReport, ...]
    omesse: tuple[str, ...]
    altri_pubblicati: tuple[Confronto, ...]
    citazioni: Citate
    precedente: dict[str, Any] | None

    @property
    def fonti(self) -> tuple[FonteCitata, ...]:
        """The sources quoted, once each, in the order of their first quotation."""
        citate = [c.fonte for f in self.figure for c in f.confronti]
        citate += [c.fonte for c in self.altri_pubblicati]
        return tuple({fonte.codice: fonte for fonte in citate}.values())

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, see `canonical_json`."""
        figure = [f.as_dict() for f in self.figure]
        return {
            "schema": SCHEMA,
            "tipo": self.tipo,
            "titolo": self.titolo,
            "nome_periodo": self.nome_periodo,
            "periodo_inizio": self.periodo_inizio.isoformat(),
            "periodo_fine": self.periodo_fine.isoformat(),
            "alla": self.alla.isoformat(),
            "dimostrativi": self.dimostrativi,
            "comune": self.comune,
            "portale": self.portale,
            "sezioni": list(self.sezioni),
            "figure": figure,
            "omesse": list(self.omesse),
            "cambiamenti": self._cambiamenti(figure),
            "altri_pubblicati": [c.as_dict() for c in self.altri_pubblicati],
            "citazioni": [citazione.as_dict() for citazione in self.citazioni.prime],
            **self._citazioni_tagliate(),
            "fonti": [fonte.as_dict() for fonte in self.fonti],
        }

    def _citazioni_tagliate(self) -> dict[str, int]:
        """Where no quotation was left out, nothing says so, as for records."""
        in_tutto = self.citazioni.in_tutto
        return {"citazioni_in_tutto": in_tutto} if in_tutto > len(self.citazioni.prime) else {}

    def _cambiamenti(self, figure: list[dict[str, Any]]) -> dict[str, Any] | None:
        if self.precedente is None:
            return None
        prima = {n: valore for n, valore in self.precedente.items() if n != "dati"}
        return {"prima": prima, **differenze(self.precedente["dati"], {"figure": figure})}


def report_collect(report: ReportMonitoraggio) -> DatiReport:
    """Compute the figures of a report as of its day, from one state of the data."""
    ambito = Ambito(report.data_riferimento, report.is_demo)
    with istantanea():
        chieste = sezioni_chieste(report)
        generi = {chiesta.genere for chiesta in chieste}
        sezioni, figure, altri = _svolte(chieste, ambito)
        dette = _citazioni(report, ambito) if GenereSezione.CITAZIONI in generi else Citate((), 0)
        precedente = _precedente(report) if GenereSezione.CAMBIAMENTI in generi else None
    return DatiReport(
        tipo=str(report.tipo),
        titolo=report.titolo,
        nome_periodo=report.nome_periodo,
        periodo_inizio=report.periodo_inizio,
        periodo_fine=report.periodo_fine,
        alla=report.data_riferimento,
        dimostrativi=report.is_demo,
        comune=_comune(report),
        portale={
            "nome": settings.SITE_NAME,
            "sito": settings.SITE_URL,
            "titolare": settings.ENTE_TITOLARE,
            "attuatore": settings.ENTE_ATTUATORE,
            "contatto": settings.CONTATTO_EMAIL,
        },
        sezioni=sezioni,
        figure=figure,
        omesse=omesse(report),
        altri_pubblicati=altri if GenereSezione.PUBBLICATI in generi and not report.comune else (),
        citazioni=dette,
        precedente=precedente,
    )


def report_anteprima(report: ReportMonitoraggio) -> dict[str, Any]:
    """What a report says if it is built already, or would say if it were built now."""
    return report.dati or report_collect(report).as_dict()


def _comune(report: ReportMonitoraggio) -> dict[str, str] | None:
    comune = report.comune
    if comune is None:
        return None
    return {"codice_istat": comune.codice_istat, "nome": comune.nome, "slug": comune.slug}


def _citazioni(report: ReportMonitoraggio, ambito: Ambito) -> Citate:
    return citazioni(
        ambito,
        dal=report.periodo_inizio,
        al=report.periodo_fine,
        massimo=MASSIMO_CITAZIONI,
        comune=report.comune,
    )


def _precedente(report: ReportMonitoraggio) -> dict[str, Any] | None:
    """The report published of the period before, as far as changes are told from it."""
    prima = report_precedente(report)
    if prima is None:
        return None
    return {
        "titolo": prima.titolo,
        "versione": prima.versione,
        "alla": prima.data_riferimento.isoformat(),
        "sha256": prima.sha256,
        "percorso": prima.indirizzo("report_detail", versione=prima.versione),
        "dati": prima.dati,
    }


def canonical_json(dati: dict[str, Any]) -> bytes:
    """One way to write the data: sorted keys, no spaces, UTF-8, a final newline."""
    testo = json.dumps(dati, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{testo}\n".encode()


def sha256_of(dati: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON: what identifies the content of a report."""
    return hashlib.sha256(canonical_json(dati)).hexdigest()


def _svolte(
    chieste: Sequence[SezioneChiesta], ambito: Ambito
) -> tuple[tuple[dict[str, Any], ...], tuple[FiguraReport, ...], tuple[Confronto, ...]]:
    """The sections as they are frozen, their figures, and what was published on other facts.

    Beside a figure asked of a part of the programme stands nothing published: that tells of it all.
    """
    intere = {c.figura for c in chieste if not c.per and not c.filtri}
    figure: dict[str, Figura] = {}
    sezioni = [_sezione(chiesta, ambito, figure, intere) for chiesta in chieste]
    altrove = {sezione["figura"] for sezione in sezioni if sezione.get("solo_taglio")}
    prime = {
        calcolata.codice: chiave
        for chiave, calcolata in reversed(figure.items())
        if not calcolata.filtri and chiave not in altrove
    }
    accanto = confronti_per_figura([figure[c] for c in prime.values()], alla=ambito.alla)
    altri = tuple(c for c in accanto[""] if c.figura not in REGISTRO)
    return tuple(sezioni), tuple(_figure(figure, prime, accanto, ambito)), altri


def _sezione(
    chiesta: SezioneChiesta, ambito: Ambito, figure: dict[str, Figura], intere: set[str]
) -> dict[str, Any]:
    """A section as it is frozen; its figure is computed and put among the others."""
    sezione: dict[str, Any] = {
        "genere": chiesta.genere,
        "titolo": chiesta.titolo,
        "testo": chiesta.testo,
    }
    if chiesta.figura:
        chiave = _chiave(chiesta.figura, figure)
        sua = replace(ambito, per=chiesta.per, filtri=chiesta.filtri)
        figure[chiave] = figura(chiesta.figura, sua)
        # Where the whole of it is told already, only the cut is new.
        solo_taglio = bool(chiesta.per) and not chiesta.filtri and chiesta.figura in intere
        sezione |= {"figura": chiave, "solo_taglio": solo_taglio}
    return sezione


def _chiave(codice: str, presi: Container[str]) -> str:
    """imbuto, imbuto-2, imbuto-3…"""
    chiavi = (codice, *(f"{codice}-{n}" for n in range(2, 1000)))
    return next(chiave for chiave in chiavi if chiave not in presi)


def _figure(
    figure: dict[str, Figura],
    prime: dict[str, str],
    confronti: dict[str, tuple[Confronto, ...]],
    ambito: Ambito,
) -> Iterator[FiguraReport]:
    """Each with its first records and what was published, once; a part lists no records."""
    for chiave, calcolata in figure.items():
        intera = prime.get(calcolata.codice) == chiave
        primi, in_tutto = (
            record_primi(calcolata.codice, ambito, MASSIMO_RECORD, contata=calcolata)
            if intera
            else ((), 0)
        )
        yield FiguraReport(
            figura=calcolata,
            record=primi,
            confronti=confronti[calcolata.codice] if intera else (),
            chiave=chiave,
            record_in_tutto=in_tutto,
        )
