"""A report as a form: every row that is asked, and what is missing before it can be sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from outcomes.enums import CapitoloTesto, SezioneRendicontazione, StatoValore
from outcomes.models import Indicatore, Rendicontazione, Rilevazione
from outcomes.selectors.avvisi import avvisi_aperti
from outcomes.selectors.campi import campi_valore
from outcomes.selectors.righe import SEZIONI_CON_RIGHE, Riga, allegate_alle_righe, righe

S = SezioneRendicontazione


@dataclass(frozen=True, slots=True)
class Mancanza:
    """Something the report lacks; `bloccante`: it cannot be sent so."""

    indirizzo: str
    testo: str
    bloccante: bool = True


@dataclass(frozen=True, slots=True)
class Modulo:
    """The whole report: rows by section, in order, and what is missing."""

    rendicontazione: Rendicontazione
    sezioni: Mapping[str, tuple[Riga, ...]]
    mancanze: tuple[Mancanza, ...]

    @property
    def bloccanti(self) -> tuple[Mancanza, ...]:
        return tuple(m for m in self.mancanze if m.bloccante)


def modulo(rendicontazione: Rendicontazione) -> Modulo:
    """The report as a form, with a fixed number of queries."""
    allegate = allegate_alle_righe(rendicontazione)
    sezioni = {
        sezione.value: righe(rendicontazione, sezione, allegate=allegate)
        for sezione in SEZIONI_CON_RIGHE
    }
    mancanze = [m for dette in sezioni.values() for riga in dette for m in _mancanze(riga)]
    return Modulo(rendicontazione, sezioni, tuple(mancanze))


# --- What is missing -----------------------------------------------------------------------------
def _mancanze(riga: Riga) -> Iterable[Mancanza]:
    for nome, errore in riga.errori.items():
        yield Mancanza(riga.indirizzo(nome), f"{riga.etichetta}: {errore}")
    if riga.sezione == S.INDICATORI:
        yield from _mancanze_indicatore(riga)
    elif riga.sezione == S.ATTIVITA and not riga.valori["stato"]:
        yield Mancanza(
            riga.indirizzo("stato"), _("%(riga)s: indica lo stato.") % {"riga": riga.etichetta}
        )
    elif riga.sezione == S.SPESE and not riga.valori["importo_eur"]:
        yield Mancanza(
            riga.indirizzo("importo_eur"),
            _("%(riga)s: indica quanto hai speso, anche zero.") % {"riga": riga.etichetta},
        )
    elif riga.sezione == S.TESTI and not riga.valori["testo"]:
        yield Mancanza(
            riga.indirizzo("testo"),
            _("%(riga)s: manca il testo.") % {"riga": riga.etichetta},
            bloccante=riga.chiave in (CapitoloTesto.NARRATIVA, CapitoloTesto.NON_FUNZIONATO),
        )


def _mancanze_indicatore(riga: Riga) -> Iterable[Mancanza]:
    nome = {"riga": riga.etichetta}
    stato = riga.valori["stato_valore"]
    if not stato:
        testo = _("%(riga)s: indica il valore, oppure che non è ancora misurato.") % nome
        yield Mancanza(riga.indirizzo("stato_valore"), testo)
    if stato == StatoValore.NON_MISURABILE and not riga.valori["motivo"]:
        testo = _("%(riga)s: spiega perché non è misurabile.") % nome
        yield Mancanza(riga.indirizzo("motivo"), testo)
    if stato != StatoValore.MISURATO or not isinstance(riga.riferimento, Indicatore):
        return
    for campo in campi_valore(riga.riferimento):
        if not riga.valori[campo.nome]:
            testo = _("%(riga)s: manca il valore (%(campo)s).") % {
                **nome,
                "campo": campo.etichetta.lower(),
            }
            yield Mancanza(riga.indirizzo(campo.nome), testo)
    rilevazione = riga.oggetto if isinstance(riga.oggetto, Rilevazione) else None
    for avviso in avvisi_aperti(rilevazione, riga.avvisi):
        testo = _("%(riga)s: conferma con una nota l'avviso «%(avviso)s»") % {
            **nome,
            "avviso": avviso.testo,
        }
        yield Mancanza(riga.indirizzo("conferma_avvisi"), testo)
    if riga.riferimento.evidenza_richiesta and not riga.evidenze:
        testo = _("%(riga)s: allega almeno un documento che dimostri il valore.") % nome
        yield Mancanza(riga.indirizzo("evidenze"), testo)
