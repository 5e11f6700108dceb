"""What a workbook would change in a report, row by row. Three texts meet in each cell: what it was
at the download, what the workbook says, what the portal says now."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError
from outcomes.enums import SezioneRendicontazione
from outcomes.models import Rendicontazione
from outcomes.selectors.campi import Campo
from outcomes.selectors.digitato import is_value, leggi, valore_scelto
from outcomes.selectors.foglio.celle import Lettura, impronta, leggi_cella
from outcomes.selectors.foglio.lettura import (
    MASSIMO_ERRORI,
    Cella,
    CellaErrata,
    Letto,
    RigaScaricata,
    leggi_foglio,
)
from outcomes.selectors.modulo import modulo
from outcomes.selectors.righe import Riga


@dataclass(frozen=True, slots=True)
class Cambio:
    """One field: its name for people, and the text before and after."""

    campo: str
    prima: str
    dopo: str


@dataclass(frozen=True, slots=True)
class RigaProposta:
    """A row the workbook changes. `campi` are the values to save over `versione`."""

    riga: Riga
    cambi: tuple[Cambio, ...]
    campi: Mapping[str, Any]
    celle: Mapping[str, str]

    @property
    def indirizzo(self) -> str:
        """How the confirmation names it: «indicatori/I1»."""
        return f"{self.riga.sezione}/{self.riga.chiave}"

    @property
    def codice(self) -> str:
        """The code people know the row by; keys of other sections are the portal's own."""
        return self.riga.chiave if self.riga.sezione == SezioneRendicontazione.INDICATORI else ""

    @property
    def sezione(self) -> str:
        return str(SezioneRendicontazione(self.riga.sezione).label)


@dataclass(slots=True)
class Anteprima:
    """What confirming would do, or why it cannot be confirmed."""

    aggiunte: list[RigaProposta] = field(default_factory=list)
    modifiche: list[RigaProposta] = field(default_factory=list)
    conflitti: list[RigaProposta] = field(default_factory=list)
    uguali: int = 0
    errori: list[CellaErrata] = field(default_factory=list)
    mancanti: list[str] = field(default_factory=list)
    vecchia: bool = False

    @property
    def proposte(self) -> list[RigaProposta]:
        """Rows nobody else has touched since the download."""
        return [*self.aggiunte, *self.modifiche]

    @property
    def is_empty(self) -> bool:
        return not (self.proposte or self.conflitti)

    @property
    def troppi_errori(self) -> bool:
        return len(self.errori) >= MASSIMO_ERRORI

    def impronta(self) -> str:
        """Digest of everything shown: what is confirmed is what was seen, or is shown again."""
        visto = [
            [proposta.indirizzo, proposta.riga.versione, [(c.campo, c.prima, c.dopo) for c in
             proposta.cambi]]
            for proposta in (*self.proposte, *self.conflitti)
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(visto).encode()).hexdigest()


def foglio_anteprima(dati: bytes, rendicontazione: Rendicontazione) -> Anteprima:
    """Read a workbook and compare it with the report as it is now. Raises DomainError."""
    attuale = modulo(rendicontazione)
    letto = leggi_foglio(dati, attuale)
    anteprima = Anteprima(
        errori=letto.errori,
        mancanti=letto.mancanti,
        vecchia=letto.revisione != rendicontazione.revisione,
    )
    for righe in attuale.sezioni.values():
        for riga in righe:
            _confronta(riga, letto, anteprima)
    anteprima.errori.sort()
    del anteprima.errori[MASSIMO_ERRORI:]
    return anteprima


def _confronta(riga: Riga, letto: Letto, anteprima: Anteprima) -> None:
    dove = (riga.sezione, riga.chiave)
    celle = letto.righe.get(dove, {})
    scaricata = letto.scaricate.get(dove) or RigaScaricata(-1, {})
    letture = {nome: leggi_cella(_campo(riga, nome), c.valore) for nome, c in celle.items()}
    toccate = _toccate(riga, letture, scaricata)
    errate = [celle[nome].errata(letture[nome].errore) for nome in toccate if letture[nome].errore]
    if toccate and not errate:
        campi = {nome: letture[nome].valore for nome in _insieme(toccate, letture)}
        proposta, errate = _proposta(riga, campi, celle)
        if proposta is not None:
            _gruppo(proposta, scaricata, anteprima).append(proposta)
            return
    anteprima.errori.extend(errate)
    anteprima.uguali += not errate


def _toccate(riga: Riga, letture: Mapping[str, Lettura], scaricata: RigaScaricata) -> list[str]:
    """Fields changed since the download, and not already so in the portal."""
    return [
        nome
        for nome, lettura in letture.items()
        if impronta(lettura.testo) != scaricata.impronte.get(nome, "")
        and (lettura.testo != riga.valori[nome] or nome in riga.errori)
    ]


def _insieme(toccate: Iterable[str], letture: Mapping[str, Lettura]) -> list[str]:
    """With one part of a measure go all the others: a value and its state are read together."""
    toccate = list(toccate)
    if not any(_e_misura(nome) for nome in toccate):
        return toccate
    insieme = [n for n, lettura in letture.items() if _e_misura(n) and not lettura.errore]
    return [*insieme, *(nome for nome in toccate if nome not in insieme)]


def _e_misura(nome: str) -> bool:
    return is_value(nome) or nome in ("stato_valore", "motivo")


def _proposta(
    riga: Riga, campi: Mapping[str, Any], celle: Mapping[str, Cella]
) -> tuple[RigaProposta | None, list[CellaErrata]]:
    """The row as it would be saved, or the cells that do not go together."""
    lettura = leggi(riga, campi)
    if lettura.grezzo:
        return None, [celle[nome].errata(d["errore"]) for nome, d in lettura.grezzo.items()]
    cambi = []
    for nome, valore in lettura.valori.items():
        campo = _campo(riga, nome)
        dopo = campo.mostra(valore_scelto(campo, valore))
        if dopo != riga.valori[nome] or nome in riga.errori:
            cambi.append(
                Cambio(_nome(campo), _mostrato(campo, riga.valori[nome]), _mostrato(campo, dopo))
            )
    if not cambi:
        return None, []
    dove = {nome: cella.errata("").indirizzo for nome, cella in celle.items()}
    return RigaProposta(riga, tuple(cambi), campi, dove), []


def _gruppo(
    proposta: RigaProposta, scaricata: RigaScaricata, anteprima: Anteprima
) -> list[RigaProposta]:
    if scaricata.versione != proposta.riga.versione:
        return anteprima.conflitti
    if not any(proposta.riga.valori.values()):
        return anteprima.aggiunte
    return anteprima.modifiche


def _nome(campo: Campo) -> str:
    """A part is told with its disaggregation: «genere, di cui donne»."""
    if not campo.nome.startswith("parti/"):
        return campo.etichetta
    return f"{campo.nome.split('/')[1]}, {campo.etichetta}"


def _mostrato(campo: Campo, testo: str) -> str:
    return next((str(nome) for chiave, nome in campo.scelte if chiave == testo), testo)


def _campo(riga: Riga, nome: str) -> Campo:
    campo = riga.campo(nome)
    if campo is None:
        raise DomainError(
            "campo_ignoto", _("La riga non ha il campo «%(nome)s».") % {"nome": nome[:60]}
        )
    return campo
