"""A report as the screen of the area of the Comuni: sections, rows and fields ready to be drawn."""

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outcomes.enums import CapitoloTesto, SezioneRendicontazione, StatoValore
from outcomes.models import Evidenza, Indicatore, Osservazione, Rendicontazione
from outcomes.selectors.avvisi import Avviso, avvisi_aperti
from outcomes.selectors.campi import Campo
from outcomes.selectors.contenuto import evidenze_attuali, riga_di
from outcomes.selectors.modulo import Mancanza, Modulo
from outcomes.selectors.righe import Riga

S = SezioneRendicontazione
# Section of the screen -> its title, the section its rows are of, which of them.
SEZIONI: tuple[tuple[str, str | Promise, str, tuple[str, ...]], ...] = (
    ("attivita", _("Attività"), S.ATTIVITA, ()),
    ("indicatori", _("Indicatori"), S.INDICATORI, ()),
    ("spese", _("Spese"), S.SPESE, ()),
    (
        "difficolta",
        _("Difficoltà e che cosa non ha funzionato"),
        S.TESTI,
        (CapitoloTesto.DIFFICOLTA, CapitoloTesto.NON_FUNZIONATO),
    ),
    ("evidenze", _("Evidenze"), S.EVIDENZE, ()),
    ("racconto", _("Racconto"), S.TESTI, (CapitoloTesto.NARRATIVA, CapitoloTesto.PROSSIMI_PASSI)),
)
# What follows the choice of «not measurable», and what only belongs to a measured value.
DI_STATO = {"motivo": StatoValore.NON_MISURABILE.value}
VALORI = ("valore", "numeratore", "denominatore")


@dataclass(frozen=True, slots=True)
class Conflitto:
    """A row that two people changed: `miei` is what this person typed, by field."""

    miei: Mapping[str, str]
    chi: str
    quando: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class CampoSchermo:
    """One field. `nome` is its address; `salvato` the stored text, where it is not `valore`."""

    nome: str
    id: str
    campo: Campo
    valore: str
    errore: str = ""
    salvato: str | None = None
    osservazioni: tuple[Osservazione, ...] = ()
    parte: str = ""
    stato: str = ""


@dataclass(frozen=True, slots=True)
class RigaSchermo:
    """One row: its fields, what is odd about it, what proves it, what staff said of it."""

    riga: Riga
    indirizzo: str
    id: str
    campi: tuple[CampoSchermo, ...]
    impronta: str
    evidenze: tuple[Evidenza, ...] = ()
    osservazioni: tuple[Osservazione, ...] = ()
    avvisi: tuple[Avviso, ...] = ()
    conflitto: Conflitto | None = None

    @property
    def indicatore(self) -> Indicatore | None:
        return self.riga.riferimento if isinstance(self.riga.riferimento, Indicatore) else None

    @property
    def accetta_evidenze(self) -> bool:
        return self.riga.sezione != S.TESTI

    @property
    def con_conferma(self) -> bool:
        """Is there something to confirm, or was something confirmed?"""
        return bool(self.riga.avvisi or self.riga.valori.get("conferma_avvisi"))


@dataclass(frozen=True, slots=True)
class SezioneSchermo:
    codice: str
    titolo: str
    righe: tuple[RigaSchermo, ...]
    mancanze: int


@dataclass(frozen=True, slots=True)
class Schermata:
    """The whole screen of a report that is open."""

    rendicontazione: Rendicontazione
    sezioni: tuple[SezioneSchermo, ...]
    mancanze: tuple[tuple[Mancanza, str], ...]
    errori: tuple[tuple[str, str], ...]
    evidenze: tuple[Evidenza, ...]
    osservazioni: tuple[Osservazione, ...]
    salvata_il: datetime.datetime | None
    pubblici: int
    conflitti: Mapping[str, Conflitto] = field(default_factory=dict)

    @property
    def bloccanti(self) -> int:
        return sum(mancanza.bloccante for mancanza, _ancora in self.mancanze)


def ancora(indirizzo: str) -> str:
    """An address as the id of an element: «indicatori/I1/valore» -> «c-indicatori-I1-valore»."""
    pulito = re.sub(r"[^A-Za-z0-9_]+", "-", indirizzo)
    if re.fullmatch(r"[A-Za-z0-9_/]*", indirizzo):
        return f"c-{pulito}"
    return f"c-{pulito}-{crc32(indirizzo.encode()):x}"


def impronta_riga(riga: Riga, valori: Mapping[str, str]) -> str:
    """Of the texts of a row as they were drawn: unchanged, there is nothing to save."""
    testi = [valori.get(campo.nome, "").replace("\r\n", "\n").strip() for campo in riga.campi]
    return hashlib.sha256(json.dumps(testi).encode()).hexdigest()[:20]


def schermata(letto: Modulo, conflitti: Mapping[str, Conflitto] | None = None) -> Schermata:
    """The screen of a form; `conflitti`: by address of the row, what could not be saved."""
    rendicontazione = letto.rendicontazione
    osservazioni = _osservazioni(rendicontazione)
    evidenze = evidenze_attuali(rendicontazione)
    pezzi = _Pezzi(osservazioni, evidenze, conflitti or {})
    sezioni = tuple(_sezione(letto, pezzi, *detta) for detta in SEZIONI)
    righe = [r.riga for s in sezioni for r in s.righe]
    salvate = [riga.modificata_il for riga in righe if riga.modificata_il is not None]
    return Schermata(
        rendicontazione=rendicontazione,
        sezioni=sezioni,
        mancanze=tuple((m, ancora(m.indirizzo)) for m in letto.mancanze),
        errori=tuple(
            (f"{r.etichetta}: {testo}", ancora(r.indirizzo(nome)))
            for r in righe
            for nome, testo in r.errori.items()
        ),
        evidenze=tuple(e for e in evidenze if not riga_di(e)),
        osservazioni=tuple(o for o in osservazioni if not pezzi.ha_posto(o, letto)),
        salvata_il=max(salvate, default=None),
        pubblici=sum(
            1 for r in righe if isinstance(r.riferimento, Indicatore) and r.riferimento.is_public
        ),
        conflitti=conflitti or {},
    )


class _Pezzi:
    """What is drawn beside the rows, by address."""

    def __init__(
        self,
        osservazioni: Iterable[Osservazione],
        evidenze: Iterable[Evidenza],
        conflitti: Mapping[str, Conflitto],
    ) -> None:
        self.osservazioni = list(osservazioni)
        self.evidenze = [(riga_di(evidenza), evidenza) for evidenza in evidenze]
        self.conflitti = conflitti

    def di_campo(self, riga: Riga, campo: Campo) -> tuple[Osservazione, ...]:
        indirizzo = riga.indirizzo(campo.nome)
        return tuple(o for o in self.osservazioni if o.campo == indirizzo)

    def di_riga(self, riga: Riga) -> tuple[Osservazione, ...]:
        """Those on the row as a whole, or on something of it that is no field (its evidence)."""
        base, campi = f"{riga.sezione}/{riga.chiave}", {c.nome for c in riga.campi}
        return tuple(
            o
            for o in self.osservazioni
            if o.campo == base
            or (o.campo.startswith(f"{base}/") and o.campo[len(base) + 1 :] not in campi)
        )

    def ha_posto(self, osservazione: Osservazione, letto: Modulo) -> bool:
        return any(
            osservazione.campo == f"{r.sezione}/{r.chiave}"
            or osservazione.campo.startswith(f"{r.sezione}/{r.chiave}/")
            for righe in letto.sezioni.values()
            for r in righe
        )


def _osservazioni(rendicontazione: Rendicontazione) -> list[Osservazione]:
    """The remarks the Comune was told with the last return."""
    if not rendicontazione.revisione:
        return []
    return list(
        Osservazione.objects.filter(
            rendicontazione=rendicontazione,
            revisione=rendicontazione.revisione,
            comunicata_il__isnull=False,
        ).order_by("created_at", "pk")
    )


def _sezione(
    letto: Modulo,
    pezzi: _Pezzi,
    codice: str,
    titolo: str | Promise,
    di: str,
    chiavi: tuple[str, ...],
) -> SezioneSchermo:
    righe = [r for r in letto.sezioni.get(di, ()) if not chiavi or r.chiave in chiavi]
    inizi = tuple(f"{riga.sezione}/{riga.chiave}/" for riga in righe)
    return SezioneSchermo(
        codice=codice,
        titolo=str(titolo),
        righe=tuple(_riga(riga, pezzi) for riga in righe),
        mancanze=sum(m.bloccante and m.indirizzo.startswith(inizi) for m in letto.mancanze)
        if inizi
        else 0,
    )


def _riga(riga: Riga, pezzi: _Pezzi) -> RigaSchermo:
    indirizzo = f"{riga.sezione}/{riga.chiave}"
    conflitto = pezzi.conflitti.get(indirizzo)
    return RigaSchermo(
        riga=riga,
        indirizzo=indirizzo,
        id=ancora(indirizzo),
        campi=tuple(_campo(riga, campo, pezzi, conflitto) for campo in riga.campi),
        # Of what is stored: what was typed against it counts as changed when sent again.
        impronta=impronta_riga(riga, riga.valori),
        evidenze=tuple(e for a, e in pezzi.evidenze if a == indirizzo),
        osservazioni=pezzi.di_riga(riga),
        avvisi=avvisi_aperti(riga.oggetto, riga.avvisi) if riga.avvisi else (),  # type: ignore[arg-type]
        conflitto=conflitto,
    )


def _campo(riga: Riga, campo: Campo, pezzi: _Pezzi, conflitto: Conflitto | None) -> CampoSchermo:
    salvato = riga.valori[campo.nome]
    valore = conflitto.miei.get(campo.nome, salvato) if conflitto is not None else salvato
    _parti, _barra, dimensione = campo.nome.partition("parti/")
    return CampoSchermo(
        nome=riga.indirizzo(campo.nome),
        id=ancora(riga.indirizzo(campo.nome)),
        campo=campo,
        valore=valore,
        errore=riga.errori.get(campo.nome, ""),
        salvato=salvato if valore != salvato else None,
        osservazioni=pezzi.di_campo(riga, campo),
        parte=dimensione.partition("/")[0],
        stato=_stato_che_lo_chiede(riga, campo),
    )


def _stato_che_lo_chiede(riga: Riga, campo: Campo) -> str:
    """The state of the value beside which the field makes sense; empty: any."""
    if riga.sezione != S.INDICATORI:
        return ""
    if campo.nome in VALORI or campo.nome.startswith("parti/"):
        return StatoValore.MISURATO.value
    return DI_STATO.get(campo.nome, "")
