"""The reserved areas of the portal: each app says which are its own (AppConfig.ready)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Area:
    """A place for some people. After the log-in one is led to the first by `ordine`."""

    nome: str | Promise
    url_name: str
    ammette: Callable[[Any], bool]
    ordine: int = 50

    @property
    def url(self) -> str:
        return reverse(self.url_name)


AREE: list[Area] = []
# For whom a person acts, in words ("Comune di Lecce, responsabile"): each app adds its own.
INCARICHI: list[Callable[[Any], Iterable[str]]] = []


def area_register(area: Area) -> None:
    AREE.append(area)


def aree_di(user: Any) -> list[Area]:
    """The areas this person may enter, the main one first."""
    # Areas of the same people ask once.
    ammette = {chi: chi(user) for chi in {area.ammette for area in AREE}}
    return sorted((area for area in AREE if ammette[area.ammette]), key=lambda area: area.ordine)


def incarichi_di(user: Any) -> list[str]:
    """For whom this person acts, as one's own page says it."""
    return [incarico for fonte in INCARICHI for incarico in fonte(user)]
