"""The receipt of a sending, made after it: the row that has none is the queue."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.core.enums import StatoFile
from fis_portal.core.models import FileProtetto
from fis_portal.core.storage import file_store
from outcomes.models import Invio
from outcomes.render.ricevuta import render_ricevuta

CARTELLA = "ricevute"


def ricevute_da_fare() -> list[int]:
    """Sendings without a receipt, the oldest first."""
    return list(
        Invio.objects.filter(ricevuta__isnull=True)
        .order_by("inviata_il", "pk")
        .values_list("pk", flat=True)
    )


@transaction.atomic
def ricevuta_build(pk: int) -> bool:
    """Make the receipt of a sending; False if it has one, or somebody is making it.

    Twice is once: the row is held while the PDF is made. Raises PdfNonDisponibile and, the disk
    refusing, ArchivioNonDisponibile; then the row stays in the queue.
    """
    invio = (
        Invio.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("rendicontazione__progetto__comune", "rendicontazione__periodo", "by")
        .filter(pk=pk, ricevuta__isnull=True)
        .first()
    )
    if invio is None:
        return False
    archiviato = file_store(render_ricevuta(invio), "pdf", CARTELLA)
    file = FileProtetto(
        nome_originale=f"{invio.protocollo}.pdf",
        nome=archiviato.nome,
        tipo="pdf",
        byte=archiviato.byte,
        sha256=archiviato.sha256,
        stato=StatoFile.PULITO,
        controllato_il=timezone.now(),
        esito_controllo=_("prodotto dal portale"),
    )
    file.full_clean()
    file.save()
    invio.ricevuta = file
    invio.save(update_fields=["ricevuta"])
    return True
