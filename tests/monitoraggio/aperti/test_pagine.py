"""The addresses of the open data: the newest files, and versions that never change."""

import hashlib
from datetime import date

import pytest
from django.test import Client

from fis_portal.core.storage import file_store
from monitoraggio.models import FileDati, VersioneDati
from tests.monitoraggio.factories import FileDatiFactory, VersioneDatiFactory

pytestmark = pytest.mark.django_db


def _versione(testo: bytes, giorno: date, *, corrente: bool, codice: str = "temi") -> FileDati:
    archiviato = file_store(testo, "csv", "dati")
    versione = VersioneDatiFactory(
        codice=codice,
        data=giorno,
        impronta=hashlib.sha256(testo + codice.encode()).hexdigest(),
        corrente=corrente,
    )
    return FileDatiFactory(
        versione=versione,
        nome=f"{codice}.csv",
        percorso=archiviato.nome,
        sha256=archiviato.sha256,
        byte=archiviato.byte,
    )


@pytest.fixture
def vecchia() -> FileDati:
    return _versione(b"slug\r\n", date(2026, 1, 10), corrente=False)


@pytest.fixture
def nuova() -> FileDati:
    return _versione(b"slug\r\ncasa\r\n", date(2026, 2, 10), corrente=True)


def test_the_short_address_gives_the_newest(
    client: Client, vecchia: FileDati, nuova: FileDati
) -> None:
    risposta = client.get("/dati/temi.csv")

    assert b"".join(risposta.streaming_content) == b"slug\r\ncasa\r\n"
    assert risposta["Content-Type"] == "text/csv; charset=utf-8"
    assert risposta["Cache-Control"] == "public, max-age=300"
    assert risposta["Access-Control-Allow-Origin"] == "*"
    uguale = client.get("/dati/temi.csv", headers={"if-none-match": risposta["ETag"]})
    assert uguale.status_code == 304


def test_the_address_of_a_version_gives_that_one_for_good(
    client: Client, vecchia: FileDati, nuova: FileDati
) -> None:
    etichetta = vecchia.versione.etichetta

    risposta = client.get(f"/dati/versioni/{etichetta}/temi.csv")

    assert etichetta == f"2026-01-10-{vecchia.versione.impronta[:12]}"
    assert b"".join(risposta.streaming_content) == b"slug\r\n"
    assert "immutable" in risposta["Cache-Control"]


def test_the_tables_of_a_package_stand_beside_it(client: Client, vecchia: FileDati) -> None:
    pacchetto = VersioneDatiFactory(codice="pacchetto", data=date(2026, 1, 12))
    pacchetto.parti.add(vecchia.versione)

    risposta = client.get(f"/dati/versioni/{pacchetto.etichetta}/temi.csv")

    assert b"".join(risposta.streaming_content) == b"slug\r\n"


@pytest.mark.parametrize(
    "indirizzo",
    [
        "/dati/niente.csv",
        "/dati/niente/",
        "/dati/versioni/2026-01-10-000000000000/temi.csv",
        "/dati/versioni/2026-13-45-000000000000/temi.csv",
        "/dati/versioni/0000-00-00-000000000000/temi.csv",
        "/dati/../temi.csv",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, nuova: FileDati, indirizzo: str) -> None:
    assert client.get(indirizzo).status_code == 404


def test_the_page_of_a_table_has_dictionary_first_rows_and_versions(
    client: Client, vecchia: FileDati, nuova: FileDati
) -> None:
    html = client.get("/dati/temi/").content.decode()

    assert "valido_dal" in html
    assert "<td>casa</td>" in html
    assert nuova.versione.impronta in html
    assert f"/dati/versioni/{vecchia.versione.etichetta}/temi.csv" in html


def test_the_page_of_a_table_says_its_licence_and_whose_data_it_rests_on(client: Client) -> None:
    testo = client.get("/dati/comuni/").content.decode()

    assert 'rel="license">Licenza Creative Commons Attribuzione 4.0' in testo
    assert "Istat: codici dei Comuni" in testo
    assert "Istat:" not in client.get("/dati/temi/").content.decode()


def test_a_piece_of_a_file_is_given_to_who_asks_for_it(client: Client, nuova: FileDati) -> None:
    risposta = client.get("/dati/temi.csv", headers={"range": "bytes=6-9"})

    assert (risposta.status_code, b"".join(risposta.streaming_content)) == (206, b"casa")
    assert risposta["Content-Range"] == "bytes 6-9/12"
    assert risposta["Access-Control-Allow-Origin"] == "*"


def test_the_page_of_a_table_without_files_says_when_they_come(client: Client) -> None:
    html = client.get("/dati/progetti/").content.decode()

    assert "si preparano ogni notte" in html
    assert not VersioneDati.objects.exists()


def test_the_page_of_a_table_whose_file_is_lost_still_stands(client: Client) -> None:
    FileDatiFactory(versione__codice="temi", nome="temi.csv")

    assert client.get("/dati/temi/").status_code == 200
