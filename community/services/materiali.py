from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from community.models import Evento, MaterialeEvento
from fis_portal.accounts.models import User
from fis_portal.core.allegati import TUTTI, file_accept
from fis_portal.core.errors import DomainError


@transaction.atomic
def materiale_add(
    *,
    evento: Evento,
    titolo: str,
    momento: str,
    visibilita: str,
    url: str = "",
    upload: UploadedFile | None = None,
    by: User,
) -> MaterialeEvento:
    """Put a file, or an address, beside a meeting. Raises DomainError: those of the file gate,
    `file_o_indirizzo`, `materiale_non_valido`."""
    if bool(upload) == bool(url.strip()):
        testo = _("Allega un file oppure scrivi un indirizzo, non i due.")
        raise DomainError("file_o_indirizzo", testo, {"url": [testo]})
    materiale = MaterialeEvento(
        evento=evento,
        titolo=titolo.strip(),
        momento=momento,
        visibilita=visibilita,
        url=url.strip(),
    )
    if upload is not None:
        materiale.file = file_accept(
            upload=upload, by=by, tipi=TUTTI, massimo_byte=settings.UPLOAD_MAX_BYTE
        )
    try:
        materiale.full_clean()
    except ValidationError as errore:
        raise DomainError("materiale_non_valido", " ".join(errore.messages)) from None
    materiale.save()
    return materiale
