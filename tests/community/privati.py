"""One row of everything that is not for everybody, each text of it with the word of its kind.

All have the number PK (drafts PK + 1) and, if any, the slug SLUG: an address filled in with them
asks for each.
"""

from types import SimpleNamespace
from typing import Any

from django.db import models

from community.models import Lezione
from tests.accounts.factories import UserFactory
from tests.community.factories import EventoFactory, PartecipazioneFactory, PersonaFactory
from tests.community.factories_comunita import (
    AccessoPersonaFactory,
    AdozioneFactory,
    AzioneIncontroFactory,
    CambiamentoIstituzionaleFactory,
    CommentoLezioneFactory,
    DecisioneIncontroFactory,
    DomandaEmersaFactory,
    ElementoKitFactory,
    IscrizioneFactory,
    LezioneFactory,
    MaterialeEventoFactory,
    MossaPresenzaFactory,
    PraticaFactory,
    RelatoreFactory,
    ResocontoEventoFactory,
    RichiestaInteressatoFactory,
    RiflessioneFactory,
    SegnoLezioneFactory,
    SeguitoAzioneFactory,
    SerieEventiFactory,
    SessioneEventoFactory,
    VerbaleIncontroFactory,
)
from tests.core.factories import FileProtettoFactory

PK = 987_001
SLUG = "zqcelato"
CHIAVE = "zqchiave"
"""In every text, beside its word: whoever searches for it would find them all."""

GRUPPO, COMUNITA, RISERVATO, DIARIO, PERSONA = (
    "zqgruppo",
    "zqcomunita",
    "zqriservato",
    "zqdiario",
    "zqpersona",
)


def crea_privati(dati: SimpleNamespace) -> list[models.Model]:
    """Rows of the projects, events and lessons of `dati`, which everybody reads."""
    righe: list[models.Model] = []

    def nasce(parola: str, fabbrica: Any, pk: int = PK, **campi: Any) -> Any:
        riga = fabbrica(pk=pk, **campi)
        _scrive(riga, parola)
        righe.append(riga)
        return riga

    _raccontati(dati, nasce)
    evento = _incontri(dati, nasce)
    _diario(dati, evento, nasce)
    _persone(dati, evento, nasce)
    return righe


def _raccontati(dati: SimpleNamespace, nasce: Any) -> None:
    suo = {"progetto": dati.progetto, "autore": UserFactory()}
    lezione = nasce(GRUPPO, LezioneFactory, evento=dati.evento, **suo)
    nasce(GRUPPO, CommentoLezioneFactory, lezione=lezione)
    nasce(GRUPPO, SegnoLezioneFactory, lezione=lezione, tipo="riusata")
    pratica = nasce(GRUPPO, PraticaFactory, comune=dati.comune, **suo)
    nasce(GRUPPO, ElementoKitFactory, pratica=pratica, url="", file=_file())
    adozione = nasce(GRUPPO, AdozioneFactory, pratica=pratica, comune=dati.comune)
    nasce(GRUPPO, PraticaFactory, PK + 1, comune=dati.comune, da_adozione=adozione, **suo)
    nasce(GRUPPO, RiflessioneFactory, **suo)
    nasce(GRUPPO, CambiamentoIstituzionaleFactory, comune=dati.comune, **suo)
    for fabbrica in (LezioneFactory, RiflessioneFactory):
        nasce(COMUNITA, fabbrica, PK + 2, della_comunita=True, **suo)
    for fabbrica in (PraticaFactory, CambiamentoIstituzionaleFactory):
        nasce(COMUNITA, fabbrica, PK + 2, della_comunita=True, comune=dati.comune, **suo)


def _incontri(dati: SimpleNamespace, nasce: Any) -> Any:
    """A reserved meeting and a draft of it, in a series with a public one; report and materials."""
    serie = SerieEventiFactory()
    type(dati.evento).objects.filter(pk=dati.evento.pk).update(serie=serie)
    comuni = {"serie": serie, "progetti": [dati.progetto], "is_public": False, "futuro": True}
    evento = nasce(RISERVATO, EventoFactory, is_riservato=True, iscrizioni="libere", **comuni)
    nasce(RISERVATO, EventoFactory, PK + 1, **comuni)
    nasce(RISERVATO, MaterialeEventoFactory, evento=evento, visibilita="pubblico")
    nasce(RISERVATO, MaterialeEventoFactory, PK + 1, evento=dati.evento)
    nasce(
        RISERVATO, RelatoreFactory, sessione=nasce(RISERVATO, SessioneEventoFactory, evento=evento)
    )
    resoconto = nasce(RISERVATO, ResocontoEventoFactory, evento=evento, pubblicato=True)
    nasce(RISERVATO, DomandaEmersaFactory, resoconto=resoconto)
    nasce(RISERVATO, ResocontoEventoFactory, PK + 1, evento=dati.evento)
    Lezione.objects.filter(pk=dati.lezione.pk).update(evento=evento)
    return evento


def _diario(dati: SimpleNamespace, evento: Any, nasce: Any) -> None:
    verbale = nasce(DIARIO, VerbaleIncontroFactory, evento=evento, progetto=dati.progetto)
    azione = nasce(DIARIO, AzioneIncontroFactory, verbale=verbale)
    nasce(DIARIO, DecisioneIncontroFactory, verbale=verbale)
    nasce(DIARIO, SeguitoAzioneFactory, azione=azione, verbale=verbale)


def _persone(dati: SimpleNamespace, evento: Any, nasce: Any) -> None:
    persona = nasce(PERSONA, PersonaFactory)
    nasce(PERSONA, IscrizioneFactory, persona=persona, evento=evento, codice="ZQCODICE22")
    for pk, dove in ((PK, evento), (PK + 1, dati.evento)):
        nasce(PERSONA, PartecipazioneFactory, pk, persona=persona, evento=dove)
    nasce(PERSONA, MossaPresenzaFactory, persona=persona, evento=dati.evento)
    nasce(PERSONA, RichiestaInteressatoFactory, persona=persona)
    # A line of the log is never written again.
    righe_di_registro = {"persona": persona, "nota": f"{PERSONA} {CHIAVE}"}
    nasce(PERSONA, AccessoPersonaFactory, **righe_di_registro)


def _file() -> Any:
    return FileProtettoFactory(nome_originale=f"{GRUPPO} {CHIAVE}.txt", contenuto=GRUPPO.encode())


def _scrive(riga: models.Model, parola: str) -> None:
    """Every text of the row, whatever its fields are called; its history has them too."""
    testi = {
        campo.name: _testo(campo, parola, riga.pk)
        for campo in riga._meta.concrete_fields
        if isinstance(campo, models.CharField | models.TextField) and _e_testo(campo)
    }
    if getattr(riga, "file_id", None):
        testi.pop("url", None)
    da_scrivere = {n: testo for n, testo in testi.items() if getattr(riga, n) != testo}
    for nome, testo in da_scrivere.items():
        setattr(riga, nome, testo)
    if da_scrivere:
        riga.save()


def _e_testo(campo: Any) -> bool:
    lungo = campo.max_length is None or campo.max_length >= 40
    return lungo and not campo.choices and not campo.generated and campo.name != "agenda"


def _testo(campo: Any, parola: str, pk: int) -> str:
    if isinstance(campo, models.SlugField):
        return SLUG if pk == PK else f"{SLUG}-{pk}"
    if isinstance(campo, models.URLField):
        return f"https://{parola}.example/{CHIAVE}"
    if isinstance(campo, models.EmailField):
        return f"{parola}-{CHIAVE}@example.org"
    return f"{parola} {CHIAVE}"
