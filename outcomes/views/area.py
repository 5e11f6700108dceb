"""The area of the Comuni: what is to be done, and the screen of one report."""

import re
from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from comuni.models import Referente
from fis_portal.accounts.persone import persona
from fis_portal.core.conservazione import conserva
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolata
from fis_portal.core.presenza import presenti
from outcomes.enums import STATI_APERTI
from outcomes.models import Invio, Rendicontazione
from outcomes.permissions import periodo_is_chiuso
from outcomes.render.ricevuta import sezioni_inviate
from outcomes.selectors.area import da_fare, scadenza_in_parole
from outcomes.selectors.lezioni import bozza_lezione
from outcomes.selectors.modulo import modulo
from outcomes.selectors.righe import Riga
from outcomes.selectors.schermata import Conflitto, impronta_riga, schermata
from outcomes.services.bozza import RigaCambiata, riga_save

VERSIONE = "versione:"
IMPRONTA = "impronta:"
INTERO = re.compile(r"[0-9]{1,9}")


def rendicontazione_or_404(request: HttpRequest, pk: int) -> Rendicontazione:
    """A report of the Comuni this person acts for; others do not exist."""
    mie = Rendicontazione.objects.del_referente(persona(request))
    return get_object_or_404(mie.select_related("progetto__comune", "periodo", "quadro"), pk=pk)


@require_safe
@isolata
def inbox(request: HttpRequest) -> HttpResponse:
    user = persona(request)
    referenze = list(
        Referente.objects.attivi()
        .filter(user=user)
        .select_related("comune")
        .order_by("comune__nome_chiave")
    )
    contesto = {
        "da_fare": da_fare(user, timezone.localdate()),
        "referenze": referenze,
        "contiene_demo": any(referente.comune.is_demo for referente in referenze),
    }
    return render(request, "outcomes/area/inbox.html", contesto)


@require_safe
@isolata
def rendicontazione(request: HttpRequest, pk: int) -> HttpResponse:
    return pagina(request, rendicontazione_or_404(request, pk))


@conserva
@require_POST
@isolata
def salva(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A section as a plain form: each changed row is saved on its own, as the script does."""
    mia = rendicontazione_or_404(request, pk)
    conflitti: dict[str, Conflitto] = {}
    salvate = 0
    try:
        for riga, valori, versione in _righe_inviate(request, mia):
            try:
                riga_save(
                    rendicontazione=mia,
                    sezione=riga.sezione,
                    chiave=riga.chiave,
                    campi=valori,
                    versione=versione,
                    by=persona(request),
                )
                salvate += 1
            except RigaCambiata as errore:
                chi = errore.attuale.modificata_da
                conflitti[f"{riga.sezione}/{riga.chiave}"] = Conflitto(
                    valori, chi, errore.attuale.modificata_il
                )
    except DomainError as errore:
        return pagina_non_salvata(request, mia, errore)
    if conflitti:
        return pagina(request, mia, conflitti=conflitti, status=409)
    messages.success(request, _salvato(salvate))
    sezione = request.POST.get("sezione", "")
    ancora = f"#sezione-{sezione}" if re.fullmatch(r"[a-z]{1,20}", sezione) else ""
    return redirect(reverse("area_comuni:rendicontazione", args=[mia.pk]) + ancora)


def pagina(
    request: HttpRequest,
    mia: Rendicontazione,
    *,
    conflitti: Mapping[str, Conflitto] | None = None,
    errore: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The screen of a report: a form while it is open, what was sent when it is not."""
    user = persona(request)
    contesto = {
        "rendicontazione": mia,
        "contiene_demo": mia.progetto.is_demo,
        "quando": scadenza_in_parole(mia, timezone.localdate()),
        "in_ritardo": mia.stato in STATI_APERTI and mia.scadenza < timezone.localdate(),
        "chiuso": periodo_is_chiuso(mia.periodo),
        "invii": list(
            Invio.objects.filter(rendicontazione=mia).select_related("by").defer("contenuto")
        )
        if mia.revisione
        else [],
        "errore": errore,
        "lezione": bozza_lezione(mia),
    }
    if mia.stato not in STATI_APERTI:
        ultimo = Invio.objects.filter(rendicontazione=mia).first()
        contesto["sezioni"] = list(sezioni_inviate(ultimo.contenuto)) if ultimo else []
        return render(request, "outcomes/area/inviata.html", contesto, status=status)
    contesto |= {
        "schermo": schermata(modulo(mia), conflitti),
        "presenti": presenti(f"rendicontazione:{mia.pk}", user.pk, str(user)),
    }
    return render(request, "outcomes/area/rendicontazione.html", contesto, status=status)


def pagina_non_salvata(
    request: HttpRequest, mia: Rendicontazione, errore: DomainError
) -> HttpResponse:
    """The report is not open any more: why, and what was typed, to be copied."""
    scritti = [
        (nome, valore)
        for nome, valore in request.POST.items()
        if isinstance(valore, str) and valore.strip() and "/" in nome and ":" not in nome
    ]
    contesto = {"rendicontazione": mia, "errore": errore, "scritti": scritti}
    return render(request, "outcomes/area/non_salvata.html", contesto, status=409)


def _righe_inviate(
    request: HttpRequest, mia: Rendicontazione
) -> Iterable[tuple[Riga, dict[str, str], int | None]]:
    """The rows of the form whose texts are not those that were drawn."""
    righe = {f"{r.sezione}/{r.chiave}": r for rr in modulo(mia).sezioni.values() for r in rr}
    for nome, versione in request.POST.items():
        riga = righe.get(nome.removeprefix(VERSIONE)) if nome.startswith(VERSIONE) else None
        if riga is None:
            continue
        valori = campi_inviati(request.POST, riga, f"{riga.sezione}/{riga.chiave}/")
        disegnata = request.POST.get(f"{IMPRONTA}{riga.sezione}/{riga.chiave}", "")
        if valori and impronta_riga(riga, valori) != disegnata:
            yield riga, valori, versione_letta(versione)


def campi_inviati(inviati: Mapping[str, object], riga: Riga, prefisso: str) -> dict[str, str]:
    """The fields of the row among those posted; whatever else was posted is not looked at."""
    return {
        campo.nome: str(inviati[f"{prefisso}{campo.nome}"])
        for campo in riga.campi
        if f"{prefisso}{campo.nome}" in inviati
    }


def versione_letta(testo: object) -> int:
    """The version the person read; what is not one is older than any."""
    return int(str(testo)) if INTERO.fullmatch(str(testo)) else -1


def _salvato(righe: int) -> str:
    if not righe:
        return _("Non c'era nulla di nuovo da salvare.")
    return ngettext("Salvato: una voce cambiata.", "Salvato: %(n)s voci cambiate.", righe) % {
        "n": righe
    }
