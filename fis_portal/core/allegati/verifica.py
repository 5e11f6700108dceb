"""What becomes of a received file: waiting for the antivirus, clean, or in quarantine."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.core.allegati import antivirus
from fis_portal.core.allegati.antivirus import AntivirusNonDisponibile, FileNonControllato
from fis_portal.core.enums import StatoFile
from fis_portal.core.models import FileProtetto
from fis_portal.core.storage import ArchivioNonDisponibile, file_open

logger = logging.getLogger(__name__)

PER_VOLTA = 20
RIPROVA_DOPO = timedelta(minutes=10)
RITARDO_PREOCCUPANTE = timedelta(minutes=30)


def judge_new(file: FileProtetto) -> None:
    """First state of a file that is not saved yet."""
    noto = FileProtetto.objects.filter(sha256=file.sha256, stato=StatoFile.IN_QUARANTENA).first()
    if noto is not None:
        _segna(file, StatoFile.IN_QUARANTENA, noto.esito_controllo)
    elif not antivirus.is_configured():
        _segna(file, StatoFile.PULITO, _("antivirus non configurato"))


def file_scan(limite: int = PER_VOLTA) -> int:
    """Have the antivirus judge what waits; how many files were judged.

    With clamd down everything stays as it is and is tried at the next sweep; a file it cannot judge
    waits ten minutes. Without an antivirus in the settings nothing is declared clean here: a worker
    that was started without CLAMD_ADDRESS must not wave through what the web server had put aside.
    """
    if not antivirus.is_configured():
        return 0
    tentati_prima_di = timezone.now() - RIPROVA_DOPO
    giudicati = 0
    for _volta in range(limite):
        try:
            if not _scan_next(tentati_prima_di):
                break
        except AntivirusNonDisponibile as errore:
            logger.error("antivirus not available: %s", errore)
            break
        giudicati += 1
    return giudicati


def file_in_ritardo() -> str | None:
    """For readiness: does a file wait for the antivirus since long?"""
    limite = timezone.now() - RITARDO_PREOCCUPANTE
    fermi = FileProtetto.objects.filter(stato=StatoFile.IN_VERIFICA, created_at__lt=limite).count()
    return f"{fermi} files not checked since {RITARDO_PREOCCUPANTE}" if fermi else None


@transaction.atomic
def _scan_next(tentati_prima_di: datetime) -> bool:
    """Judge one file, held so that no other sweep takes it. False when none waits."""
    attesa = FileProtetto.objects.da_verificare(tentati_prima_di)
    file = attesa.select_for_update(of=("self",), skip_locked=True).first()
    if file is None:
        return False
    try:
        with file_open(file.nome) as contenuto:
            trovato = antivirus.scan(contenuto)
    except (FileNonControllato, ArchivioNonDisponibile) as errore:
        logger.error("file not checked: %s", errore, extra={"file": file.pk})
        _segna(file, StatoFile.IN_VERIFICA, _("controllo non riuscito: %s") % errore)
    else:
        if trovato is None:
            _segna(file, StatoFile.PULITO, "")
        else:
            _quarantine(file, trovato)
    file.save()
    return True


def _quarantine(file: FileProtetto, trovato: str) -> None:
    """This file, and every other that has the same bytes: some were clean for older signatures."""
    logger.error("infected file: %s", trovato, extra={"file": file.pk})
    _segna(file, StatoFile.IN_QUARANTENA, trovato)
    uguali = FileProtetto.objects.filter(sha256=file.sha256).exclude(pk=file.pk)
    # Those that another sweep holds are being judged by it.
    for altro in uguali.select_for_update(of=("self",), skip_locked=True):
        _segna(altro, StatoFile.IN_QUARANTENA, trovato)
        altro.save()


def _segna(file: FileProtetto, stato: StatoFile, esito: str) -> None:
    file.stato, file.esito_controllo, file.controllato_il = stato, esito, timezone.now()
