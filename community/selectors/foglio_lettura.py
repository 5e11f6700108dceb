"""Reading a sign-in sheet that came back: every row, or which cell is wrong and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

from community.enums import RuoloPartecipazione
from community.selectors.foglio_colonne import NO, SI, ColonnaFirme, colonne, nome_foglio
from community.selectors.mosse import Illeggibile, testo_letto
from comuni.models import Comune
from fis_portal.core.cartelle import FoglioLetto, leggi_cartella
from fis_portal.core.errors import DomainError
from fis_portal.core.import_preview import RigaErrata
from fis_portal.core.spreadsheets import valore_originale
from fis_portal.core.text import chiave
from progetti.models import Organizzazione

MASSIMO_FIRME = 2_000
MASSIMO_ERRORI = 500


@dataclass(frozen=True, slots=True)
class RigaFirma:
    """Somebody who signed: the number of the row, and what it says."""

    numero: int
    nome: str
    cognome: str
    email: str = ""
    ente: str = ""
    tipo_ente: str = ""
    comune: int | None = None
    organizzazione: int | None = None
    ruolo: str = RuoloPartecipazione.PARTECIPANTE

    @property
    def chiave(self) -> str:
        return chiave(f"{self.nome} {self.cognome}")


@dataclass(slots=True)
class FirmeLette:
    """The whole sheet: who signed, how many rows nobody did, what is wrong."""

    righe: list[RigaFirma] = field(default_factory=list)
    senza_firma: int = 0
    errori: list[RigaErrata] = field(default_factory=list)


def leggi_firme(dati: bytes) -> FirmeLette:
    """Read a workbook. Raises DomainError if it has no sign-in sheet or must not be opened."""
    foglio = leggi_cartella(dati, [nome_foglio()]).get(nome_foglio())
    if foglio is None:
        raise DomainError(
            "foglio_assente",
            _("Nel file non c'è il foglio «%(nome)s»: scarica il foglio da questa pagina e non "
              "cambiare il nome della linguetta.") % {"nome": nome_foglio()},
        )  # fmt: skip
    lettore = _Lettore(foglio)
    lettore.leggi()
    lettore.letto.errori.sort(key=lambda errata: errata.numero)
    del lettore.letto.errori[MASSIMO_ERRORI:]
    return lettore.letto


def foglio_nomina(dati: bytes, *, nomi: Iterable[str], indirizzi: Iterable[str]) -> bool:
    """Does a row of the sheet, signed or not, tell one of these? A sheet nobody can read may."""
    cercati = [set(chiave(nome).split()) for nome in nomi if nome.strip()]
    note = {indirizzo.lower() for indirizzo in indirizzi if indirizzo}
    try:
        foglio = leggi_cartella(dati, [nome_foglio()]).get(nome_foglio())
    except DomainError:
        return True
    if foglio is None:
        return True
    for _numero, valori in foglio.righe(len(colonne()) + 10):
        testo = " ".join(str(valore) for valore in valori if valore is not None)
        parole = set(chiave(testo).split())
        if any(nome <= parole for nome in cercati) or any(una in testo.lower() for una in note):
            return True
    return False


class _Lettore:
    def __init__(self, foglio: FoglioLetto) -> None:
        self.foglio, self.letto = foglio, FirmeLette()
        self.posti: dict[str, int] = {}
        self.notate: set[int] = set()
        self.per_email: dict[str, int] = {}
        self.per_nome: dict[str, list[RigaFirma]] = {}
        self.comuni = _per_nome(Comune.objects.order_by("pk").values_list("nome_chiave", "pk"))
        self.enti = _per_nome(
            Organizzazione.objects.order_by("pk").values_list("nome_chiave", "pk")
        )

    def leggi(self) -> None:
        self._note()
        righe = self.foglio.righe(len(colonne()) + 10)
        _numero, testata = next(righe, (1, ()))
        trovati = {chiave(str(t).strip()): n for n, t in reversed([*enumerate(testata, 1)])}
        self.posti = {c.nome: trovati.get(chiave(c.titolo), 0) for c in colonne()}
        for colonna in colonne():
            if not self.posti[colonna.nome]:
                testo = _("manca la colonna «%(titolo)s»: rimetti le intestazioni com'erano.")
                self._errata(1, 1, testo % {"titolo": colonna.titolo})
        if not all(self.posti.values()):
            return
        for numero, valori in righe:
            celle = {c.nome: valori[self.posti[c.nome] - 1] for c in colonne()}
            if numero > MASSIMO_FIRME + 1 and any(map(_piena, celle.values())):
                testo = _("ci sono troppe righe: al massimo %(n)s per foglio.")
                self._errata(numero, 1, testo % {"n": MASSIMO_FIRME})
                return
            self._riga(numero, celle)

    def _note(self) -> None:
        for celle, testo in (
            (self.foglio.parte.formule, _("contiene una formula: usa «incolla come valore».")),
            (self.foglio.parte.errori, _("contiene un errore di calcolo: scrivi il valore.")),
        ):
            for indirizzo in celle:
                try:
                    riga, colonna = coordinate_to_tuple(indirizzo)
                except (ValueError, TypeError):
                    riga, colonna = 1, 1
                self.notate.add(riga)
                self._errata(riga, colonna, testo)

    def _errata(self, riga: int, colonna: int, testo: str) -> None:
        dove = f"{nome_foglio()}!{get_column_letter(colonna)}{riga}"
        self.letto.errori.append(RigaErrata(riga, ((dove, testo),)))

    def _riga(self, numero: int, celle: Mapping[str, Any]) -> None:
        piene = {nome for nome, valore in celle.items() if _piena(valore)}
        # Of a row that somebody must mend anyway the formula is said, not what came of it.
        if not piene or numero in self.notate:
            return
        prima = len(self.letto.errori)
        letti = {c.nome: self._cella(numero, c, celle[c.nome]) for c in colonne()}
        presente = chiave(letti.pop("presente"))
        if presente not in (*SI, *NO):
            testo = _("scrivi «sì» per chi c'era; lascia vuoto per chi non c'era.")
            self._errata(numero, self.posti["presente"], testo)
        if len(self.letto.errori) > prima:
            return
        if presente in NO:
            self.letto.senza_firma += 1
            return
        riga = self._firma(numero, letti)
        if riga is not None and self._unica(riga):
            self.letto.righe.append(riga)

    def _cella(self, numero: int, colonna: ColonnaFirme, valore: Any) -> str:
        """The text of a cell, or nothing and an error."""
        testo = valore_originale(str(valore if valore is not None else "").strip())
        if isinstance(valore, bool):
            testo = "si" if valore else "no"
        try:
            testo = testo_letto(testo, colonna.massimo, _("Il testo"))
            if colonna.obbligatoria and not testo:
                raise Illeggibile(_("manca: scrivi nome e cognome di chi ha firmato."))
            return _LETTORI.get(colonna.nome, _uguale)(testo)
        except Illeggibile as errore:
            self._errata(numero, self.posti[colonna.nome], str(errore))
            return ""

    def _firma(self, numero: int, letti: dict[str, str]) -> RigaFirma | None:
        prima = len(self.letto.errori)
        scelte: dict[str, str] = {}
        for colonna in colonne():
            if colonna.scelte and letti[colonna.nome]:
                codice = colonna.leggi_scelta(letti[colonna.nome])
                if codice is None:
                    ammesse = ", ".join(parola for _codice, parola in colonna.scelte)
                    testo = _("non è fra le voci ammesse: %(voci)s.") % {"voci": ammesse}
                    self._errata(numero, self.posti[colonna.nome], testo)
                scelte[colonna.nome] = codice or ""
        comune = self._comune(numero, letti["comune"])
        if len(self.letto.errori) > prima:
            return None
        enti = self.enti.get(chiave(letti["ente"]), [])
        return RigaFirma(
            numero,
            letti["nome"],
            letti["cognome"],
            letti["email"],
            letti["ente"],
            scelte.get("tipo_ente", ""),
            comune,
            enti[0] if len(enti) == 1 else None,
            scelte.get("ruolo") or RuoloPartecipazione.PARTECIPANTE,
        )

    def _comune(self, numero: int, nome: str) -> int | None:
        if not nome:
            return None
        trovati = self.comuni.get(chiave(nome.removeprefix("Comune di ")), [])
        if len(trovati) == 1:
            return trovati[0]
        testo = _("più Comuni si chiamano così: lascia vuoto e scrivilo nell'ente.")
        if not trovati:
            testo = _("nessun Comune si chiama così: controlla il nome, o lascia vuoto.")
        self._errata(numero, self.posti["comune"], testo)
        return None

    def _unica(self, riga: RigaFirma) -> bool:
        """Not said before: the same address or, without two of them, the same name."""
        altra = self.per_email.get(riga.email, 0) if riga.email else 0
        if altra:
            testo = _("questa e-mail è già alla riga %(riga)s.") % {"riga": altra}
            self._errata(riga.numero, self.posti["email"], testo)
            return False
        for omonima in self.per_nome.get(riga.chiave, []):
            if not (riga.email and omonima.email):
                testo = _("questo nome è già alla riga %(riga)s: se sono due persone scrivi "
                          "l'e-mail di tutte e due, altrimenti togli una riga.")  # fmt: skip
                self._errata(riga.numero, self.posti["cognome"], testo % {"riga": omonima.numero})
                return False
        if riga.email:
            self.per_email[riga.email] = riga.numero
        self.per_nome.setdefault(riga.chiave, []).append(riga)
        return True


def _per_nome(coppie: Any) -> dict[str, list[int]]:
    trovati: dict[str, list[int]] = {}
    for nome, pk in coppie:
        trovati.setdefault(nome, []).append(pk)
    return trovati


def _piena(valore: Any) -> bool:
    return valore is not None and str(valore).strip() != ""


def _uguale(testo: str) -> str:
    return testo


def _email(testo: str) -> str:
    if testo:
        try:
            validate_email(testo)
        except ValidationError as errore:
            raise Illeggibile(
                _("non è un indirizzo e-mail: correggilo, o lascia vuoto.")
            ) from errore
    return testo.lower()


_LETTORI: dict[str, Callable[[str], str]] = {"email": _email}
