"""The alliance of a project over time: who joined when, who works together for the first time.

Dates that no source gives stay unknown, and nothing is concluded from them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from django.db.models import Exists, F, OuterRef

from fis_portal.core.enums import PrecisioneData
from fis_portal.core.righe import ElencoJson
from progetti.enums import RuoloPartenariato, StatoFase, TipoOrganizzazione
from progetti.models import Partenariato
from progetti.selectors.tipi import Fase

INIZI = (StatoFase.IN_CORSO, StatoFase.FINANZIATA)
FINI = (StatoFase.CONCLUSA, StatoFase.RITIRATA)


@dataclass(frozen=True, slots=True)
class Incrocio:
    """A body of the project in another project of the programme."""

    organizzazione: int
    progetto: int
    dal: date | None


@dataclass(frozen=True, slots=True)
class Membro:
    """A body in a role, with what is new about it as far as dates tell."""

    organizzazione: int
    nome: str
    ruolo: RuoloPartenariato
    tipo: str
    dal: date | None
    al: date | None
    fasi: tuple[str, ...]
    prima_volta_con: tuple[str, ...]
    is_tipo_nuovo: bool


@dataclass(frozen=True, slots=True)
class Durata:
    """When a project was in an Intervento. `al` None: no end is known."""

    codice: str
    dal: date
    al: date | None

    def tocca(self, dal: date | None, al: date | None) -> bool:
        if dal is None and al is None:
            return False
        dopo = al is not None and al < self.dal
        prima = self.al is not None and dal is not None and dal > self.al
        return not (dopo or prima)


@dataclass(frozen=True, slots=True)
class Alleanza:
    """The bodies of a project, by role and then by when they joined."""

    membri: tuple[Membro, ...]
    durate: tuple[Durata, ...]

    @property
    def ha_date(self) -> bool:
        return any(m.dal or m.al for m in self.membri)

    @property
    def senza_date(self) -> int:
        return sum(m.dal is None and m.al is None for m in self.membri)


def incroci_colonna() -> ElencoJson:
    """Where else the bodies of a project take part, as a column of it, for `alleanza_da`."""
    qui = Partenariato.objects.filter(
        progetto=OuterRef(OuterRef("pk")), organizzazione=OuterRef("organizzazione")
    )
    altrove = Partenariato.objects.filter(
        Exists(qui), progetto__is_public=True, progetto__is_demo=OuterRef("is_demo")
    ).exclude(progetto=OuterRef("pk"))
    return ElencoJson.di(
        altrove.order_by("pk"),
        organizzazione="organizzazione_id",
        progetto=F("progetto_id"),
        dal="dal",
    )


def alleanza_da(
    partner: Sequence[Mapping[str, Any]],
    incroci: Iterable[Mapping[str, Any]],
    fasi: Sequence[Fase],
) -> Alleanza:
    """From the rows of a project's page: its partners, where else they are, its phases."""
    durate = tuple(d for d in map(_durata, fasi) if d)
    altrove = [Incrocio(r["organizzazione"], r["progetto"], _giorno(r["dal"])) for r in incroci]
    insieme = _prime_volte(partner, altrove)
    membri = [_membro(riga, partner, insieme, durate) for riga in partner]
    ruoli = list(RuoloPartenariato)
    membri.sort(key=lambda m: (ruoli.index(m.ruolo), m.dal or date.max, m.nome))
    return Alleanza(tuple(membri), durate)


def _membro(
    riga: Mapping[str, Any],
    partner: Sequence[Mapping[str, Any]],
    insieme: Mapping[int, list[str]],
    durate: Sequence[Durata],
) -> Membro:
    dal, al = _giorno(riga["dal"]), _giorno(riga["al"])
    tipo = str(TipoOrganizzazione(riga["tipo"]).label) if riga["tipo"] else ""
    return Membro(
        organizzazione=riga["organizzazione"],
        nome=riga["nome"],
        ruolo=RuoloPartenariato(riga["ruolo"]),
        tipo=tipo,
        dal=dal,
        al=al,
        fasi=tuple(d.codice for d in durate if d.tocca(dal, al)),
        prima_volta_con=tuple(sorted(insieme.get(riga["organizzazione"], []))),
        is_tipo_nuovo=_is_tipo_nuovo(riga, partner),
    )


def _is_tipo_nuovo(riga: Mapping[str, Any], partner: Sequence[Mapping[str, Any]]) -> bool:
    """It joined after the project had begun, and nobody of its kind was, or may have been, there.

    The kinds of the beginning are not new: there was no alliance to renew.
    """
    if not riga["tipo"] or not riga["dal"]:
        return False
    inizi = [r["dal"] for r in partner if r["dal"]]
    if riga["dal"] == min(inizi):
        return False
    # A body whose kind or day nobody knows might have been there first.
    return not any(
        r["tipo"] in (riga["tipo"], "") and (not r["dal"] or r["dal"] < riga["dal"])
        for r in partner
        if r is not riga
    )


def _prime_volte(
    partner: Sequence[Mapping[str, Any]], altrove: Sequence[Incrocio]
) -> dict[int, list[str]]:
    """For each body, those it works with here for the first time in the programme."""
    nomi = {r["organizzazione"]: r["nome"] for r in partner}
    prime: dict[int, list[str]] = {}
    for uno, altro in combinations(sorted(nomi), 2):
        if _e_prima_volta(uno, altro, partner, altrove):
            prime.setdefault(uno, []).append(nomi[altro])
            prime.setdefault(altro, []).append(nomi[uno])
    return prime


def _e_prima_volta(
    uno: int, altro: int, partner: Sequence[Mapping[str, Any]], altrove: Sequence[Incrocio]
) -> bool:
    """Nowhere else, or elsewhere later on: where the days are not known it is not claimed."""
    comuni = {i.progetto for i in altrove if i.organizzazione == uno} & {
        i.progetto for i in altrove if i.organizzazione == altro
    }
    if not comuni:
        return True
    qui = _insieme_dal((r["organizzazione"], _giorno(r["dal"])) for r in partner
                       if r["organizzazione"] in (uno, altro))  # fmt: skip
    la = [
        _insieme_dal(
            (i.organizzazione, i.dal)
            for i in altrove
            if i.progetto == progetto and i.organizzazione in (uno, altro)
        )
        for progetto in comuni
    ]
    return qui is not None and all(giorno is not None and qui < giorno for giorno in la)


def _insieme_dal(righe: Iterable[tuple[int, date | None]]) -> date | None:
    """The day both were there: of each the first, and then the later of the two."""
    inizi: dict[int, date] = {}
    for chi, dal in righe:
        if dal is None:
            return None
        inizi[chi] = min(dal, inizi.get(chi, dal))
    return max(inizi.values(), default=None)


def _durata(fase: Fase) -> Durata | None:
    """From its own dates or, failing those, from its steps; an attested day is not a beginning."""
    passi = {p.stato: p.data for p in fase.passaggi if p.precisione != PrecisioneData.ATTESTATA}
    dal = fase.inizio or next((passi[s] for s in INIZI if passi.get(s)), None)
    al = fase.fine or next((passi[s] for s in FINI if passi.get(s)), None)
    return Durata(fase.codice, dal, al) if dal else None


def _giorno(testo: str | None) -> date | None:
    return date.fromisoformat(testo) if testo else None
