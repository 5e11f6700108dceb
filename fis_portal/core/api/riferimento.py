"""The OpenAPI description as people read it: addresses, parameters, fields, one example each.

Server-rendered from the same schema programs get, so that the page needs no script, prints, and is
read by a screen reader; Swagger UI gives none of the three.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

METODI = ("get", "post", "put", "patch", "delete")
TIPI = {
    "string": _("testo"),
    "integer": _("numero intero"),
    "number": _("numero"),
    "boolean": _("vero o falso"),
    "object": _("oggetto"),
}
FORMATI = {
    "date": _("data AAAA-MM-GG"),
    "date-time": _("data e ora ISO 8601"),
    "time": _("ora"),
    "decimal": _("importo o decimale, come testo"),
    "uri": _("indirizzo"),
}
RADICE = "radice"
TITOLI = {
    RADICE: _("Da dove cominciare"),
    "comuni": _("Comuni"),
    "eventi": _("Eventi"),
    "interventi": _("Interventi"),
    "macroaree": _("Macroaree"),
    "massa": _("Tabelle intere e cambiamenti"),
    "monitoraggio": _("Monitoraggio"),
    "progetti": _("Progetti"),
    "regioni": _("Regioni"),
    "temi": _("Temi"),
}


Testo = tuple[tuple[str, bool], ...]
"""A description in parts, each with whether it is code (written `so` in the schema)."""


@dataclass(frozen=True, slots=True)
class Campo:
    """A field of an answer, or a parameter of a request."""

    nome: str
    tipo: str
    descrizione: Testo = ()
    valori: tuple[str, ...] = ()
    componente: str = ""
    is_elenco: bool = False
    is_nullo: bool = False


@dataclass(frozen=True, slots=True)
class Oggetto:
    """A kind of row, with its fields."""

    nome: str
    campi: tuple[Campo, ...]


@dataclass(frozen=True, slots=True)
class Operazione:
    ancora: str
    percorso: str
    titolo: str
    descrizione: Testo
    parametri: tuple[Campo, ...]
    componente: str
    esempio: str
    is_elenco: bool


@dataclass(frozen=True, slots=True)
class Sezione:
    ancora: str
    titolo: str
    operazioni: tuple[Operazione, ...]


@dataclass(frozen=True, slots=True)
class Riferimento:
    sezioni: tuple[Sezione, ...]
    oggetti: tuple[Oggetto, ...]


def riferimento(schema: dict[str, Any]) -> Riferimento:
    componenti: dict[str, Any] = schema.get("components", {}).get("schemas", {})
    gruppi: dict[str, list[Operazione]] = {}
    for percorso, metodi in schema["paths"].items():
        for metodo in METODI:
            if metodo in metodi:
                operazione = _operazione(percorso, metodi[metodo], componenti)
                gruppi.setdefault(metodi[metodo].get("tags", [RADICE])[0], []).append(operazione)
    return Riferimento(
        sezioni=tuple(
            Sezione(tag, str(TITOLI.get(tag, tag)), tuple(operazioni))
            for tag, operazioni in gruppi.items()
        ),
        oggetti=tuple(
            Oggetto(nome, _campi(componente, componenti))
            for nome, componente in componenti.items()
            if _is_oggetto(componente) and not nome.startswith("Paginated")
        ),
    )


def _operazione(percorso: str, dati: dict[str, Any], componenti: dict[str, Any]) -> Operazione:
    contenuto = next(iter(dati["responses"]["200"]["content"].values()))
    nome, is_elenco = _riga(contenuto["schema"], componenti)
    esempi = [esempio["value"] for esempio in contenuto.get("examples", {}).values()]
    return Operazione(
        ancora=dati["operationId"],
        percorso=percorso,
        titolo=dati.get("summary", percorso),
        descrizione=_parti(dati.get("description", "")),
        parametri=tuple(
            _campo(parametro["name"], {**parametro, **parametro["schema"]}, componenti)
            for parametro in dati.get("parameters", [])
        ),
        componente=nome,
        esempio=json.dumps(esempi[0], ensure_ascii=False, indent=2) if esempi else "",
        is_elenco=is_elenco,
    )


def _riga(schema: dict[str, Any], componenti: dict[str, Any]) -> tuple[str, bool]:
    """The component an answer is made of, and whether it comes in pages."""
    nome = _nome(schema)
    risultati = componenti.get(nome, {}).get("properties", {}).get("results")
    return (_nome(risultati["items"]), True) if risultati else (nome, False)


def _campi(componente: dict[str, Any], componenti: dict[str, Any]) -> tuple[Campo, ...]:
    return tuple(
        _campo(nome, dati, componenti) for nome, dati in componente.get("properties", {}).items()
    )


def _campo(nome: str, dati: dict[str, Any], componenti: dict[str, Any]) -> Campo:
    is_elenco = dati.get("type") == "array"
    interno = dati["items"] if is_elenco else dati
    riferito = _nome(interno)
    bersaglio = componenti.get(riferito, {})
    valori = interno.get("enum") or bersaglio.get("enum") or ()
    return Campo(
        nome=nome,
        tipo="" if _is_oggetto(bersaglio) else _tipo(interno, bersaglio),
        # The choices that follow the text are in `valori` already.
        descrizione=_parti(re.split(r"(?:^|\n+)\* `", dati.get("description", ""))[0]),
        valori=tuple(str(valore) for valore in valori if valore not in ("", None)),
        componente=riferito if _is_oggetto(bersaglio) else "",
        is_elenco=is_elenco,
        is_nullo=bool(dati.get("nullable")),
    )


def _tipo(dati: dict[str, Any], bersaglio: dict[str, Any]) -> str:
    if "oneOf" in dati and not _nome(dati):
        return " / ".join(_tipo(parte, {}) for parte in dati["oneOf"])
    formato = dati.get("format") or bersaglio.get("format")
    tipo = dati.get("type") or bersaglio.get("type") or "object"
    return str(FORMATI.get(formato or "", TIPI[tipo]))


def _parti(testo: str) -> Testo:
    return tuple((parte, i % 2 == 1) for i, parte in enumerate(testo.split("`")) if parte)


def _nome(schema: dict[str, Any]) -> str:
    """The component a schema refers to, also from inside allOf and oneOf."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for parte in (*schema.get("allOf", ()), *schema.get("oneOf", ())):
        if "$ref" in parte:
            return str(parte["$ref"]).rpartition("/")[2]
    return ""


def _is_oggetto(componente: dict[str, Any]) -> bool:
    return "properties" in componente
