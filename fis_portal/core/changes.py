"""Reads the history kept by database triggers and tells it in words: when, who, where, what.

Each tracked model has an event table (core.history). A page of history joins the events of one row
and of the rows that belong to it (a project and its partners, phases, sources).
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from fis_portal.core.quote import NBSP, data_it, euro_it, numero_it

PER_PAGINA = 25
CAMPI_TECNICI = frozenset({"id", "created_at", "updated_at"})
LUNGHEZZA_MASSIMA = 600
AZIONI = {"insert": "creazione", "update": "modifica", "delete": "cancellazione"}

Riga = dict[str, Any]
Chiave = tuple[int, int]


@dataclass(frozen=True)
class Parte:
    """Events of one model that belong to a story: those whose `filtro` holds.

    `salta` names the fields not worth telling: the key back to the row whose story it is.
    """

    model: type[models.Model]
    filtro: Mapping[str, Any]
    salta: frozenset[str] = frozenset()

    @property
    def eventi(self) -> QuerySet:
        return self.model.pgh_event_model.objects.filter(**self.filtro)  # type: ignore[attr-defined]

    @property
    def oggetto(self) -> str:
        """What the row is called; a plain link between two rows has no name of its own."""
        return _("collegamento") if self.is_link else str(self.model._meta.verbose_name)

    @property
    def is_link(self) -> bool:
        return bool(self.model._meta.concrete_model._meta.auto_created)  # type: ignore[union-attr]

    @cached_property
    def campi(self) -> list[models.Field]:
        noti = {campo.name for campo in self.model.pgh_event_model._meta.fields}  # type: ignore[attr-defined]
        return [
            campo
            for campo in self.model._meta.concrete_fields
            if campo.name in noti and campo.name not in CAMPI_TECNICI | self.salta
        ]


@dataclass(frozen=True)
class CampoCambiato:
    """One field of one change, in words; empty where there was or is nothing."""

    nome: str
    prima: str
    dopo: str


@dataclass(frozen=True)
class Cambiamento:
    """One recorded change of one row."""

    quando: datetime.datetime
    azione: str
    oggetto: str
    nome: str
    chi: str
    dove: str
    campi: tuple[CampoCambiato, ...]
    model: type[models.Model]
    pk: Any


def storia_page(parti: Sequence[Parte], numero: int | str, per_pagina: int = PER_PAGINA) -> Page:
    """A page of changes, newest first; the last one when `numero` is beyond the end."""
    paginator = _PaginatoreStoria(parti, per_pagina)
    return paginator.get_page(numero)


def storia_latest(parti: Sequence[Parte], quanti: int) -> list[Cambiamento]:
    """The latest changes, without counting the others."""
    righe = list(_indice(parti)[:quanti])
    return list(_racconta(parti, righe))


class _PaginatoreStoria(Paginator):
    def __init__(self, parti: Sequence[Parte], per_pagina: int) -> None:
        super().__init__(_indice(parti), per_pagina)
        self.parti = parti

    def _get_page(self, righe: Any, *args: Any, **kwargs: Any) -> Page:
        voci = list(_racconta(self.parti, list(righe)))
        return super()._get_page(voci, *args, **kwargs)  # type: ignore[misc]


def _indice(parti: Sequence[Parte]) -> QuerySet:
    """Which events, newest first, as rows (when, part, event): one query whatever the parts."""
    elenchi = [
        parte.eventi.annotate(parte=Value(numero, output_field=models.IntegerField()))
        .order_by()
        .values_list("pgh_created_at", "parte", "pgh_id")
        for numero, parte in enumerate(parti)
    ]
    ordine = ("-pgh_created_at", "parte", "-pgh_id")
    if len(elenchi) == 1:
        return elenchi[0].order_by(*ordine)
    return elenchi[0].union(*elenchi[1:], all=True).order_by(*ordine)


def _racconta(parti: Sequence[Parte], indice: list[tuple]) -> Iterator[Cambiamento]:
    eventi, precedenti = _eventi(parti, indice)
    parole = _Parole(parti, list(eventi.items()), precedenti)
    for _quando, numero, pgh_id in indice:
        riga = eventi[numero, pgh_id]
        yield _cambiamento(parti[numero], numero, riga, precedenti.get((numero, pgh_id)), parole)


def _eventi(
    parti: Sequence[Parte], indice: list[tuple]
) -> tuple[dict[Chiave, Riga], dict[Chiave, Riga]]:
    """The events of the page, and for each update the event before it: its old values."""
    per_parte: dict[int, list[int]] = defaultdict(list)
    for _quando, numero, pgh_id in indice:
        per_parte[numero].append(pgh_id)
    eventi: dict[Chiave, Riga] = {}
    precedenti: dict[Chiave, Riga] = {}
    for numero, ids in per_parte.items():
        tabella = parti[numero].model.pgh_event_model.objects  # type: ignore[attr-defined]
        prima = (
            tabella.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
            .order_by("-pgh_id")
            .values("pgh_id")[:1]
        )
        righe = list(
            tabella.filter(pgh_id__in=ids)
            .annotate(prima=Subquery(prima), contesto=F("pgh_context__metadata"))
            .values()
        )
        vecchi = {riga["prima"] for riga in righe if riga["pgh_label"] == "update"} - {None}
        vecchie = (
            {r["pgh_id"]: r for r in tabella.filter(pgh_id__in=vecchi).values()} if vecchi else {}
        )
        for riga in righe:
            eventi[numero, riga["pgh_id"]] = riga
            if riga["prima"] in vecchie:
                precedenti[numero, riga["pgh_id"]] = vecchie[riga["prima"]]
    return eventi, precedenti


def _cambiamento(
    parte: Parte, numero: int, riga: Riga, prima: Riga | None, parole: "_Parole"
) -> Cambiamento:
    azione = riga["pgh_label"]
    campi = []
    for campo in parte.campi:
        nuovo = riga[campo.attname]
        vecchio = prima[campo.attname] if prima else None
        if azione == "update" and prima and nuovo == vecchio:
            continue
        testi = parole.valore(campo, vecchio), parole.valore(campo, nuovo)
        if azione == "delete":
            testi = testi[1], ""
        # Of a new row what matters is what was filled in.
        if any(testi) and not (azione == "insert" and nuovo is False):
            campi.append(CampoCambiato(capfirst(str(campo.verbose_name)), *testi))
    contesto = riga["contesto"] or {}
    return Cambiamento(
        quando=timezone.localtime(riga["pgh_created_at"]),
        azione=azione,
        oggetto=parte.oggetto,
        nome=parole.riga(numero, riga["pgh_obj_id"]),
        chi=parole.utente(contesto.get("user")),
        dove=_dove(contesto),
        campi=tuple(campi),
        model=parte.model,
        pk=riga["pgh_obj_id"],
    )


def _dove(contesto: Mapping[str, Any]) -> str:
    if comando := contesto.get("command"):
        return _("comando %(comando)s") % {"comando": comando}
    return str(contesto.get("url") or "")


class _Parole:
    """Names of what the events point to, read once for the whole page."""

    def __init__(
        self,
        parti: Sequence[Parte],
        eventi: Sequence[tuple[Chiave, Riga]],
        precedenti: Mapping[Chiave, Riga],
    ) -> None:
        self.parti = parti
        richiesti: dict[type[models.Model], set[Any]] = defaultdict(set)
        for (numero, pgh_id), evento in eventi:
            parte = parti[numero]
            richiesti[parte.model].add(evento["pgh_obj_id"])
            utente = (evento["contesto"] or {}).get("user")
            richiesti[get_user_model()].add(utente)
            for riga in (evento, precedenti.get((numero, pgh_id))):
                for campo in parte.campi:
                    if riga and campo.is_relation:
                        richiesti[campo.related_model].add(riga[campo.attname])  # type: ignore[index]
        self.nomi = {model: _nomi(model, pks - {None}) for model, pks in richiesti.items()}

    def utente(self, pk: Any) -> str:
        if pk is None:
            return ""
        return self.nomi[get_user_model()].get(pk) or _("utente %(pk)s") % {"pk": pk}

    def riga(self, numero: int, pk: Any) -> str:
        parte = self.parti[numero]
        return "" if parte.is_link else self.nomi[parte.model].get(pk, "")

    def valore(self, campo: models.Field, valore: Any) -> str:
        if valore is None or valore == "":
            return ""
        if campo.is_relation:
            nome = self.nomi[campo.related_model].get(valore)  # type: ignore[index]
            return nome or _("n. %(pk)s (cancellato)") % {"pk": valore}
        if campo.flatchoices:
            return str(dict(campo.flatchoices).get(valore, valore))
        return _in_parole(campo, valore)


def _nomi(model: type[models.Model], pks: Iterable[Any]) -> dict[Any, str]:
    righe = model._base_manager.select_related(*_chiavi_obbligatorie(model)).in_bulk(list(pks))
    return {pk: str(riga) for pk, riga in righe.items()}


def _chiavi_obbligatorie(model: type[models.Model], profondita: int = 2) -> list[str]:
    """Foreign keys that names are made of: a phase is named after its project and its Comune."""
    percorsi = []
    for campo in model._meta.concrete_fields:
        if isinstance(campo, models.ForeignKey) and not campo.null:
            percorsi.append(campo.name)
            if profondita > 1:
                altri = _chiavi_obbligatorie(campo.related_model, profondita - 1)
                percorsi += [f"{campo.name}__{altro}" for altro in altri]
    return percorsi


def _in_parole(campo: models.Field, valore: Any) -> str:
    for tipo, scrivi in _SCRITTURE:
        if isinstance(valore, tipo):
            return scrivi(campo, valore)
    return Truncator(str(valore)).chars(LUNGHEZZA_MASSIMA)


def _numero(campo: models.Field, valore: int | Decimal) -> str:
    return euro_it(valore) if campo.name.endswith("_eur") else numero_it(valore)


_SCRITTURE: tuple[tuple[type, Callable[[models.Field, Any], str]], ...] = (
    (bool, lambda _campo, valore: _("sì") if valore else _("no")),
    (
        datetime.datetime,
        lambda _campo, valore: f"{data_it(valore)},{NBSP}{timezone.localtime(valore):%H:%M}",
    ),
    (datetime.date, lambda _campo, valore: data_it(valore)),
    (int, _numero),
    (Decimal, _numero),
)
