"""Bodies that are cut or too large, sent by hand to a real server."""

import socket
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from fis_portal.core.allegati import TUTTI, file_accept
from fis_portal.core.models import FileProtetto

pytestmark = pytest.mark.django_db(transaction=True)
CONTENUTO = b"riga di prova\n" * 300_000  # more than Django keeps in memory
INIZIO = b'--X\r\nContent-Disposition: form-data; name="file"; filename="nota.txt"\r\n\r\n'
FINE = b"\r\n--X--\r\n"


@csrf_exempt
@login_not_required
def carica(request: HttpRequest) -> HttpResponse:
    file = file_accept(upload=request.FILES["file"], by=None, tipi=TUTTI, massimo_byte=5_000_000)
    return HttpResponse(file.sha256)


urlpatterns = [path("carica/", carica), path("", include("fis_portal.urls"))]
handler400 = "fis_portal.sito.views.errori.bad_request"


@pytest.fixture
def cartelle(settings: Any, tmp_path: Path) -> tuple[Path, Path]:
    settings.ROOT_URLCONF = __name__
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "arrivi"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return settings.MEDIA_ROOT, settings.FILE_UPLOAD_TEMP_DIR


def spedisci(server: Any, corpo: bytes, annunciati: int) -> bytes:
    """Send the body, then nothing more, and read the answer."""
    parti = urlsplit(server.url)
    with socket.create_connection((parti.hostname, parti.port), 20) as presa:
        presa.sendall(
            f"POST /carica/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {annunciati}\r\n"
            "Content-Type: multipart/form-data; boundary=X\r\nConnection: close\r\n\r\n".encode()
        )
        presa.sendall(corpo)
        presa.shutdown(socket.SHUT_WR)
        return presa.makefile("rb").readline().split(b" ")[1]


def _file(*radici: Path) -> list[Path]:
    return [f for radice in radici for f in radice.rglob("*") if f.is_file()]


def _spariti(*radici: Path) -> bool:
    """The server throws what it took in away after it has answered."""
    fine = time.monotonic() + 10
    while _file(*radici) and time.monotonic() < fine:
        time.sleep(0.02)
    return not _file(*radici)


def test_cut_upload_leaves_neither_row_nor_file(
    live_server: Any, cartelle: tuple[Path, Path]
) -> None:
    intero = INIZIO + CONTENUTO + FINE

    assert spedisci(live_server, intero[: len(intero) // 2], len(intero)) == b"400"
    assert not FileProtetto.objects.exists()
    assert _spariti(*cartelle)

    assert spedisci(live_server, intero, len(intero)) == b"200"
    assert FileProtetto.objects.get().byte == len(CONTENUTO)
    assert _spariti(cartelle[1])
    assert len(_file(cartelle[0])) == 1


def test_body_over_the_limit_is_refused_before_it_is_sent(
    live_server: Any, cartelle: tuple[Path, Path], settings: Any
) -> None:
    assert spedisci(live_server, b"", settings.UPLOAD_MAX_BYTE + 1) == b"400"
