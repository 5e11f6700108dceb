"""Every address the portal answers to, read from the resolver: named or not, none can hide."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PARAMETRO_REGEX = re.compile(r"\(\?P<(\w+)>[^()]*\)")
PARAMETRO_PATH = re.compile(r"<(?:\w+:)?(\w+)>")
PREFISSO_ADMIN = "/admin/"


def indirizzi() -> list[str]:
    """Addresses as people write them: /progetti/<slug>/, without converters and regex signs."""
    return list(dict.fromkeys(_cammina(get_resolver().url_patterns, "/")))


def _cammina(nodi: Iterable[Any], prefisso: str) -> Iterator[str]:
    for nodo in nodi:
        percorso = prefisso + str(nodo.pattern)
        if isinstance(nodo, URLPattern):
            yield leggibile(percorso)
        elif isinstance(nodo, URLResolver):
            yield from _cammina(nodo.url_patterns, percorso)
        else:
            raise TypeError(f"not an address: {nodo!r}")


def leggibile(percorso: str) -> str:
    percorso = PARAMETRO_REGEX.sub(r"<\1>", percorso)
    percorso = PARAMETRO_PATH.sub(r"<\1>", percorso)
    return percorso.translate(str.maketrans("", "", "^$\\"))


def riempi(indirizzo: str, valori: Mapping[str, Any]) -> str:
    """The address with its parameters filled in. KeyError names the one that has no value."""
    return re.sub(r"<(\w+)>", lambda trovato: str(valori[trovato[1]]), indirizzo)
