"""Taking in a filled workbook: kept until confirmed, then written all or nothing (ADR 0015)."""

from collections.abc import Collection

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.deposito import DURATA, Deposito
from fis_portal.core.errors import DomainError
from outcomes.models import Rendicontazione
from outcomes.selectors.foglio.confronto import Anteprima, RigaProposta, foglio_anteprima
from outcomes.services.bozza import RigaCambiata, riga_save

CARTELLA = "fogli"


class AnteprimaCambiata(DomainError):
    """What would be written is not what was shown: `anteprima` is how it is now."""

    def __init__(self, anteprima: Anteprima, dati: bytes) -> None:
        super().__init__(
            "anteprima_cambiata",
            _(
                "Nel frattempo qualcuno ha modificato la rendicontazione: non è stato scritto "
                "nulla. Guarda di nuovo che cosa cambierebbe."
            ),
        )
        self.anteprima = anteprima
        self.dati = dati


def foglio_keep(
    *, dati: bytes, anteprima: Anteprima, rendicontazione: Rendicontazione, by: User
) -> str:
    """Keep the workbook for the confirmation. Returns the token that names it.

    The token is good for this person and this report, for a day, and says what was shown.
    """
    nome = Deposito(CARTELLA).save(dati)
    return signing.dumps([nome, anteprima.impronta()], salt=_sale(rendicontazione, by))


@transaction.atomic
def foglio_apply(
    *, gettone: str, scelti: Collection[str], rendicontazione: Rendicontazione, by: User
) -> int:
    """Write the rows that were shown, and of those in conflict the ones chosen. All or nothing.

    Everything is read and compared again. Returns how many rows were written. Raises DomainError
    (`anteprima_scaduta`, `stato_non_aperto`, `valore_non_valido` with `fields` by cell) and
    AnteprimaCambiata.
    """
    nome, vista = _open_token(gettone, rendicontazione, by)
    try:
        dati = Deposito(CARTELLA).read(nome)
    except OSError as errore:
        raise _expired() from errore
    anteprima = foglio_anteprima(dati, rendicontazione)
    if anteprima.errori or anteprima.impronta() != vista:
        raise AnteprimaCambiata(anteprima, dati)
    scelte = [p for p in anteprima.conflitti if p.indirizzo in scelti]
    proposte = [*anteprima.proposte, *scelte]
    try:
        _write(proposte, rendicontazione, by)
    except RigaCambiata as errore:
        # Saved in the very moment: compared again after the rollback.
        raise AnteprimaCambiata(anteprima, dati) from errore
    transaction.on_commit(lambda: Deposito(CARTELLA).remove(nome))
    return len(proposte)


def _write(proposte: list[RigaProposta], rendicontazione: Rendicontazione, by: User) -> None:
    errori: dict[str, list[str]] = {}
    for proposta in proposte:
        riga = proposta.riga
        try:
            riga_save(
                rendicontazione=rendicontazione,
                sezione=riga.sezione,
                chiave=riga.chiave,
                campi=proposta.campi,
                versione=riga.versione,
                by=by,
                stretto=True,
            )
        except DomainError as errore:
            if errore.code != "valore_non_valido":
                raise
            prima = next(iter(proposta.celle.values()), "")
            for nome, testi in (errore.fields or {"": [errore.message]}).items():
                errori[proposta.celle.get(nome, prima)] = testi
    if errori:
        testo = _("Alcuni valori non si possono salvare: non è stato scritto nulla.")
        raise DomainError("valore_non_valido", testo, errori)


def _open_token(gettone: str, rendicontazione: Rendicontazione, by: User) -> tuple[str, str]:
    try:
        nome, vista = signing.loads(gettone, salt=_sale(rendicontazione, by), max_age=DURATA)
    except signing.BadSignature as errore:
        raise _expired() from errore
    return nome, vista


def _sale(rendicontazione: Rendicontazione, by: User) -> str:
    return f"foglio:{rendicontazione.pk}:{by.pk}"


def _expired() -> DomainError:
    return DomainError(
        "anteprima_scaduta",
        _("Questa anteprima non c'è più: il foglio è già stato confermato, oppure sono passate più "
          "di 24 ore. Se manca qualcosa, carica di nuovo il foglio."),
    )  # fmt: skip
