import hashlib
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fis_portal.core.storage import (
    ArchivedFile,
    ArchivioNonDisponibile,
    file_is_whole,
    file_open,
    file_store,
    storage_root,
)


@pytest.fixture(autouse=True)
def radice(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@contextmanager
def disco_pieno() -> Iterator[None]:
    """The kernel refuses to let any file grow past 1,000 bytes.

    Not a fixture: pytest's own report, sent to a file, would be refused as well.
    """
    morbido, duro = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, duro))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (morbido, duro))


def _tutti(radice: Path) -> list[Path]:
    return [file for file in radice.rglob("*") if file.is_file()]


def test_file_is_named_by_its_content(radice: Path) -> None:
    archiviato = file_store(b"contenuto", "pdf", "report")

    impronta = hashlib.sha256(b"contenuto").hexdigest()
    assert archiviato == ArchivedFile(f"report/{impronta[:2]}/{impronta}.pdf", impronta, 9)
    with file_open(archiviato.nome) as file:
        assert file.read() == b"contenuto"
    assert storage_root() == radice
    assert (radice / archiviato.nome).stat().st_mode & 0o777 == 0o640


def test_same_content_twice_is_one_file_untouched(radice: Path) -> None:
    primo = file_store(b"x", "csv", "report/mensili")
    inode = (radice / primo.nome).stat().st_ino

    secondo = file_store(b"x", "csv", "report/mensili")

    assert secondo == primo
    assert (radice / primo.nome).stat().st_ino == inode
    assert len(_tutti(radice)) == 1


def test_truncated_file_is_noticed_and_repaired(radice: Path) -> None:
    archiviato = file_store(b"tutto intero", "json", "report")
    (radice / archiviato.nome).write_bytes(b"tutto")

    assert not file_is_whole(archiviato)
    file_store(b"tutto intero", "json", "report")

    assert file_is_whole(archiviato)


def test_altered_file_of_the_same_length_is_noticed(radice: Path) -> None:
    archiviato = file_store(b"originale", "txt", "report")
    (radice / archiviato.nome).write_bytes(b"modificat")

    assert not file_is_whole(archiviato)


def test_full_disk_gives_an_italian_error_and_leaves_nothing(radice: Path) -> None:
    with pytest.raises(ArchivioNonDisponibile) as errore, disco_pieno():
        file_store(b"z" * 5000, "pdf", "report")

    assert errore.value.code == "archivio_non_disponibile"
    assert "Riprova" in str(errore.value)
    assert _tutti(radice) == []


def test_storage_that_is_not_a_folder_gives_the_same_error(radice: Path) -> None:
    radice.write_text("occupato")

    with pytest.raises(ArchivioNonDisponibile):
        file_store(b"x", "pdf", "report")


def test_many_writers_of_the_same_content_leave_one_whole_file(radice: Path) -> None:
    contenuto = b"k" * 200_000
    scrittori = [
        threading.Thread(target=file_store, args=(contenuto, "pdf", "report")) for _n in range(8)
    ]

    for scrittore in scrittori:
        scrittore.start()
    for scrittore in scrittori:
        scrittore.join()

    (unico,) = _tutti(radice)
    assert unico.read_bytes() == contenuto


def test_missing_file_gives_an_italian_error() -> None:
    archiviato = ArchivedFile(f"report/aa/{'a' * 64}.pdf", "a" * 64, 1)

    assert not file_is_whole(archiviato)
    with pytest.raises(ArchivioNonDisponibile, match="non si trova più"):
        file_open(archiviato.nome)


@pytest.mark.parametrize(
    "nome", ["../../etc/passwd", "/etc/passwd", "report/aa/corto.pdf", "", f"a/../{'b' * 64}.pdf"]
)
def test_only_names_of_stored_files_can_be_opened(nome: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        file_open(nome)


@pytest.mark.parametrize(
    ("estensione", "cartella"),
    [
        ("p/f", "report"),
        ("", "report"),
        ("pdf", "../su"),
        ("pdf", "/etc"),
        ("pdf", ""),
        ("PDF", "a"),
    ],
)
def test_folder_and_extension_cannot_lead_elsewhere(estensione: str, cartella: str) -> None:
    with pytest.raises(ValueError, match="not a valid folder or extension"):
        file_store(b"x", estensione, cartella)
