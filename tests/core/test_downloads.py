import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.http import FileResponse, HttpResponseBase
from django.test import RequestFactory

from fis_portal.core.downloads import content_disposition, download_response
from fis_portal.core.storage import ArchivedFile, file_store

# Closing an answer closes old database connections: Django asks for them.
pytestmark = pytest.mark.django_db


@pytest.fixture
def archiviato(settings: Any, tmp_path: Path) -> ArchivedFile:
    settings.MEDIA_ROOT = tmp_path
    return file_store(b"%PDF-1.7 prova", "pdf", "report")


def _scarica(archiviato: ArchivedFile, rf: RequestFactory, **testate: str) -> HttpResponseBase:
    return download_response(rf.get("/x", headers=testate), archiviato, "report marzo.pdf")


def test_download_is_an_attachment_no_browser_may_render(
    archiviato: ArchivedFile, rf: RequestFactory
) -> None:
    risposta = _scarica(archiviato, rf)

    assert isinstance(risposta, FileResponse)
    assert b"".join(risposta) == b"%PDF-1.7 prova"
    assert risposta["Content-Type"] == "application/pdf"
    assert risposta["Content-Disposition"].startswith("attachment; ")
    assert risposta["X-Content-Type-Options"] == "nosniff"
    assert risposta["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert risposta["Content-Length"] == "14"
    assert risposta["Cache-Control"] == "private, no-cache"
    risposta.close()


@pytest.mark.parametrize("forma", ['"{}"', 'W/"{}"', '"altro", "{}"'])
def test_download_answers_304_to_who_already_has_these_bytes(
    archiviato: ArchivedFile, rf: RequestFactory, forma: str
) -> None:
    risposta = _scarica(archiviato, rf, **{"If-None-Match": forma.format(archiviato.sha256)})

    assert risposta.status_code == 304
    assert risposta["ETag"] == f'"{archiviato.sha256}"'


def test_download_answers_whole_to_who_has_another_version(
    archiviato: ArchivedFile, rf: RequestFactory
) -> None:
    risposta = _scarica(archiviato, rf, **{"If-None-Match": '"vecchia"'})

    assert risposta.status_code == 200
    risposta.close()


def test_unknown_kind_of_file_is_only_bytes(
    settings: Any, tmp_path: Path, rf: RequestFactory
) -> None:
    settings.MEDIA_ROOT = tmp_path
    archiviato = file_store(b"<script>", "html", "report")

    risposta = download_response(rf.get("/x"), archiviato, "x.html")

    assert risposta["Content-Type"] == "application/octet-stream"
    risposta.close()


@pytest.mark.parametrize(
    ("dato", "vero", "piano"),
    [
        ("Report è già 2026.pdf", "Report è già 2026.pdf", "Report e gia 2026.pdf"),
        ("../../etc/passwd", "passwd", "passwd"),
        ("C:\\temp\\x.pdf", "x.pdf", "x.pdf"),
        ('a";b.pdf', 'a";b.pdf', "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("fdp.\u202efdp.exe", "fdp.fdp.exe", "fdp.fdp.exe"),
        ("日本.pdf", "日本.pdf", "documento.pdf"),
        ("", "documento", "documento"),
        ("...", "documento", "documento"),
    ],
)
def test_file_names_follow_rfc_6266(dato: str, vero: str, piano: str) -> None:
    valore = content_disposition(dato)

    forma = re.fullmatch(r'attachment; filename="([^"\\]*)"; filename\*=UTF-8\'\'(\S+)', valore)
    assert forma is not None
    assert valore.isascii()
    assert unquote(forma[2]) == vero
    assert forma[1] == piano


def test_very_long_names_are_cut_before_the_extension() -> None:
    valore = content_disposition("a" * 300 + ".xlsx")

    assert "a" * 145 + ".xlsx" in valore
    assert "a" * 146 not in valore


def test_behind_nginx_the_file_is_only_pointed_at(
    archiviato: ArchivedFile, rf: RequestFactory, settings: Any
) -> None:
    settings.X_ACCEL_PREFIX = "/protetti/"

    risposta = _scarica(archiviato, rf)

    assert risposta["X-Accel-Redirect"] == f"/protetti/{archiviato.nome}"
    assert risposta["Content-Disposition"].startswith("attachment")
    assert risposta.content == b""


@pytest.mark.parametrize(
    ("chiesto", "dato", "dove"),
    [
        ("bytes=0-3", b"%PDF", "bytes 0-3/14"),
        ("bytes=9-", b"prova", "bytes 9-13/14"),
        ("bytes=-5", b"prova", "bytes 9-13/14"),
        ("bytes=9-999", b"prova", "bytes 9-13/14"),
        ("bytes=-999", b"%PDF-1.7 prova", "bytes 0-13/14"),
    ],
)
def test_download_gives_the_piece_asked_for(
    archiviato: ArchivedFile, rf: RequestFactory, chiesto: str, dato: bytes, dove: str
) -> None:
    risposta = _scarica(archiviato, rf, Range=chiesto)

    assert (risposta.status_code, risposta["Content-Range"]) == (206, dove)
    assert b"".join(risposta) == dato  # type: ignore[arg-type]
    assert risposta["Content-Length"] == str(len(dato))
    risposta.close()


@pytest.mark.parametrize("chiesto", ["bytes=14-", "bytes=-0"])
def test_download_refuses_a_piece_outside_the_file(
    archiviato: ArchivedFile, rf: RequestFactory, chiesto: str
) -> None:
    risposta = _scarica(archiviato, rf, Range=chiesto)

    assert (risposta.status_code, risposta["Content-Range"]) == (416, "bytes */14")


@pytest.mark.parametrize(
    "testate",
    [
        {"Range": "bytes=0-1,3-4"},
        {"Range": "bytes=3-1"},
        {"Range": "bytes=-"},
        {"Range": "righe=0-3"},
        {"Range": "bytes=0-3", "If-Range": '"vecchia"'},
    ],
)
def test_download_is_whole_where_no_single_piece_of_this_file_is_asked(
    archiviato: ArchivedFile, rf: RequestFactory, testate: dict[str, str]
) -> None:
    risposta = _scarica(archiviato, rf, **testate)

    assert (risposta.status_code, risposta["Content-Length"]) == (200, "14")
    assert risposta["Accept-Ranges"] == "bytes"
    risposta.close()
