"""The files that prove what a report says."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from comuni.models import Comune
from fis_portal.accounts.models import User
from fis_portal.core.allegati import file_accept, quota_check
from fis_portal.core.errors import DomainError
from outcomes.enums import StatoRendicontazione
from outcomes.models import (
    AvanzamentoAttivita,
    Evidenza,
    Rendicontazione,
    Rilevazione,
    SpesaRendicontata,
)
from outcomes.selectors.righe import riga_modulo
from outcomes.services.bozza import open_report
from outcomes.services.passaggi import rendicontazione_transition

TIPI_EVIDENZA = frozenset({"pdf", "docx", "odt", "xlsx", "ods", "csv", "txt", "jpg", "png"})
# Section of the row -> the model of its rows, what a row is about, the field of Evidenza.
_RIGHE: dict[str, tuple[type[Any], str, str]] = {
    "indicatori": (Rilevazione, "indicatore", "rilevazione"),
    "attivita": (AvanzamentoAttivita, "attivita", "avanzamento"),
    "spese": (SpesaRendicontata, "voce", "spesa"),
}


@transaction.atomic
def evidenza_add(
    *,
    rendicontazione: Rendicontazione,
    upload: UploadedFile,
    by: User,
    sezione: str = "",
    chiave: str = "",
    descrizione: str = "",
) -> Evidenza:
    """Attach a file to a row of an open report, or without a row to the report as a whole.

    Refused, nothing is left behind. Raises DomainError: those of the file gate, `quota_superata`,
    `riga_ignota`, `stato_non_aperto`.
    """
    bloccata = open_report(rendicontazione)
    collegamento = _link(bloccata, sezione, chiave)
    _check_quota(bloccata, upload.size or 0)
    file = file_accept(
        upload=upload,
        by=by,
        tipi=TIPI_EVIDENZA,
        massimo_byte=settings.EVIDENZE_MASSIMO_MB * 1_000_000,
    )
    if bloccata.stato == StatoRendicontazione.DA_INIZIARE:
        rendicontazione_transition(rendicontazione=bloccata, a=StatoRendicontazione.BOZZA, by=by)
    evidenza = Evidenza(
        rendicontazione=bloccata,
        descrizione=descrizione.replace("\x00", "").strip()[:200],
        file=file,
        by=by,
        **collegamento,
    )
    evidenza.full_clean(exclude=["rendicontazione", "file", *collegamento])
    evidenza.save()
    return evidenza


@transaction.atomic
def evidenza_remove(*, evidenza: Evidenza, by: User) -> Evidenza:
    """Take a file away from an open report; what was sent with it keeps it.

    Raises DomainError `stato_non_aperto`. Twice is once.
    """
    open_report(evidenza.rendicontazione)
    evidenza = Evidenza.objects.select_for_update(of=("self",)).get(pk=evidenza.pk)
    if evidenza.tolta_il is None:
        evidenza.tolta_il = timezone.now()
        evidenza.save(update_fields=["tolta_il"])
    return evidenza


def _link(rendicontazione: Rendicontazione, sezione: str, chiave: str) -> dict[str, Any]:
    """The row the file proves, made if nothing was said in it yet."""
    if not sezione:
        return {}
    riga = riga_modulo(rendicontazione, sezione, chiave) if sezione in _RIGHE else None
    if riga is None:
        raise DomainError(
            "riga_ignota", _("La riga a cui alleghi il file non c'è: ricarica la pagina.")
        )
    modello, soggetto, campo = _RIGHE[sezione]
    oggetto = riga.oggetto
    if oggetto is None:
        oggetto = modello.objects.create(
            **{"rendicontazione": rendicontazione, soggetto: riga.riferimento}
        )
    return {campo: oggetto}


def _check_quota(rendicontazione: Rendicontazione, byte: int) -> None:
    # One Comune has one quota: its files are counted one upload at a time.
    comune = Comune.objects.select_for_update(of=("self",)).get(
        pk=rendicontazione.progetto.comune_id
    )
    usati = Evidenza.objects.filter(rendicontazione__progetto__comune=comune).aggregate(
        byte=Sum("file__byte"), file=Count("pk")
    )
    quota_check(
        byte_usati=usati["byte"] or 0,
        file_usati=usati["file"],
        byte_nuovi=byte,
        massimo_byte=settings.EVIDENZE_QUOTA_MB * 1_000_000,
        massimo_file=settings.EVIDENZE_QUOTA_FILE,
    )
