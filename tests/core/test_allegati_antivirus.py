"""A clamd of our own, which speaks the true protocol, and what becomes of the files."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone

from fis_portal.core import salute, tasks
from fis_portal.core.allegati import TUTTI, antivirus, file_accept, file_scan
from fis_portal.core.downloads import file_response
from fis_portal.core.enums import StatoFile
from fis_portal.core.models import FileProtetto
from tests.core.campioni import EICAR
from tests.core.factories import FileProtettoFactory

pytestmark = pytest.mark.django_db


class FintoClamd(threading.Thread):
    """Answers INSTREAM as clamd does. `limite`: its StreamMaxLength; `muto`: never answers."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.presa = socket.create_server(("127.0.0.1", 0))
        self.indirizzo = f"127.0.0.1:{self.presa.getsockname()[1]}"
        self.limite, self.muto, self.ricevuti = 10_000_000, False, []  # type: ignore[var-annotated]
        self.aperte: list[socket.socket] = []

    def run(self) -> None:
        while True:
            try:
                cliente, _da = self.presa.accept()
            except OSError:
                return
            self.aperte.append(cliente)
            if not self.muto:
                with cliente:
                    cliente.sendall(self._risposta(cliente.makefile("rb")))

    def _risposta(self, lettura: Any) -> bytes:
        if lettura.read(10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        contenuto = b""
        while byte := struct.unpack("!I", lettura.read(4))[0]:
            if len(contenuto) + byte > self.limite:
                return b"INSTREAM size limit exceeded. ERROR\0"
            contenuto += lettura.read(byte)
        self.ricevuti.append(contenuto)
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in contenuto else b"stream: OK\0"

    def spegni(self) -> None:
        with suppress(OSError):
            self.presa.shutdown(socket.SHUT_RDWR)  # wakes up whoever is accepting
        self.presa.close()
        for cliente in self.aperte:
            cliente.close()


@pytest.fixture
def clamd(settings: Any, tmp_path: Path) -> Iterator[FintoClamd]:
    settings.MEDIA_ROOT = tmp_path / "media"
    finto = FintoClamd()
    finto.start()
    settings.CLAMD_ADDRESS = finto.indirizzo
    yield finto
    finto.spegni()


def carica(contenuto: bytes, nome: str = "nota.txt") -> FileProtetto:
    upload = SimpleUploadedFile(nome, contenuto)
    return file_accept(upload=upload, by=None, tipi=TUTTI, massimo_byte=1_000_000)


def scarica(file: FileProtetto) -> tuple[int, bytes]:
    file.refresh_from_db()
    risposta = file_response(RequestFactory().get("/"), file)
    return risposta.status_code, _corpo(risposta)


def _corpo(risposta: Any) -> bytes:
    corpo = b"".join(risposta)
    if risposta.streaming:
        risposta.file_to_stream.close()
    return corpo


def test_clean_file_can_be_downloaded_after_its_check_and_not_before(clamd: FintoClamd) -> None:
    contenuto = b"prova " * 30_000
    file = carica(contenuto)
    stato, testo = scarica(file)
    assert (stato, file.stato) == (409, StatoFile.IN_VERIFICA)
    assert "ancora in verifica" in testo.decode()

    tasks.file_scan_sweep()

    assert scarica(file) == (200, contenuto)
    assert (file.stato, file.esito_controllo) == (StatoFile.PULITO, "")
    assert file.controllato_il is not None
    assert clamd.ricevuti == [contenuto]


def test_infected_file_is_never_downloadable_nor_are_its_copies(clamd: FintoClamd) -> None:
    file = carica(EICAR)
    vecchia = FileProtettoFactory(
        nome=file.nome, sha256=file.sha256, byte=file.byte, stato=StatoFile.PULITO
    )

    assert file_scan() == 1

    for copia in (file, vecchia, carica(EICAR, "altro nome.txt")):
        stato, testo = scarica(copia)
        assert (stato, copia.stato) == (409, StatoFile.IN_QUARANTENA)
        assert EICAR not in testo
        assert copia.esito_controllo == "Eicar-Test-Signature"


def test_with_the_antivirus_down_the_file_is_kept_and_waits(clamd: FintoClamd) -> None:
    clamd.spegni()

    file = carica(b"prova")
    tasks.file_scan_sweep()

    assert scarica(file)[0] == 409
    assert (file.stato, file.controllato_il) == (StatoFile.IN_VERIFICA, None)


def test_silent_antivirus_does_not_hang_the_worker(
    clamd: FintoClamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(antivirus, "ATTESA_RISPOSTA_S", 0.2)
    clamd.muto = True
    file = carica(b"prova")

    assert file_scan() == 0

    assert scarica(file)[0] == 409


def test_file_that_cannot_be_judged_does_not_hold_up_the_others(clamd: FintoClamd) -> None:
    clamd.limite = 1_000
    grande, piccolo = carica(b"x" * 500_000), carica(b"prova")

    assert file_scan() == 2
    assert file_scan() == 0  # the first one is tried again in ten minutes

    assert scarica(grande)[0] == 409
    assert "size limit exceeded" in grande.esito_controllo
    assert scarica(piccolo)[0] == 200


def test_worker_without_antivirus_declares_nothing_clean(clamd: FintoClamd, settings: Any) -> None:
    file = carica(b"prova")
    settings.CLAMD_ADDRESS = ""

    assert file_scan() == 0

    assert scarica(file)[0] == 409


def test_download_is_an_attachment_with_the_name_it_was_sent_with(
    settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = carica(b"prova", "Città è.txt")

    risposta = file_response(RequestFactory().get("/"), file)

    assert _corpo(risposta) == b"prova"
    assert risposta["Content-Disposition"].startswith('attachment; filename="Citta e.txt"')
    assert risposta["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in risposta["Content-Security-Policy"]


def test_files_that_wait_too_long_are_a_warning(client: Client) -> None:
    FileProtettoFactory(in_verifica=True)
    FileProtetto.objects.update(created_at=timezone.now() - timedelta(hours=1))
    salute.forget_readiness()

    risposta = client.get("/salute/pronto/")
    salute.forget_readiness()

    assert (risposta.status_code, risposta.json()["controlli"]["antivirus"]) == (200, "avviso")
