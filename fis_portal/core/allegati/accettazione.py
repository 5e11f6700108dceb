"""The gate: a file that somebody sends becomes a FileProtetto, or is refused with a reason."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from fis_portal.core.allegati.errori import FileRifiutato
from fis_portal.core.allegati.tipi import tipo_check
from fis_portal.core.allegati.verifica import judge_new
from fis_portal.core.errors import DomainError
from fis_portal.core.models import FileProtetto
from fis_portal.core.storage import file_store_stream

CARTELLA = "allegati"
MASSIMO_NOME = 200


@transaction.atomic
def file_accept(
    *, upload: UploadedFile, by: AbstractBaseUser | None, tipi: frozenset[str], massimo_byte: int
) -> FileProtetto:
    """Check a sent file and keep it; `tipi` are keys of `allegati.TUTTI`.

    Raises DomainError: too big, not of these types, not what it says, dangerous, or no room on
    the disk. Then there is neither a row nor a file.
    """
    nome = nome_pulito(upload.name or "")
    _check_dimensione(upload.size or 0, massimo_byte)
    contenuto = cast(BinaryIO, upload.file)
    tipo = tipo_check(contenuto, nome, tipi)
    contenuto.seek(0)
    archiviato = file_store_stream(contenuto, tipo, CARTELLA)
    file = FileProtetto(
        nome_originale=nome,
        nome=archiviato.nome,
        tipo=tipo,
        byte=archiviato.byte,
        sha256=archiviato.sha256,
        caricato_da=cast(Any, by),  # a User: core does not know accounts
    )
    judge_new(file)
    file.full_clean()
    file.save()
    return file


def quota_check(
    *, byte_usati: int, file_usati: int, byte_nuovi: int, massimo_byte: int, massimo_file: int
) -> None:
    """Is there room for one more file? Whose room, and how much, is the caller's rule: he counts
    inside the transaction that holds the lock on whoever the quota is of. Raises DomainError."""
    if file_usati + 1 > massimo_file:
        raise DomainError(
            "quota_superata",
            _("Ci sono già %(quanti)s file, il massimo: elimina quelli che non servono più.")
            % {"quanti": file_usati},
        )
    if byte_usati + byte_nuovi > massimo_byte:
        raise DomainError(
            "quota_superata",
            _("Lo spazio è finito: sono occupati %(usati)s su %(massimo)s. Elimina i file che non "
              "servono più o riduci quello nuovo.")
            % {"usati": filesizeformat(byte_usati), "massimo": filesizeformat(massimo_byte)},
        )  # fmt: skip


def nome_pulito(nome: str) -> str:
    """The name to show: no folders, no control or direction characters, of a decent length."""
    base = re.split(r"[/\\]", nome)[-1]
    visibile = "".join(c for c in base if unicodedata.category(c)[0] != "C")
    visibile = " ".join(unicodedata.normalize("NFC", visibile).split()).strip(" .")
    if len(visibile) <= MASSIMO_NOME:
        return visibile or "documento"
    estensione = PurePosixPath(visibile).suffix[-10:]
    return visibile[: MASSIMO_NOME - len(estensione)] + estensione


def _check_dimensione(byte: int, massimo_byte: int) -> None:
    if byte == 0:
        raise FileRifiutato("file_vuoto", _("Il file è vuoto."))
    if byte > massimo_byte:
        raise FileRifiutato(
            "file_troppo_grande",
            _("Il file è di %(byte)s: il massimo è %(massimo)s. Riducilo o dividilo.")
            % {"byte": filesizeformat(byte), "massimo": filesizeformat(massimo_byte)},
        )
