"""The desk of the management area: what waits, the figures of the programme, what is missing.

Figures come from the registry, the same as everywhere else; the counts of what waits are lengths of
the lists they link to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from community.models import Evento
from fis_portal.core.changes import Cambiamento, Parte, storia_latest
from fis_portal.core.models import Fonte
from fis_portal.sito.scrivania import modulo, scrivania_figure
from monitoraggio.enums import StatoReport
from monitoraggio.models import ReportMonitoraggio
from outcomes.enums import Verifica
from outcomes.models import Rendicontazione, Rilevazione
from progetti.models import (
    DerogaRegola,
    FaseProgetto,
    Organizzazione,
    Partenariato,
    Progetto,
    TransizioneFase,
)
from progetti.selectors import MANCANZE

# The filters offered at the desk; the address may use the others of the dashboard too.
FILTRI = ("intervento", "macroarea", "tema", "regione")
CAMBIAMENTI = 8
REPORT = 5
# Models whose latest changes are news for everybody; each shown to those who may see it.
NOTIZIE = (
    Progetto,
    FaseProgetto,
    TransizioneFase,
    Partenariato,
    Organizzazione,
    DerogaRegola,
    Evento,
    Fonte,
)


@dataclass(frozen=True, slots=True)
class Attesa:
    """Something that waits for somebody: how many, what, and the list where to do it."""

    quanti: int
    testo: str
    url: str


@dataclass(frozen=True, slots=True)
class Notizia:
    """A change and the page where it is told in full."""

    cambiamento: Cambiamento
    url: str


def dashboard_callback(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    form = modulo(request)
    if may_see(request, Progetto):
        richiesta = form.richiesta
        context |= {
            "alla": richiesta.alla,
            "richiesta": richiesta,
            "scelte": [scelta for scelta in form.scelte() if scelta.nome in FILTRI],
            "comune": request.GET.get("comune", ""),
            "problemi": form.problemi(),
            "figure": list(scrivania_figure(request, richiesta)),
        }
    context |= {
        "senza_ruolo": not request.user.get_all_permissions(),
        "attese": [attesa for attesa in _attese(request) if attesa.quanti],
        "notizie": list(_notizie(request)),
        "report": _report(request),
        "report_url": _lista(ReportMonitoraggio),
    }
    return context


def may_see(request: HttpRequest, model: type) -> bool:
    registrato = admin.site._registry.get(model)
    return registrato is not None and registrato.has_view_permission(request)


def _lista(model: Any, **filtri: str) -> str:
    opts = model._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    return f"{url}?{urlencode(filtri)}" if filtri else url


# --- What waits ----------------------------------------------------------------------------------
def _attese(request: HttpRequest) -> Iterator[Attesa]:
    if may_see(request, ReportMonitoraggio):
        yield from _attese_report(request)
    if request.user.has_perm("outcomes.review_rendicontazione"):
        yield from _attese_rendicontazioni()
    if may_see(request, Progetto):
        yield from _attese_progetti()
    if may_see(request, Evento):
        yield from _attese_eventi()


def _attese_report(request: HttpRequest) -> Iterator[Attesa]:
    report = ReportMonitoraggio.objects.reali()
    if request.user.has_perm("monitoraggio.publish_reportmonitoraggio"):
        pronti = report.filter(stato=StatoReport.PRONTO, pubblicato_at__isnull=True).count()
        testo = ngettext("report pronto da pubblicare", "report pronti da pubblicare", pronti)
        yield Attesa(pronti, testo, _lista(ReportMonitoraggio, stato__exact=StatoReport.PRONTO))
    falliti = report.filter(stato=StatoReport.FALLITO).count()
    testo = ngettext("report non riuscito", "report non riusciti", falliti)
    yield Attesa(falliti, testo, _lista(ReportMonitoraggio, stato__exact=StatoReport.FALLITO))


def _attese_progetti() -> Iterator[Attesa]:
    reali = Progetto.objects.reali()
    nascosti = reali.filter(is_public=False).count()
    testo = ngettext("progetto non ancora pubblico", "progetti non ancora pubblici", nascosti)
    yield Attesa(nascosti, testo, _lista(Progetto, is_public__exact="0", is_demo__exact="0"))
    senza_ruoli = reali.filter(MANCANZE["ruoli"][1]).count()
    testo = ngettext(
        "progetto senza tutti i ruoli obbligatori",
        "progetti senza tutti i ruoli obbligatori",
        senza_ruoli,
    )
    yield Attesa(senza_ruoli, testo, _lista(Progetto, manca="ruoli", is_demo__exact="0"))
    fasi = FaseProgetto.objects.filter(progetto__is_demo=False, transizioni__isnull=True).count()
    testo = ngettext("fase senza passaggi registrati", "fasi senza passaggi registrati", fasi)
    yield Attesa(fasi, testo, _lista(FaseProgetto, senza_passaggi="si"))


def _attese_eventi() -> Iterator[Attesa]:
    senza = Evento.objects.reali().senza_presenze(timezone.localdate()).count()
    testo = ngettext(
        "evento concluso senza presenze registrate",
        "eventi conclusi senza presenze registrate",
        senza,
    )
    yield Attesa(senza, testo, _lista(Evento, senza_presenze="si", is_demo__exact="0"))


def _attese_rendicontazioni() -> Iterator[Attesa]:
    """For who reviews: what was sent, what is late, what the evaluator disputes."""
    reali = Rendicontazione.objects.reali()
    esame = reali.da_esaminare().count()
    testo = ngettext("rendicontazione da esaminare", "rendicontazioni da esaminare", esame)
    base = {"progetto__is_demo__exact": "0"}
    yield Attesa(esame, testo, _lista(Rendicontazione, stato__exact="inviata", **base))
    tardi = reali.in_ritardo(timezone.localdate()).count()
    testo = ngettext("rendicontazione in ritardo", "rendicontazioni in ritardo", tardi)
    yield Attesa(tardi, testo, _lista(Rendicontazione, ritardo="si", **base))
    contestati = Rilevazione.objects.reali().filter(verifica=Verifica.CONTESTATA).count()
    testo = ngettext("valore contestato", "valori contestati", contestati)
    yield Attesa(contestati, testo, _lista(Rilevazione, verifica__exact=Verifica.CONTESTATA))


# --- News ----------------------------------------------------------------------------------------
def _notizie(request: HttpRequest) -> Iterator[Notizia]:
    visibili = [model for model in NOTIZIE if may_see(request, model)]
    parti = [Parte(model, {}) for model in visibili]
    for cambiamento in storia_latest(parti, CAMBIAMENTI) if parti else ():
        yield Notizia(cambiamento, _storia(cambiamento))


def _storia(cambiamento: Cambiamento) -> str:
    if cambiamento.azione == "delete":
        return ""
    opts = cambiamento.model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_history", args=[cambiamento.pk])


def _report(request: HttpRequest) -> list[ReportMonitoraggio]:
    if not may_see(request, ReportMonitoraggio):
        return []
    return list(ReportMonitoraggio.objects.defer("dati").order_by("-created_at", "-pk")[:REPORT])
