"""The community of practice, as public sources tell it (data/comunita.yaml).

Like the programme: what is missing is added, by natural key; what staff changed since stays.
"""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from community.enums import Visibilita
from community.models import (
    DomandaEmersa,
    DomandaGuida,
    Evento,
    Leva,
    Lezione,
    Relatore,
    ResocontoEvento,
    SessioneEvento,
)
from fis_portal.core.models import Fonte

DATI = Path(__file__).resolve().parent.parent / "data"

Riga = dict[str, Any]


@transaction.atomic
def comunita_load(percorso: Path = DATI / "comunita.yaml") -> dict[str, int]:
    """Load guiding questions, words and what came out of the exchange day. Returns rows added.

    The programme (programma_load) comes first: sources and events are its own.
    """
    dati = yaml.safe_load(percorso.read_text(encoding="utf-8"))
    giornata = dati["giornata"]
    evento = Evento.objects.get(slug=giornata["evento"])
    return {
        "domande guida": sum(_domanda(n, riga) for n, riga in enumerate(dati["domande_guida"], 1)),
        "leve": sum(_leva(n, riga) for n, riga in enumerate(dati["leve"], 1)),
        "resoconti": _resoconto(evento, giornata),
        "lezioni": sum(_lezione(evento, riga) for riga in giornata["lezioni"]),
    }


def _fonte(codice: str) -> Fonte:
    return Fonte.objects.get(codice=codice)


def _domanda(ordine: int, riga: Riga) -> bool:
    _domanda, creata = DomandaGuida.objects.get_or_create(
        codice=riga["codice"],
        defaults={
            "ordine": ordine,
            "testo": riga["testo"],
            "breve": riga["breve"],
            "fonte": _fonte(riga["fonte"]),
        },
    )
    return creata


def _leva(ordine: int, riga: Riga) -> bool:
    _leva, creata = Leva.objects.get_or_create(
        slug=slugify(riga["nome"]),
        defaults={"nome": riga["nome"], "ordine": ordine, "fonte": _fonte(riga["fonte"])},
    )
    return creata


def _resoconto(evento: Evento, giornata: Riga) -> bool:
    """The closing report, and the agenda with it: what staff wrote meanwhile is not touched."""
    riga = giornata["resoconto"]
    resoconto, creato = ResocontoEvento.objects.get_or_create(
        evento=evento,
        defaults={
            "sintesi": riga["sintesi"],
            "verbale": riga["verbale"],
            "altri_enti": riga["altri_enti"],
            "fonte": _fonte(riga["fonte"]),
            "is_public": True,
            "pubblicato_il": timezone.now(),
        },
    )
    if not creato:
        return False
    for ordine, domanda in enumerate(riga["domande"], start=1):
        DomandaEmersa.objects.create(resoconto=resoconto, ordine=ordine, **domanda)
    if not evento.descrizione:
        evento.descrizione = giornata["descrizione"]
        evento.save()
    if not evento.sessioni.exists():
        for ordine, sessione in enumerate(giornata["sessioni"], start=1):
            _sessione(evento, ordine, sessione)
    return True


def _sessione(evento: Evento, ordine: int, riga: Riga) -> None:
    sessione = SessioneEvento.objects.create(
        evento=evento,
        ordine=ordine,
        titolo=riga["titolo"],
        descrizione=riga.get("descrizione", ""),
    )
    if riga.get("tutti_i_progetti"):
        sessione.progetti.set(evento.progetti.all())
    for posto, relatore in enumerate(riga.get("relatori", ()), start=1):
        Relatore.objects.create(sessione=sessione, ordine=posto, **relatore)


def _lezione(evento: Evento, riga: Riga) -> bool:
    """A lesson of the whole community: a quotation, public as its source is."""
    testi = ("tentato", "funzionato", "deluso", "cambieremmo", "evidenza")
    lezione, creata = Lezione.objects.get_or_create(
        slug=slugify(riga["titolo"]),
        defaults={
            "titolo": riga["titolo"],
            "evento": evento,
            "visibilita": Visibilita.PUBBLICA,
            "fonte": _fonte("formez-community"),
            **{testo: riga.get(testo, "") for testo in testi},
        },
    )
    if creata:
        lezione.leve.set(Leva.objects.filter(nome__in=riga["leve"]))
    return creata
