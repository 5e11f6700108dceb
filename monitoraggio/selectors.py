"""Reads of the reports and of the published figures that stand beside the computed ones."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from django.db import connection
from django.db.models import F, Min, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from comuni.models import Comune
from monitoraggio.enums import StatoReport, TipoReport
from monitoraggio.models import DatoPubblicato, FileReport, ModelloReport, ReportMonitoraggio
from progetti.models import Progetto, TransizioneFase

Numero = int | Decimal
ATTESA_MASSIMA = timedelta(seconds=120)
SCELTE_MASSIME = 300


class VoceCalcolata(Protocol):
    """What a comparison needs to know of a line of a figure (registro.Voce)."""

    @property
    def valore(self) -> Numero | None: ...
    @property
    def quota(self) -> int | None: ...
    @property
    def soppressa(self) -> bool: ...


class FiguraCalcolata(Protocol):
    """What a comparison needs to know of a figure (registro.Figura)."""

    @property
    def codice(self) -> str: ...
    @property
    def alla(self) -> date: ...
    @property
    def dimostrativi(self) -> bool: ...
    def voce(self, codice: str) -> VoceCalcolata | None: ...


@dataclass(frozen=True, slots=True)
class FonteCitata:
    """A source as it is quoted."""

    codice: str
    titolo: str
    url: str
    url_archivio: str
    data: date | None

    def __str__(self) -> str:
        return self.titolo

    def as_dict(self) -> dict[str, Any]:
        return {
            "codice": self.codice,
            "titolo": self.titolo,
            "url": self.url,
            "url_archivio": self.url_archivio,
            "data": self.data.isoformat() if self.data else None,
        }


@dataclass(frozen=True, slots=True)
class Confronto:
    """A published figure beside the computed one.

    `differenza` is computed less published; None where there is nothing to compare with.
    """

    codice: str
    figura: str
    voce: str
    etichetta: str
    unita: str
    is_quota: bool
    pubblicato: Numero
    calcolato: Numero | None
    differenza: Numero | None
    data_riferimento: date | None
    nota: str
    spiegazione: str
    fonte: FonteCitata

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; decimals as strings."""
        return {
            "codice": self.codice,
            "figura": self.figura,
            "voce": self.voce,
            "etichetta": self.etichetta,
            "unita": self.unita,
            "is_quota": self.is_quota,
            "provenienza": "pubblicato",
            "pubblicato": _json(self.pubblicato),
            "calcolato": _json(self.calcolato),
            "differenza": _json(self.differenza),
            "data_riferimento": (
                self.data_riferimento.isoformat() if self.data_riferimento else None
            ),
            "nota": self.nota,
            "spiegazione": self.spiegazione,
            "fonte": self.fonte.codice,
        }


def confronti(figura: FiguraCalcolata) -> tuple[Confronto, ...]:
    """The published figures beside one computed figure: one query."""
    return confronti_per_figura([figura])[figura.codice]


def confronti_per_figura(
    figure: Iterable[FiguraCalcolata], *, alla: date | None = None
) -> dict[str, tuple[Confronto, ...]]:
    """The published figures beside each computed one, by its code: one query for all.

    Under "" are those published on facts the portal does not compute, known on day `alla`. What
    was published on a later day than the figure's is left out, and nothing published stands beside
    figures on demonstrative data: it tells of other projects.
    """
    per_codice = {figura.codice: figura for figura in figure}
    if any(figura.dimostrativi for figura in per_codice.values()):
        return dict.fromkeys(("", *per_codice), ())
    pubblicati = dati_pubblicati()
    if alla is None:
        pubblicati = pubblicati.filter(figura__in=list(per_codice))
    gruppi: dict[str, list[Confronto]] = defaultdict(list)
    for dato in pubblicati:
        figura = per_codice.get(dato.figura)
        limite = figura.alla if figura else alla
        if limite is None or (dato.data_riferimento and dato.data_riferimento > limite):
            continue
        gruppi[figura.codice if figura else ""].append(confronto_di(dato, figura))
    return {codice: tuple(gruppi[codice]) for codice in ("", *per_codice)}


def dati_pubblicati() -> QuerySet[DatoPubblicato]:
    """Everything that was published on the programme, with its source."""
    return DatoPubblicato.objects.select_related("fonte")


def confronto_di(dato: DatoPubblicato, figura: FiguraCalcolata | None) -> Confronto:
    """What was published beside what is computed."""
    pubblicato = _semplice(dato.valore)
    calcolato = _calcolato(dato, figura)
    return Confronto(
        codice=dato.codice,
        figura=dato.figura,
        voce=dato.voce,
        etichetta=dato.etichetta,
        unita=dato.unita,
        is_quota=dato.is_quota,
        pubblicato=pubblicato,
        calcolato=calcolato,
        differenza=None if calcolato is None else _semplice(Decimal(calcolato) - dato.valore),
        data_riferimento=dato.data_riferimento,
        nota=dato.nota,
        spiegazione=dato.spiegazione,
        fonte=FonteCitata(
            codice=dato.fonte.codice,
            titolo=dato.fonte.titolo,
            url=dato.fonte.url,
            url_archivio=dato.fonte.url_archivio,
            data=dato.fonte.data,
        ),
    )


def _calcolato(dato: DatoPubblicato, figura: FiguraCalcolata | None) -> Numero | None:
    voce = figura.voce(dato.voce) if figura else None
    if voce is None or voce.soppressa:
        return None
    valore = voce.quota if dato.is_quota else voce.valore
    return None if valore is None else _semplice(Decimal(valore))


def _semplice(valore: Decimal) -> Numero:
    """34.00 -> 34: a whole number is an int, whatever the column's decimals."""
    return int(valore) if valore == valore.to_integral_value() else valore.normalize()


def _json(valore: Numero | None) -> int | str | None:
    return f"{valore:f}" if isinstance(valore, Decimal) else valore


# --- Reports --------------------------------------------------------------------------------------


def report_pubblicati(*, dimostrativi: bool) -> QuerySet[ReportMonitoraggio]:
    """The published report of each period, in its newest version, with its files; newest first."""
    pubblici = ReportMonitoraggio.objects.public().con_dimostrativi(dimostrativi)
    di_cosa = ("tipo", "periodo_inizio", "comune_id", "is_demo")
    ultimi = pubblici.order_by(*di_cosa, "-versione").distinct(*di_cosa)
    return (
        pubblici.filter(pk__in=ultimi.values("pk"))
        .select_related("comune")
        .defer("dati")
        .prefetch_related(_file())
        .order_by("-periodo_fine", "-periodo_inizio", "is_demo", "pk")
    )


def report_del_programma() -> QuerySet[ReportMonitoraggio]:
    """The same of the real programme alone, of no single Comune."""
    return report_pubblicati(dimostrativi=False).filter(comune__isnull=True)


def report_versioni(
    *, tipo: TipoReport, periodo_inizio: date, is_demo: bool, comune: str | None = None
) -> list[ReportMonitoraggio]:
    """The versions of a period's report that were ever published, with their files.

    Those that still are come first, newest first; then the withdrawn ones. `comune` is the slug of
    the Comune it tells of.
    """
    usciti = ReportMonitoraggio.objects.usciti().filter(
        tipo=tipo, periodo_inizio=periodo_inizio, is_demo=is_demo, comune__slug=comune
    )
    return list(
        usciti.select_related("comune")
        .prefetch_related(_file())
        .order_by(F("ritirato_at").asc(nulls_first=True), "-versione")
    )


def report_precedente(report: ReportMonitoraggio) -> ReportMonitoraggio | None:
    """The newest published report of the same kind on an earlier period."""
    return (
        report_dello_stesso_genere(report)
        .filter(periodo_inizio__lt=report.periodo_inizio)
        .order_by("-periodo_inizio", "-versione")
        .first()
    )


def report_dello_stesso_genere(report: ReportMonitoraggio) -> QuerySet[ReportMonitoraggio]:
    """The published reports it may be compared with, newest first."""
    return (
        ReportMonitoraggio.objects.public()
        .filter(tipo=report.tipo, comune=report.comune_id, is_demo=report.is_demo)
        .select_related("comune")
        .order_by("-periodo_inizio", "-versione")
    )


def report_da_confrontare(
    report: ReportMonitoraggio | None, *, dimostrativi: bool
) -> QuerySet[ReportMonitoraggio]:
    """The published reports one may choose: those of the same kind, or all; newest first."""
    if report is not None:
        scelti = report_dello_stesso_genere(report)
    else:
        scelti = (
            ReportMonitoraggio.objects.public()
            .con_dimostrativi(dimostrativi)
            .select_related("comune")
            .order_by("tipo", "comune__nome_chiave", "-periodo_inizio", "-versione")
        )
    return scelti.defer("dati")[:SCELTE_MASSIME]


def stesso_genere(prima: ReportMonitoraggio, dopo: ReportMonitoraggio) -> list[str]:
    """Why two reports cannot be compared; empty when they can."""
    if prima == dopo:
        return [_("Scegli due report diversi: questo è lo stesso.")]
    if (prima.tipo, prima.comune_id, prima.is_demo) != (dopo.tipo, dopo.comune_id, dopo.is_demo):
        return [_("Si confrontano report dello stesso tipo: scegline due dell'elenco.")]
    return []


def coda_ferma() -> str | None:
    """What is wrong with the building of reports (readiness check); None when all is well."""
    limite = timezone.now() - ATTESA_MASSIMA
    fermi = ReportMonitoraggio.objects.filter(
        Q(stato=StatoReport.IN_CODA, updated_at__lt=limite)
        | Q(stato=StatoReport.IN_COSTRUZIONE, heartbeat_at__lt=limite)
    ).count()
    return f"{fermi} reports waiting for more than {ATTESA_MASSIMA.seconds} s" if fermi else None


def riepiloghi_sbagliati() -> str | None:
    """What the last proof of the summaries found (readiness warning); None when they were right."""
    with connection.cursor() as cursore:
        cursore.execute(
            "SELECT differenze FROM monitoraggio_riepilogoverifica ORDER BY quando DESC LIMIT 1"
        )
        riga = cursore.fetchone()
    differenze = json.loads(riga[0]) if riga and isinstance(riga[0], str) else (riga or [{}])[0]
    trovate = {tabella: n for tabella, n in differenze.items() if n}
    return f"summaries of the figures were wrong, and made again: {trovate}" if trovate else None


def _file() -> Prefetch:
    # The builder writes the PDF last: readers want it first.
    return Prefetch("file", queryset=FileReport.objects.order_by("-pk"))


def primo_giorno() -> date | None:
    """The first documented day of the programme: no report is asked for an earlier period."""
    return TransizioneFase.objects.aggregate(primo=Min("data"))["primo"]


def modelli_in_uso() -> QuerySet[ModelloReport]:
    """The templates that may be chosen."""
    return ModelloReport.objects.filter(attivo=True)


def comuni_con_progetti() -> QuerySet[Comune]:
    """The Comuni a report may tell of: those with a public project."""
    pubblici = Progetto.objects.filter(is_public=True)
    return Comune.objects.filter(pk__in=pubblici.values("comune")).order_by("nome_chiave", "pk")
