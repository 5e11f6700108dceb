"""What both gates that open zips hold to: workbooks to import, and attachments (A1 row 16)."""

import zipfile
import zlib
from collections.abc import Sequence

# Documents of old Office, and of any Office behind a password, begin so instead.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MASSIMO_VOCI = 1_000
# Sheets of repeated values compress to about 1/40; bombs to less than 1/500.
MASSIMO_RAPPORTO = 200
RAPPORTO_DA = 1_000_000
# What a broken or hostile zip makes the library raise.
ROVINATO = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def is_troppo_grande(voci: Sequence[zipfile.ZipInfo], massimo_byte: int) -> bool:
    """Too many entries, too much once unpacked, or an entry that swells as only bombs do: judged
    by what the directory declares, before anything is unpacked."""
    return (
        len(voci) > MASSIMO_VOCI
        or sum(voce.file_size for voce in voci) > massimo_byte
        or any(_is_bomba(voce) for voce in voci)
    )


def _is_bomba(voce: zipfile.ZipInfo) -> bool:
    return voce.file_size > RAPPORTO_DA and voce.file_size > MASSIMO_RAPPORTO * max(
        voce.compress_size, 1
    )
