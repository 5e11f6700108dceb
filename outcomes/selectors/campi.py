"""The fields of each kind of row: their names, labels, types, and how a typed text becomes a value.

One definition for the screen form, the spreadsheet, the endpoint of the Comuni's systems, remarks
and the content that is frozen when a report is sent.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.numeri import data_letta, numero_letto
from fis_portal.core.quote import numero_it
from outcomes.enums import StatoAvanzamento, StatoValore, TipoIndicatore
from outcomes.models import Dimensione, Indicatore

Scelte = tuple[tuple[str, Any], ...]
MASSIMO_TESTO = 20_000
MASSIMO_NUMERO = Decimal(10) ** 14
SI_NO: Scelte = (("1", gettext_lazy("sì")), ("0", gettext_lazy("no")))


@dataclass(frozen=True, slots=True)
class Campo:
    """A field of a row. `tipo`: numero, intero, euro, testo, testo_lungo, data, scelta."""

    nome: str
    etichetta: str
    tipo: str
    aiuto: str = ""
    unita: str = ""
    scelte: Scelte = ()
    massimo: int = MASSIMO_TESTO

    def leggi(self, valore: Any) -> Any:
        """The value of what was typed; None or "" for nothing. Raises ValueError, in Italian."""
        if valore is None or (isinstance(valore, str) and not valore.strip()):
            return "" if self.tipo in ("testo", "testo_lungo", "scelta") else None
        if self.tipo in ("numero", "intero", "euro"):
            return self._numero(valore)
        if self.tipo == "data":
            return self._data(valore)
        if self.tipo == "scelta":
            return self._scelta(str(valore).strip())
        testo = str(valore).replace("\r\n", "\n").strip()
        if "\x00" in testo:
            raise ValueError(_("Il testo contiene un carattere non ammesso: togli quello in più."))
        if len(testo) > self.massimo:
            raise ValueError(
                _("Il testo è troppo lungo: al massimo %(n)s caratteri.")
                % {"n": numero_it(self.massimo)}
            )
        return testo

    def mostra(self, valore: Any) -> str:
        """The value as it is typed: Italian numbers, dates as day/month/year."""
        if valore is None or valore == "":
            return ""
        if self.scelte and isinstance(valore, Decimal):
            return str(int(valore))
        if isinstance(valore, Decimal):
            return numero_it(_senza_zeri(valore)).replace("\u2212", "-")
        if isinstance(valore, datetime.date):
            return f"{valore:%d/%m/%Y}"
        return str(valore)

    def _numero(self, valore: Any) -> Decimal:
        if isinstance(valore, bool):
            raise ValueError(_("Scrivi un numero."))
        # A float as a person reads it (0.1), not its binary neighbour.
        esatto = Decimal(repr(valore)) if isinstance(valore, float) else valore
        numero = numero_letto(esatto) if isinstance(esatto, str) else Decimal(esatto)
        if not numero.is_finite() or abs(numero) >= MASSIMO_NUMERO:
            raise ValueError(_("Il numero è troppo grande: al massimo quattordici cifre."))
        decimali = {"intero": 0, "euro": 2}.get(self.tipo, 4)
        if numero != numero.quantize(Decimal(1).scaleb(-decimali)):
            raise ValueError(
                _("Scrivi un numero intero, senza decimali.")
                if decimali == 0
                else _("Scrivi al massimo %(n)s decimali.") % {"n": decimali}
            )
        if self.tipo in ("intero", "euro") and numero < 0:
            raise ValueError(_("Il valore non può essere negativo."))
        return numero

    def _data(self, valore: Any) -> datetime.date:
        if isinstance(valore, datetime.datetime):
            return valore.date()
        return valore if isinstance(valore, datetime.date) else data_letta(str(valore))

    def _scelta(self, valore: str) -> str:
        for chiave, etichetta in self.scelte:
            if _forma(valore) in (_forma(chiave), _forma(str(etichetta))):
                return chiave
        raise ValueError(
            _("Scegli una di queste voci: %(voci)s.")
            % {"voci": ", ".join(str(etichetta) for _chiave, etichetta in self.scelte)}
        )


def _forma(testo: str) -> str:
    return testo.casefold().replace("ì", "i").replace("_", " ").strip()


def _senza_zeri(valore: Decimal) -> Decimal:
    """12.5000 -> 12.5 and 100.0000 -> 100, never 1E+2."""
    intero = valore.to_integral_value()
    return intero if valore == intero else valore.normalize()


# --- Fields of each kind of row ------------------------------------------------------------------
def campi_indicatore(indicatore: Indicatore, dimensioni: list[Dimensione]) -> tuple[Campo, ...]:
    """Fields of a Rilevazione; parts of its disaggregations included."""
    stato = Campo("stato_valore", _("Il valore è"), "scelta", scelte=tuple(StatoValore.choices))
    return (
        stato,
        *campi_valore(indicatore),
        Campo(
            "motivo",
            _("Perché non è misurabile"),
            "testo",
            massimo=300,
        ),
        *(campo for dimensione in dimensioni for campo in campi_parti(indicatore, dimensione)),
        Campo("nota", _("Nota sulla misura"), "testo_lungo"),
        Campo(
            "conferma_avvisi",
            _("Conferma degli avvisi"),
            "testo_lungo",
            aiuto=_("Spiega perché il valore è giusto anche se il portale ha segnalato qualcosa."),
        ),
    )


def campi_valore(indicatore: Indicatore, prefisso: str = "") -> tuple[Campo, ...]:
    """The fields that hold a value of this indicator: one, or numerator and denominator."""
    tipo = TipoIndicatore(indicatore.tipo)
    if tipo == TipoIndicatore.PERCENTUALE:
        return (
            Campo(f"{prefisso}numeratore", _("Numeratore"), "numero"),
            Campo(f"{prefisso}denominatore", _("Denominatore"), "numero"),
        )
    nome = prefisso.removesuffix("/") if prefisso else "valore"
    if tipo == TipoIndicatore.SI_NO:
        return (Campo(nome, _("Valore"), "scelta", scelte=SI_NO),)
    genere = {TipoIndicatore.CONTEGGIO: "intero", TipoIndicatore.EURO: "euro"}.get(tipo, "numero")
    unita = "€" if tipo == TipoIndicatore.EURO else indicatore.unita
    return (Campo(nome, _("Valore"), genere, unita=unita),)


def campi_parti(indicatore: Indicatore, dimensione: Dimensione) -> tuple[Campo, ...]:
    """Fields of the parts of one disaggregation: «parti/genere/donne»."""
    campi = []
    for voce in dimensione.voci:
        for campo in campi_valore(indicatore, f"parti/{dimensione.nome}/{voce}/"):
            parte = _("di cui %(voce)s") % {"voce": voce}
            etichetta = parte if campo.etichetta == _("Valore") else f"{parte}: {campo.etichetta}"
            campi.append(
                Campo(campo.nome, etichetta, campo.tipo, unita=campo.unita, scelte=campo.scelte)
            )
    return tuple(campi)


def posti_parti(
    indicatore: Indicatore, dimensioni: Iterable[Dimensione]
) -> dict[str, tuple[Dimensione, str, str]]:
    """Where the field of a part is kept: its dimension, its item, the attribute of the part."""
    return {
        campo.nome: (
            dimensione,
            voce,
            campo.nome.rpartition("/")[2] if indicatore.tipo == "percentuale" else "valore",
        )
        for dimensione in dimensioni
        for voce in dimensione.voci
        for campo in campi_valore(indicatore, f"parti/{dimensione.nome}/{voce}/")
    }


def campi_attivita() -> tuple[Campo, ...]:
    return (
        Campo("stato", _("Stato"), "scelta", scelte=tuple(StatoAvanzamento.choices)),
        Campo("iniziata_il", _("Iniziata il"), "data"),
        Campo("conclusa_il", _("Conclusa il"), "data"),
        Campo("nota", _("Nota"), "testo_lungo"),
    )


def campi_spesa() -> tuple[Campo, ...]:
    return (
        Campo(
            "importo_eur",
            _("Speso nel periodo"),
            "euro",
            unita="€",
            aiuto=_("Scrivi 0 se non hai speso nulla; lascia vuoto se non lo sai ancora."),
        ),
        Campo("nota", _("Nota"), "testo_lungo"),
    )


def campi_testo(etichetta: str) -> tuple[Campo, ...]:
    return (Campo("testo", etichetta, "testo_lungo"),)
