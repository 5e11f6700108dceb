"""A piece of a file, as an interrupted download or a remote reader of columns asks for it.

RFC 9110, section 14: one range of bytes. Who asks for several at once gets the whole file.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpRequest

TRATTO = re.compile(r"bytes=(\d*)-(\d*)")
PEZZO = 64 * 1024


class TrattoImpossibile(Exception):
    """The range asked for lies outside the file."""


def tratto_chiesto(request: HttpRequest, etag: str, byte: int) -> range | None:
    """The bytes asked for; None for all of them. Raises TrattoImpossibile.

    `If-Range` with another version's ETag asks for the whole file: pieces of two never mix.
    """
    trovato = TRATTO.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or trovato is None or trovato.group(0) == "bytes=-":
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    inizio, fine = trovato.groups()
    if not inizio:
        tratto = range(max(byte - int(fine), 0), byte)
    elif fine and int(fine) < int(inizio):
        return None
    else:
        tratto = range(int(inizio), min(int(fine) + 1 if fine else byte, byte))
    if not tratto:
        raise TrattoImpossibile
    return tratto


class Tratto:
    """A file of which only a piece is read, a little at a time."""

    def __init__(self, file: BinaryIO, tratto: range) -> None:
        self._file, self._restano = file, len(tratto)
        file.seek(tratto.start)

    def __iter__(self) -> Iterator[bytes]:
        while self._restano and (pezzo := self._file.read(min(PEZZO, self._restano))):
            self._restano -= len(pezzo)
            yield pezzo

    def close(self) -> None:
        self._file.close()
