"""Reading a workbook that came back: every cell with its address, nothing decided yet."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fis_portal.core.cartelle import FoglioLetto, leggi_cartella
from fis_portal.core.errors import DomainError
from fis_portal.core.spreadsheets import MAX_RIGHE
from outcomes.selectors.foglio.celle import testo_di
from outcomes.selectors.foglio.colonne import FORMATO, SERVIZIO, Foglio, Posto, fogli, posti
from outcomes.selectors.modulo import Modulo

MASSIMO_ERRORI = 1_000
Chiave = tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class CellaErrata:
    """A cell that cannot be taken, and what to do. Ordered as the cells are."""

    foglio: int
    riga: int
    colonna: int
    nome: str
    testo: str = field(compare=False)

    @property
    def indirizzo(self) -> str:
        """«Indicatori!D7», as spreadsheets say it."""
        return f"{self.nome}!{lettere(self.colonna)}{self.riga}"


@dataclass(frozen=True, slots=True)
class Cella:
    """A cell as it was found: where, and what is in it."""

    foglio: int
    nome: str
    riga: int
    colonna: int
    valore: Any

    def errata(self, testo: str) -> CellaErrata:
        return CellaErrata(self.foglio, self.riga, self.colonna, self.nome, testo)


@dataclass(slots=True)
class RigaScaricata:
    """What a row was when the workbook was downloaded: its version, a digest of each cell."""

    versione: int
    impronte: dict[str, str]


@dataclass(slots=True)
class Letto:
    """A whole workbook: the cells of each row of the report by field, and what is wrong."""

    revisione: int
    scaricate: dict[Chiave, RigaScaricata]
    righe: dict[Chiave, dict[str, Cella]] = field(default_factory=dict)
    errori: list[CellaErrata] = field(default_factory=list)
    mancanti: list[str] = field(default_factory=list)


def leggi_foglio(dati: bytes, modulo: Modulo) -> Letto:
    """Read the workbook of this report. Raises DomainError where it is not one."""
    descritti = fogli()
    cartella = leggi_cartella(dati, [SERVIZIO, *(foglio.nome for foglio in descritti)])
    if SERVIZIO not in cartella:
        raise DomainError(
            "foglio_di_altri",
            _("Questo non è il foglio scaricato dal portale, o ha perso il suo foglio nascosto: "
              "scarica di nuovo il foglio e ricopia i valori."),
        )  # fmt: skip
    letto = _leggi_servizio(cartella[SERVIZIO], modulo)
    for numero, foglio in enumerate(descritti):
        if foglio.nome in cartella:
            attesi = {p.chiave: p for p in posti(foglio, modulo.sezioni[foglio.sezione])}
            _LettoreFoglio(numero, foglio, attesi, letto).leggi(cartella[foglio.nome])
        else:
            letto.mancanti.append(foglio.nome)
    return letto


def _leggi_servizio(foglio: FoglioLetto, modulo: Modulo) -> Letto:
    righe = foglio.righe(4)
    try:
        testata = {str(valori[0]): valori[1] for _n, valori in (next(righe) for _i in range(3))}
        formato, di, revisione = (
            testata["formato"],
            int(testata["rendicontazione"]),
            int(testata["revisione"]),
        )
        scaricate: dict[Chiave, RigaScaricata] = {}
        for _numero, (sezione, chiave, versione, impronte) in righe:
            dove = (testo_di(sezione), testo_di(chiave))
            riga = scaricate.setdefault(dove, RigaScaricata(int(versione), {}))
            riga.impronte.update({str(n): str(v) for n, v in json.loads(impronte).items()})
    except (StopIteration, RuntimeError, KeyError, ValueError, TypeError, AttributeError) as errore:
        raise _non_leggibile() from errore
    if formato != FORMATO:
        raise _non_leggibile()
    if di != modulo.rendicontazione.pk:
        raise DomainError(
            "foglio_di_altri",
            _("Questo foglio è di un'altra rendicontazione: caricalo nella sua pagina, o scarica "
              "da qui quello giusto."),
        )  # fmt: skip
    return Letto(revisione, scaricate)


def _non_leggibile() -> DomainError:
    return DomainError(
        "foglio_di_altri",
        _("Il foglio nascosto del portale è stato modificato: scarica di nuovo il foglio e ricopia "
          "i valori."),
    )  # fmt: skip


@dataclass
class _LettoreFoglio:
    """Reads one sheet into `letto`."""

    numero: int
    foglio: Foglio
    attesi: Mapping[tuple[str, ...], Posto]
    letto: Letto

    def leggi(self, foglio: FoglioLetto) -> None:
        self._note(foglio)
        righe = foglio.righe(len(self.foglio.colonne) + 10)
        _numero, testata = next(righe, (1, ()))
        colonne = self._colonne(testata)
        if colonne is None:
            return
        viste: set[tuple[str, ...]] = set()
        for numero, valori in righe:
            if len(self.letto.errori) >= MASSIMO_ERRORI:
                return
            if numero > MAX_RIGHE:
                self._errore(numero, 1, _("ci sono troppe righe: al massimo %(n)s.")
                             % {"n": MAX_RIGHE})  # fmt: skip
                return
            self._riga(numero, valori, colonne, viste)

    def _note(self, foglio: FoglioLetto) -> None:
        for celle, testo in (
            (foglio.parte.formule, _("contiene una formula: copiala e usa «incolla come valore».")),
            (foglio.parte.errori, _("contiene un errore di calcolo: scrivi il valore.")),
        ):
            for indirizzo in celle:
                colonna, riga = posizione(indirizzo)
                self._errore(riga, colonna, testo)

    def _colonne(self, testata: tuple[Any, ...]) -> dict[str, int] | None:
        """Where each column is, by its heading; None, and an error, where one is missing."""
        trovate = {
            testo_di(titolo): numero for numero, titolo in reversed([*enumerate(testata, 1)])
        }
        colonne = {}
        for colonna in self.foglio.colonne:
            if colonna.titolo in trovate:
                colonne[colonna.nome] = trovate[colonna.titolo]
            elif colonna.libera or colonna.nome in self.foglio.chiavi:
                testo = _("manca la colonna «%(titolo)s»: rimetti le intestazioni com'erano.")
                self._errore(1, 1, testo % {"titolo": colonna.titolo})
                return None
        return colonne

    def _riga(
        self,
        numero: int,
        valori: tuple[Any, ...],
        colonne: Mapping[str, int],
        viste: set[tuple[str, ...]],
    ) -> None:
        chiave = tuple(testo_di(valori[colonne[nome] - 1]) for nome in self.foglio.chiavi)
        libere = {
            c.nome: Cella(
                self.numero, self.foglio.nome, numero, colonne[c.nome], valori[colonne[c.nome] - 1]
            )
            for c in self.foglio.colonne
            if c.libera
        }
        piene = any(_piena(cella.valore) for cella in libere.values())
        if not any(chiave) and not piene:
            return
        posto = self.attesi.get(chiave)
        if posto is None or chiave in viste:
            if posto is None:
                testo = _("«%(chiave)s» non è in questa rendicontazione: togli la riga o rimetti "
                          "il codice com'era.")  # fmt: skip
            else:
                testo = _("la riga «%(chiave)s» c'è due volte: lasciane una.")
            self._errore(numero, colonne[self.foglio.chiavi[0]],
                         testo % {"chiave": " / ".join(chiave)[:80]})  # fmt: skip
            return
        viste.add(chiave)
        self._celle(posto, libere)

    def _celle(self, posto: Posto, libere: Mapping[str, Cella]) -> None:
        riga = self.letto.righe.setdefault((posto.riga.sezione, posto.riga.chiave), {})
        for nome, cella in libere.items():
            if campo := posto.campi.get(nome):
                riga[campo.nome] = cella
            elif _piena(cella.valore):
                testo = _("questa cella resta vuota: l'indicatore non si misura così.")
                self.letto.errori.append(cella.errata(testo))

    def _errore(self, riga: int, colonna: int, testo: str) -> None:
        if len(self.letto.errori) < MASSIMO_ERRORI:
            self.letto.errori.append(
                CellaErrata(self.numero, riga, colonna, self.foglio.nome, testo)
            )


def _piena(valore: Any) -> bool:
    return valore is not None and str(valore).strip() != ""


def lettere(colonna: int) -> str:
    """4 -> «D»."""
    testo = ""
    while colonna > 0:
        colonna, resto = divmod(colonna - 1, 26)
        testo = chr(65 + resto) + testo
    return testo


def posizione(indirizzo: str) -> tuple[int, int]:
    """«D7» -> column 4, row 7."""
    colonna, riga = 0, 0
    for segno in indirizzo:
        if segno.isdigit():
            riga = riga * 10 + int(segno)
        else:
            colonna = colonna * 26 + ord(segno) - 64
    return colonna, riga


def celle_di(letto: Letto) -> Iterator[Cella]:
    """Every cell that was read."""
    for riga in letto.righe.values():
        yield from riga.values()
