"""How a private file leaves the portal: always as a download, never rendered, checkable by ETag.

The caller has already checked that this person may have this file.
"""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote as url_quote

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from fis_portal.core.enums import StatoFile
from fis_portal.core.models import FileProtetto
from fis_portal.core.storage import ArchivedFile, file_open
from fis_portal.core.tratti import Tratto, TrattoImpossibile, tratto_chiesto

TIPI = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ics": "text/calendar; charset=utf-8",
    "jpg": "image/jpeg",
    "json": "application/json; charset=utf-8",
    "jsonld": "application/ld+json; charset=utf-8",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
    "rdf": "application/rdf+xml; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "sqlite": "application/vnd.sqlite3",
    "ttl": "text/turtle; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
TIPO_IGNOTO = "application/octet-stream"
CSP_SANDBOX = "default-src 'none'; sandbox"
MASSIMO_NOME = 150
# Letters that NFKD does not take apart, common in Italian texts.
SENZA_ACCENTI = str.maketrans(
    {"’": "'", "‘": "'", "“": "", "”": "", "–": "-", "—": "-", "€": "EUR"}
)


def file_response(
    request: HttpRequest, file: FileProtetto, nome: str | None = None
) -> HttpResponseBase:
    """A file somebody sent, if the antivirus let it pass: otherwise 409 and why, never its bytes.

    `nome`: another name than the one it was sent with.
    """
    if file.stato == StatoFile.PULITO:
        return download_response(request, file.archiviato, nome or file.nome_originale)
    if file.stato == StatoFile.IN_VERIFICA:
        testo = _("Il file è ancora in verifica: il controllo antivirus finisce di solito in pochi "
                  "minuti. Riprova più tardi.")  # fmt: skip
    else:
        testo = _("Il file è in quarantena: l'antivirus vi ha trovato qualcosa di pericoloso e "
                  "nessuno può scaricarlo. Eliminalo e carica una copia sicura.")  # fmt: skip
    return HttpResponse(
        testo,
        status=409,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "private, no-store"},
    )


def download_response(
    request: HttpRequest,
    archiviato: ArchivedFile,
    nome_file: str,
    *,
    cache_control: str = "private, no-cache",
) -> HttpResponseBase:
    """The file as an attachment, or 304 when the browser already has these very bytes."""
    etag = f'"{archiviato.sha256}"'
    conosciuti = parse_etags(request.headers.get("If-None-Match", ""))
    risposta: HttpResponseBase
    if request.method in ("GET", "HEAD") and ("*" in conosciuti or etag in _deboli(conosciuti)):
        risposta = HttpResponseNotModified()
    else:
        estensione = PurePosixPath(archiviato.nome).suffix.removeprefix(".")
        tipo = TIPI.get(estensione, TIPO_IGNOTO)
        if settings.X_ACCEL_PREFIX:
            # nginx sends the file itself, from an address that only we can point to.
            risposta = HttpResponse(content_type=tipo)
            risposta["X-Accel-Redirect"] = settings.X_ACCEL_PREFIX + url_quote(archiviato.nome)
        else:
            risposta = _dal_portale(request, archiviato, tipo, etag)
        risposta["Content-Disposition"] = content_disposition(nome_file)
    risposta["ETag"] = etag
    risposta["Cache-Control"] = cache_control
    risposta["X-Content-Type-Options"] = "nosniff"
    risposta["Content-Security-Policy"] = CSP_SANDBOX
    return risposta


def _dal_portale(
    request: HttpRequest, archiviato: ArchivedFile, tipo: str, etag: str
) -> HttpResponseBase:
    """The file sent by ourselves, whole or the piece that was asked for."""
    try:
        tratto = tratto_chiesto(request, etag, archiviato.byte)
    except TrattoImpossibile:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{archiviato.byte}"})
    file = file_open(archiviato.nome)
    risposta: HttpResponseBase
    if tratto is None:
        risposta = FileResponse(file, content_type=tipo)
        risposta["Content-Length"] = str(archiviato.byte)
    else:
        risposta = StreamingHttpResponse(Tratto(file, tratto), status=206, content_type=tipo)
        risposta["Content-Length"] = str(len(tratto))
        risposta["Content-Range"] = f"bytes {tratto.start}-{tratto.stop - 1}/{archiviato.byte}"
    risposta["Accept-Ranges"] = "bytes"
    return risposta


def _deboli(etag: list[str]) -> list[str]:
    # If-None-Match compares weakly (RFC 9110): a proxy that compressed the answer adds W/.
    return [valore.removeprefix("W/") for valore in etag]


def content_disposition(nome_file: str) -> str:
    """RFC 6266: an ASCII name for old clients and the true one percent-encoded."""
    nome = _nome_pulito(nome_file)
    piano = unicodedata.normalize("NFKD", nome.translate(SENZA_ACCENTI))
    ascii_ = re.sub(r"[^A-Za-z0-9 ._()\-]", "", piano.encode("ascii", "ignore").decode()).strip()
    if not ascii_.partition(".")[0].strip():
        ascii_ = f"documento{PurePosixPath('x' + ascii_).suffix}"
    return f"attachment; filename=\"{ascii_}\"; filename*=UTF-8''{url_quote(nome, safe='')}"


def _nome_pulito(nome_file: str) -> str:
    """No folders, no control or direction characters, of a length every file system takes."""
    base = re.split(r"[/\\]", nome_file)[-1]
    # Categories C*: control, format (right-to-left overrides), surrogates, unassigned.
    stampabile = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip(" .")
    if len(stampabile) > MASSIMO_NOME:
        radice, punto, estensione = stampabile.rpartition(".")
        if punto and len(estensione) <= 8:
            stampabile = f"{radice[: MASSIMO_NOME - len(estensione) - 1]}.{estensione}"
        else:
            stampabile = stampabile[:MASSIMO_NOME]
    return stampabile or "documento"
