from datetime import date

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from fis_portal.accounts.models import User
from fis_portal.core.allegati import TUTTI, file_accept
from progetti.models import Documento, Progetto


@transaction.atomic
def documento_create(
    *,
    progetto: Progetto,
    titolo: str,
    categoria: str,
    visibilita: str,
    data: date | None,
    upload: UploadedFile,
    by: User,
) -> Documento:
    """Keep a file about a project. Raises DomainError if the file is refused."""
    documento = Documento(
        progetto=progetto,
        titolo=titolo.strip(),
        categoria=categoria,
        visibilita=visibilita,
        data=data,
        file=file_accept(upload=upload, by=by, tipi=TUTTI, massimo_byte=settings.UPLOAD_MAX_BYTE),
    )
    documento.full_clean()
    documento.save()
    return documento
