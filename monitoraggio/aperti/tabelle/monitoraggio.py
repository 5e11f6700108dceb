"""Figures of the registry at the end of each quarter, figures others published, reports."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from monitoraggio.aperti.tabelle.colonne import (
    data,
    decimale,
    fonte,
    intero,
    pagina,
    scelta,
    si_no,
    testo,
)
from monitoraggio.aperti.tipi import Riga, Sorgente, Tabella, Tipo
from monitoraggio.enums import TipoReport
from monitoraggio.models import DatoPubblicato, ReportMonitoraggio
from monitoraggio.periodi import periodi_fra, ultimo_concluso
from monitoraggio.registro import REGISTRO, Ambito, figura
from progetti.models import TransizioneFase


def _fine_dei_trimestri() -> Iterator[date]:
    """Since the programme's first public step: the same days until a new quarter has ended."""
    passaggi = TransizioneFase.objects.filter(
        fase__progetto__is_public=True, fase__progetto__is_demo=False
    )
    primo = passaggi.aggregate(primo=Min("data"))["primo"]
    ultimo = ultimo_concluso(TipoReport.TRIMESTRALE, timezone.localdate())
    if primo is not None:
        for periodo in periodi_fra(TipoReport.TRIMESTRALE, primo, ultimo.inizio):
            yield periodo.fine


def _figure() -> Iterator[Riga]:
    giorni = [giorno for giorno in _fine_dei_trimestri() if giorno < timezone.localdate()]
    for codice in sorted(REGISTRO):
        for giorno in giorni:
            dati = figura(codice, Ambito(giorno)).as_dict()
            for numero, voce in enumerate(dati.pop("voci"), 1):
                yield {
                    **dati,
                    "numero": numero,
                    "voce": voce["codice"],
                    **{f"voce_{nome}": valore for nome, valore in voce.items()},
                }


def _dati_pubblicati() -> Iterator[Riga]:
    for dato in DatoPubblicato.objects.select_related("fonte").order_by("codice").iterator(500):
        citata = dato.fonte
        yield {
            "codice": dato.codice,
            "etichetta": dato.etichetta,
            "valore": dato.valore,
            "unita": dato.unita,
            "is_quota": dato.is_quota,
            "data_riferimento": dato.data_riferimento,
            "figura": dato.figura,
            "voce": dato.voce,
            "nota": dato.nota,
            "spiegazione": dato.spiegazione,
            "fonte": {
                "codice": citata.codice,
                "titolo": citata.titolo,
                "url": citata.url,
                "url_archivio": citata.url_archivio,
                "data": citata.data,
                "nota": citata.nota,
            },
        }


def _report() -> Iterator[Riga]:
    for report in ReportMonitoraggio.objects.public().reali().defer("dati").order_by("pk"):
        indirizzo = reverse(
            "monitoraggio:report_detail", args=[report.periodo_inizio.year, report.periodo_slug]
        )
        yield {
            "id": report.pk,
            "titolo": report.titolo,
            "tipo": report.tipo,
            "periodo_inizio": report.periodo_inizio,
            "periodo_fine": report.periodo_fine,
            "data_riferimento": report.data_riferimento,
            "versione": report.versione,
            "sha256": report.sha256,
            "pubblicato_at": report.pubblicato_at,
            "url": f"{settings.SITE_URL}{indirizzo}?versione={report.versione}",
        }


FIGURE = Tabella(
    codice="figure",
    titolo=_("Cifre di monitoraggio"),
    descrizione=_(
        "Ogni cifra che il portale calcola, alla fine di ogni trimestre: una riga per voce. A ogni "
        "altra data risponde l'API."
    ),
    sorgente=Sorgente("figure", _figure),
    chiave=("figura", "alla", "numero"),
    frequenza="QUARTERLY",
    vista="monitoraggio:index",
    api="api:figura-list",
    colonne=(
        testo(
            nome="figura",
            da="codice",
            descrizione=_("Codice della cifra."),
            esempio="macroaree",
            obbligatoria=True,
        ),
        testo(
            nome="titolo",
            descrizione=_("Titolo della cifra."),
            esempio="Progetti per macroarea",
            obbligatoria=True,
        ),
        data(
            nome="alla",
            descrizione=_("Giorno a cui si riferisce."),
            esempio="2026-09-30",
            obbligatoria=True,
        ),
        intero(
            nome="numero",
            descrizione=_("Numero d'ordine della voce nella cifra."),
            esempio="1",
            obbligatoria=True,
        ),
        testo(
            nome="voce",
            descrizione=_("Codice della voce; vuoto per ciò che non ne ha, come «non indicato»."),
            esempio="inclusione-sociale",
        ),
        testo(
            nome="etichetta",
            da="voce_etichetta",
            descrizione=_("Nome della voce."),
            esempio="inclusione sociale",
            obbligatoria=True,
        ),
        decimale(
            nome="valore",
            da="voce_valore",
            descrizione=_(
                "Il valore; vuoto se è ignoto, non calcolabile o troppo piccolo per mostrarlo."
            ),
            esempio="16",
        ),
        intero(
            nome="quota",
            da="voce_quota",
            unita="%",
            descrizione=_(
                "Quota sulla base, arrotondata all'unità: le quote non fanno sempre 100."
            ),
            esempio="73",
        ),
        testo(
            nome="unita",
            descrizione=_("Unità del valore."),
            esempio="assegnazioni",
            obbligatoria=True,
        ),
        intero(
            nome="denominatore",
            descrizione=_("Su quanto sono calcolate le quote."),
            esempio="22",
        ),
        testo(
            nome="base",
            descrizione=_("Che cosa conta il denominatore."),
            esempio="assegnazioni a una macroarea dei progetti finanziati",
        ),
        si_no(
            nome="soppressa",
            da="voce_soppressa",
            descrizione=_("Il valore c'è ma non si mostra, per riservatezza."),
            esempio="false",
            obbligatoria=True,
        ),
        testo(nome="nota", da="voce_nota", descrizione=_("Nota alla voce."), esempio="Stimato."),
    ),
)

DATI_PUBBLICATI = Tabella(
    codice="dati_pubblicati",
    titolo=_("Cifre pubblicate da altri"),
    descrizione=_("Cifre sul programma citate con la loro fonte, da mettere accanto a «figure»."),
    sorgente=Sorgente("dati_pubblicati", _dati_pubblicati),
    chiave=("codice",),
    vista="monitoraggio:index",
    api="api:dato-pubblicato-list",
    colonne=(
        testo(
            nome="codice",
            descrizione=_("Identificativo."),
            esempio="quota-inclusione-sociale",
            obbligatoria=True,
        ),
        testo(
            nome="etichetta",
            descrizione=_("Che cosa dice."),
            esempio="Progetti di inclusione sociale",
            obbligatoria=True,
        ),
        decimale(
            nome="valore",
            decimali=2,
            descrizione=_("Come è stato pubblicato."),
            esempio="73.00",
            obbligatoria=True,
        ),
        testo(nome="unita", descrizione=_("Unità."), esempio="%", obbligatoria=True),
        si_no(
            nome="is_quota",
            descrizione=_("Il valore è una percentuale."),
            esempio="true",
            obbligatoria=True,
        ),
        data(
            nome="data_riferimento",
            descrizione=_("Giorno a cui si riferisce."),
            esempio="2024-06-30",
        ),
        testo(
            nome="figura",
            descrizione=_("Codice della cifra calcolata sullo stesso fatto."),
            esempio="macroaree",
        ),
        testo(
            nome="voce",
            descrizione=_("Codice della voce di quella cifra."),
            esempio="inclusione-sociale",
        ),
        testo(nome="nota", descrizione=_("Nota."), esempio="Letta in una diapositiva."),
        testo(
            nome="spiegazione",
            descrizione=_("Perché differisce da quanto il portale calcola."),
            esempio="Conta anche i progetti ritirati.",
        ),
        fonte(),
    ),
)

REPORT = Tabella(
    codice="report",
    titolo=_("Report di monitoraggio"),
    descrizione=_("I report pubblicati, in ogni loro versione, con l'impronta per controllarli."),
    sorgente=Sorgente("report", _report),
    chiave=("id",),
    frequenza="MONTHLY",
    vista="monitoraggio:report_list",
    api="api:report-list",
    colonne=(
        intero(nome="id", descrizione=_("Numero."), esempio="12", obbligatoria=True),
        testo(
            nome="titolo",
            descrizione=_("Titolo."),
            esempio="Report trimestrale, 3° trimestre 2026",
            obbligatoria=True,
        ),
        scelta("tipo", TipoReport.values, _("Tipo."), "trimestrale", obbligatoria=True),
        data(
            nome="periodo_inizio",
            descrizione=_("Primo giorno del periodo."),
            esempio="2026-07-01",
            obbligatoria=True,
        ),
        data(
            nome="periodo_fine",
            descrizione=_("Ultimo giorno del periodo."),
            esempio="2026-09-30",
            obbligatoria=True,
        ),
        data(
            nome="data_riferimento",
            descrizione=_("Giorno a cui si riferiscono le cifre."),
            esempio="2026-09-30",
            obbligatoria=True,
        ),
        intero(nome="versione", descrizione=_("Versione."), esempio="1", obbligatoria=True),
        testo(
            nome="sha256",
            descrizione=_("Impronta dei dati congelati."),
            esempio="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            obbligatoria=True,
        ),
        testo(
            nome="pubblicato_at",
            tipo=Tipo.ISTANTE,
            descrizione=_("Quando è stato pubblicato, in tempo universale (UTC)."),
            esempio="2026-10-05T08:00:00Z",
            obbligatoria=True,
        ),
        pagina(),
    ),
)
