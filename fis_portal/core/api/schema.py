"""The OpenAPI description, generated from the views and told in Italian."""

import threading
from functools import cache
from typing import Any, Literal

from django.utils.translation import gettext as _
from django_filters import MultipleChoiceFilter
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_array_type

from fis_portal.core.api.errors import ErroreSerializer
from fis_portal.core.api.filters import ORDINE, ordini_possibili
from fis_portal.core.quote import numero_it
from fis_portal.core.scorrimento import ORDINATE

Direction = Literal["request", "response"]
TESTO = {"type": "string"}
_generazione = threading.Lock()


class SchemaPubblico(AutoSchema):
    """Adds to every address what all of them have: headers and the one error shape."""

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        risposte: dict[str, Any] = super()._get_response_bodies(direction)
        errore = self.resolve_serializer(ErroreSerializer, direction).ref
        for stato, descrizione in self._errori().items():
            contenuto = {"schema": errore, "example": _esempio_errore(stato)}
            risposte.setdefault(
                stato, {"description": descrizione, "content": {"application/json": contenuto}}
            )
        for stato in ("200", "429"):
            risposte[stato]["headers"] = _intestazioni(stato)
        for nome, descrizione in getattr(self.view, "intestazioni", {}).items():
            intestazione = {"schema": {"type": "string"}, "description": str(descrizione)}
            risposte["200"]["headers"][nome] = intestazione
        risposte["304"] = {"description": _("Non è cambiato niente: vale la copia che hai già.")}
        return dict(sorted(risposte.items()))

    def _errori(self) -> dict[str, str]:
        errori = {
            "400": _("Parametro sconosciuto o con un valore non valido."),
            "429": _(
                "Troppe richieste dallo stesso indirizzo: riprova dopo `Retry-After` secondi."
            ),
        }
        if "{" in self.path:
            errori["404"] = _("Non esiste, o non è pubblico.")
        elif self._is_list_view():
            errori["404"] = _("La pagina chiesta non esiste.")
        return errori


def _esempio_errore(stato: str) -> dict[str, Any]:
    codice, messaggio, campi = {
        "400": (
            "invalid",
            _("C'è un errore nel parametro %(nomi)s.") % {"nomi": "pippo"},
            {"pippo": [_("Parametro sconosciuto.")]},
        ),
        "404": ("not_found", _("Nessun dato pubblico corrisponde a questo indirizzo."), {}),
        "429": ("throttled", _("Hai fatto troppe richieste: riprova tra 30 secondi."), {}),
    }[stato]
    return {"code": codice, "message": messaggio, "fields": campi}


def _intestazioni(stato: str) -> dict[str, Any]:
    def intestazione(descrizione: str, tipo: str = "integer") -> dict[str, Any]:
        return {"schema": {"type": tipo}, "description": descrizione}

    testate = {
        "RateLimit-Limit": intestazione(_("Richieste ammesse in un minuto.")),
        "RateLimit-Remaining": intestazione(_("Richieste che restano.")),
        "RateLimit-Reset": intestazione(_("Secondi prima che il conto ricominci.")),
    }
    if stato == "429":
        return {"Retry-After": intestazione(_("Secondi da aspettare.")), **testate}
    etag = _("Impronta della risposta: rimandala in `If-None-Match` per sapere se è cambiata.")
    return {"ETag": intestazione(etag, "string"), **testate}


class ElencoExtension(OpenApiSerializerFieldExtension):
    target_class = "fis_portal.core.api.righe.Elenco"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        return build_array_type(auto_schema.resolve_serializer(self.target.riga, direction).ref)


class StrictFilterExtension(DjangoFilterExtension):
    """Codes of vocabularies are texts, and `ordine` is one of the view's."""

    target_class = "fis_portal.core.api.filters.StrictFilterBackend"
    priority = 1

    def get_schema_operation_parameters(
        self, auto_schema: AutoSchema, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        parametri = super().get_schema_operation_parameters(auto_schema, *args, **kwargs)
        ordinamenti = getattr(auto_schema.view, "ordinamenti", {})
        if ordinamenti:
            descrizione = _(
                "Ordine delle righe; con il segno meno è decrescente. I valori ignoti stanno in "
                "fondo."
            )
            if getattr(auto_schema.view, "scorrimento", ()):
                descrizione += " " + _(
                    "In un ordine scelto si leggono le prime %(n)s righe, e una ricerca che ne "
                    "trova di più è rifiutata."
                ) % {"n": numero_it(ORDINATE)}
            parametri.append(
                {
                    "in": "query",
                    "name": ORDINE,
                    "schema": {"type": "string", "enum": ordini_possibili(ordinamenti)},
                    "description": descrizione,
                }
            )
        return parametri

    def resolve_filter_field(
        self, auto_schema: AutoSchema, model: Any, filterset_class: Any, name: str, campo: Any
    ) -> list[dict[str, Any]]:
        scelte = campo.extra.get("choices")
        if scelte is None:
            return super().resolve_filter_field(auto_schema, model, filterset_class, name, campo)
        schema: dict[str, Any] = dict(TESTO)
        if not callable(scelte):
            schema["enum"] = [str(valore) for valore, _nome in scelte]
        parametro: dict[str, Any] = {"in": "query", "name": name, "schema": schema}
        if isinstance(campo, MultipleChoiceFilter):
            parametro |= {"schema": build_array_type(schema), "explode": True, "style": "form"}
        if aiuto := campo.extra.get("help_text") or campo.label:
            parametro["description"] = str(aiuto)
        return [parametro]


@cache
def _genera() -> dict[str, Any]:
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


def schema_openapi() -> dict[str, Any]:
    """The whole description; generated once per process, as it depends on the code alone."""
    with _generazione:
        return _genera()
