"""A report with one row of each kind, and the people of its Comune."""

from typing import Any

from comuni.enums import RuoloReferente
from fis_portal.accounts.models import User
from outcomes.models import Rendicontazione
from outcomes.selectors.contenuto import contenuto
from outcomes.services.bozza import riga_save
from outcomes.services.invio import modulo_token
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.factories import EsitoFactory, IndicatoreFactory, RendicontazioneFactory
from tests.progetti.factories import AttivitaFactory, VoceSpesaFactory


def modulo_nuovo(
    indicatori: int = 1, indicatore: dict[str, Any] | None = None, **campi: Any
) -> Rendicontazione:
    """A report that asks for some indicators (I1, I2…), an activity, a cost head and the texts.

    `indicatore`: fields of all the indicators; the rest is of the report.
    """
    rendicontazione = RendicontazioneFactory(**campi)
    esito = EsitoFactory(quadro=rendicontazione.quadro)
    for n in range(indicatori):
        IndicatoreFactory(esito=esito, codice=f"I{n + 1}", **(indicatore or {}))
    AttivitaFactory(progetto=rendicontazione.progetto)
    VoceSpesaFactory(progetto=rendicontazione.progetto)
    return rendicontazione


def officer(rendicontazione: Rendicontazione, *, responsabile: bool = False) -> User:
    ruolo = RuoloReferente.RESPONSABILE if responsabile else RuoloReferente.COMPILATORE
    return ReferenteFactory(comune=rendicontazione.progetto.comune, ruolo=ruolo).user


def compila(rendicontazione: Rendicontazione, by: User) -> None:
    """Fill in all that is asked before sending."""
    progetto = rendicontazione.progetto
    righe = [
        *(
            ("indicatori", indicatore.codice, {"valore": "12"})
            for indicatore in rendicontazione.quadro.indicatori.all()
        ),
        *(("attivita", str(a.pk), {"stato": "in_corso"}) for a in progetto.attivita.all()),
        *(("spese", str(v.pk), {"importo_eur": "1.234,50"}) for v in progetto.voci_spesa.all()),
        ("testi", "narrativa", {"testo": "Abbiamo aperto lo sportello."}),
        ("testi", "non_funzionato", {"testo": "Le iscrizioni online."}),
    ]
    for sezione, chiave, campi in righe:
        riga_save(
            rendicontazione=rendicontazione,
            sezione=sezione,
            chiave=chiave,
            campi=campi,
            versione=None,
            by=by,
        )
    rendicontazione.refresh_from_db()


def pronta(**campi: Any) -> tuple[Rendicontazione, User]:
    """A report that may be sent, and who may send it."""
    rendicontazione = modulo_nuovo(**campi)
    by = officer(rendicontazione, responsabile=True)
    compila(rendicontazione, by)
    return rendicontazione, by


def token_di(rendicontazione: Rendicontazione) -> str:
    rendicontazione.refresh_from_db()
    return modulo_token(rendicontazione, contenuto(rendicontazione))
