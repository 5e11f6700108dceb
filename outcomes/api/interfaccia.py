"""The addresses for a Comune's own system: its reports, and its measurements into a draft."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from fis_portal.accounts.models import User
from fis_portal.core.api.renderers import JsonRenderer
from fis_portal.core.api.throttling import AnonThrottle, Limite
from fis_portal.core.errors import DomainError
from fis_portal.core.isolamento import isolato
from outcomes.enums import STATI_APERTI, SezioneRendicontazione
from outcomes.models import ChiaveComune, Rendicontazione
from outcomes.selectors.righe import Riga, righe
from outcomes.services.chiavi import chiave_verify
from outcomes.services.ricezione import rilevazioni_receive

MASSIMO_RILEVAZIONI = 500
MASSIMO_IDEMPOTENZA = 100
# Typed as text a number has a point for its decimals: "1.234" is not one thousand and more.
NUMERO = re.compile(r"-?\d{1,14}(\.\d{1,4})?")
# NUL, and halves of a character, which JSON lets through.
NON_SCRIVIBILI = re.compile("[\x00\ud800-\udfff]")
NUMERICI = ("valore", "numeratore", "denominatore")


class ChiaveAuthentication(BaseAuthentication):
    """`Authorization: Bearer fis_…`: the request is made by who created the key."""

    def authenticate(self, request: Request) -> tuple[User, ChiaveComune]:
        tipo, _spazio, testo = request.headers.get("Authorization", "").partition(" ")
        chiave = chiave_verify(testo=testo.strip()) if tipo.lower() == "bearer" else None
        if chiave is None:
            raise exceptions.AuthenticationFailed
        return chiave.by, chiave

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Portale FIS"'


class ChiaveThrottle(AnonThrottle):
    """So many requests per key, wherever they come from."""

    scope = "chiave"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return f"api:{self.scope}:{_chiave(request).pk}"


class ApiDelComune(APIView):
    """Only with a key of a Comune; nothing but its reports exists, down to the database."""

    authentication_classes = (ChiaveAuthentication,)
    permission_classes = (IsAuthenticated,)
    throttle_classes = (ChiaveThrottle,)
    renderer_classes = (JsonRenderer,)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        limite: Limite | None = getattr(request, "limite_api", None)
        if limite:
            response["RateLimit-Limit"] = str(limite.massimo)
            response["RateLimit-Remaining"] = str(limite.restano)
            response["RateLimit-Reset"] = str(limite.secondi)
        return response

    def mie(self, chiave: ChiaveComune) -> Any:
        mie = Rendicontazione.objects.del_referente(chiave.by)
        return mie.filter(progetto__comune=chiave.comune_id).select_related("progetto", "periodo")

    def una(self, chiave: ChiaveComune, pk: int) -> Rendicontazione:
        trovata: Rendicontazione | None = self.mie(chiave).filter(pk=pk).first()
        if trovata is None:
            raise exceptions.NotFound(_("La rendicontazione non esiste, o non è del tuo Comune."))
        return trovata


@extend_schema(exclude=True)
class RendicontazioniView(ApiDelComune):
    def get(self, request: Request) -> Response:
        with isolato(_chiave(request).by_id):
            trovate = [_rendicontazione(r) for r in self.mie(_chiave(request))]
        return Response({"count": len(trovate), "results": trovate})


@extend_schema(exclude=True)
class RendicontazioneView(ApiDelComune):
    def get(self, request: Request, pk: int) -> Response:
        with isolato(_chiave(request).by_id):
            trovata = self.una(_chiave(request), pk)
            indicatori = [
                _indicatore(riga) for riga in righe(trovata, SezioneRendicontazione.INDICATORI)
            ]
        return Response({**_rendicontazione(trovata), "indicatori": indicatori})


@extend_schema(exclude=True)
class RilevazioniView(ApiDelComune):
    def post(self, request: Request, pk: int) -> Response:
        chiave, idempotenza = _chiave(request), _idempotenza(request._request)
        corpo = request._request.body
        lette = list(_rilevazioni(corpo))
        try:
            with isolato(_chiave(request).by_id):
                ricevuta = rilevazioni_receive(
                    chiave=chiave,
                    rendicontazione=self.una(_chiave(request), pk),
                    idempotenza=idempotenza,
                    richiesta=corpo,
                    righe=lette,
                    by=chiave.by,
                )
        except DomainError as errore:
            if errore.code != "idempotenza_riusata":
                raise
            testo = {"code": errore.code, "message": errore.message, "fields": {}}
            return Response(testo, status=422)
        intestazioni = {"Idempotency-Replayed": "true"} if ricevuta.ripetuta else {}
        return Response(ricevuta.corpo, headers=intestazioni)


def _chiave(request: Request) -> ChiaveComune:
    return cast(ChiaveComune, request.auth)


def _idempotenza(request: HttpRequest) -> str:
    chiave = request.headers.get("Idempotency-Key", "").strip()
    if not chiave or len(chiave) > MASSIMO_IDEMPOTENZA or not chiave.isprintable():
        testo = _(
            "Manda l'intestazione Idempotency-Key, diversa per ogni richiesta, al massimo di "
            "100 caratteri: se ripeti la richiesta il portale la esegue una volta sola."
        )
        raise exceptions.ValidationError({"Idempotency-Key": [testo]})
    return chiave


def _rilevazioni(corpo: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Indicator and fields of each measurement; numbers are exact, never floats."""
    try:
        dati = json.loads(corpo, parse_float=Decimal, object_pairs_hook=_oggetto)
    except (ValueError, ArithmeticError, RecursionError) as errore:
        raise exceptions.ParseError from errore
    elenco = dati.get("rilevazioni") if isinstance(dati, Mapping) else None
    if not isinstance(elenco, list) or not 0 < len(elenco) <= MASSIMO_RILEVAZIONI:
        testo = _("Manda un elenco con almeno una rilevazione e al massimo 500.")
        raise exceptions.ValidationError({"rilevazioni": [testo]})
    visti = set()
    for n, riga in enumerate(elenco):
        codice = riga.get("indicatore") if isinstance(riga, Mapping) else None
        if not isinstance(codice, str) or codice in visti:
            testo = _("Ogni rilevazione dice il codice del suo indicatore, una volta sola.")
            raise exceptions.ValidationError({f"rilevazioni.{n}.indicatore": [testo]})
        visti.add(codice)
        yield codice, dict(_campi({k: v for k, v in riga.items() if k != "indicatore"}))


def _oggetto(coppie: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of the body: no text in it may be one that the database could not keep."""
    for testo in (t for coppia in coppie for t in coppia if isinstance(t, str)):
        if NON_SCRIVIBILI.search(testo):
            errore = _("Un testo contiene un carattere non ammesso: togli quello in più.")
            raise exceptions.ValidationError({"rilevazioni": [errore]})
    return dict(coppie)


def _campi(dati: Mapping[str, Any], prima: str = "") -> Iterator[tuple[str, Any]]:
    """{"parti": {"genere": {"donne": 6}}} -> "parti/genere/donne": 6."""
    for nome, valore in dati.items():
        percorso = f"{prima}{nome}"
        if isinstance(valore, Mapping):
            yield from _campi(valore, f"{percorso}/")
        elif isinstance(valore, bool | list):
            testo = _("Scrivi un numero o un testo.")
            raise exceptions.ValidationError({percorso[:80]: [testo]})
        else:
            yield percorso, _valore(percorso, valore)


def _valore(percorso: str, valore: Any) -> Any:
    if isinstance(valore, int):
        return Decimal(valore)
    numerico = percorso in NUMERICI or percorso.startswith("parti/")
    if numerico and isinstance(valore, str) and NUMERO.fullmatch(valore):
        return Decimal(valore)
    return valore


def _rendicontazione(rendicontazione: Rendicontazione) -> dict[str, Any]:
    return {
        "id": rendicontazione.pk,
        "progetto": rendicontazione.progetto.slug,
        "periodo": rendicontazione.periodo.codice,
        "stato": rendicontazione.stato,
        "aperta": rendicontazione.stato in STATI_APERTI,
        "scadenza": rendicontazione.scadenza,
    }


def _indicatore(riga: Riga) -> dict[str, Any]:
    indicatore: Any = riga.riferimento
    return {
        "indicatore": riga.chiave,
        "nome": riga.etichetta,
        "tipo": indicatore.tipo,
        "unita": indicatore.unita or None,
        "campi": [campo.nome for campo in riga.campi],
        "valori": dict(riga.valori),
        "versione": riga.versione,
        "errori": dict(riga.errori),
        "avvisi": [avviso.testo for avviso in riga.avvisi],
    }
