"""Files that people send: what is let in, what the antivirus says, who may not have it (ADR 0014).

`file_accept` is the only way in; `core.downloads.file_response` the only way out.
"""

from fis_portal.core.allegati.accettazione import file_accept, nome_pulito, quota_check
from fis_portal.core.allegati.archivio import archivio_zip_check
from fis_portal.core.allegati.errori import FileRifiutato
from fis_portal.core.allegati.rilascio import file_release
from fis_portal.core.allegati.tipi import TUTTI
from fis_portal.core.allegati.verifica import file_in_ritardo, file_scan

__all__ = [
    "TUTTI",
    "FileRifiutato",
    "archivio_zip_check",
    "file_accept",
    "file_in_ritardo",
    "file_release",
    "file_scan",
    "nome_pulito",
    "quota_check",
]
