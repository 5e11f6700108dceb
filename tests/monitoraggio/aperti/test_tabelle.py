"""What the tables say, and what they must not: the API is the measure."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from monitoraggio.aperti import valori
from monitoraggio.aperti.tabelle import TABELLE
from monitoraggio.aperti.tipi import Tabella, Tipo
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import LezioneFactory, PraticaFactory
from tests.comuni.factories import ComuneFactory
from tests.monitoraggio.aperti.conftest import TORINO, TRAPPOLE
from tests.monitoraggio.factories import EdizioneDatiFactory
from tests.progetti.factories import ProgettoFactory

NOMI = [pytest.param(tabella, id=codice) for codice, tabella in TABELLE.items()]


def righe(cartella: Path, codice: str) -> list[dict[str, str]]:
    with (cartella / f"{codice}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("tabella", NOMI)
def test_each_table_is_declared_whole(tabella: Tabella) -> None:
    assert set(tabella.chiave) <= set(tabella.nomi)
    assert len(set(tabella.nomi)) == len(tabella.nomi)
    for colonna in tabella.colonne:
        assert colonna.descrizione
        esempio = valori.LEGGI[colonna.tipo](colonna.esempio)
        assert valori.testo_di(colonna, esempio) == colonna.esempio
        assert not colonna.valori or colonna.esempio in colonna.valori
        assert colonna.obbligatoria or colonna.nome not in tabella.chiave
        if colonna.riferimento:
            altra, _punto, sua = colonna.riferimento.partition(".")
            assert TABELLE[altra].chiave == (sua,)
    assert not tabella.vista or reverse(tabella.vista)
    assert not tabella.api or reverse(tabella.api)


def test_every_table_has_a_row_to_be_tried_with(pacchetto: Path) -> None:
    vuote = {codice for codice in TABELLE if not righe(pacchetto, codice)}

    assert vuote == {"fatti", "indicatori_target"}


def test_a_table_has_the_rows_of_the_api(pacchetto: Path, client: Client) -> None:
    senza = {"figure", "interventi", "macroaree", "temi", "regioni"}  # no key of their own there
    della_api = {codice: t for codice, t in TABELLE.items() if t.api and codice not in senza}

    assert len(della_api) > 10
    for codice, tabella in della_api.items():
        (chiave,) = tabella.chiave
        risposta = json.loads(client.get(reverse(tabella.api), {"page_size": 200}).content)
        assert {riga[chiave] for riga in righe(pacchetto, codice)} == {
            str(riga[chiave]) for riga in risposta["results"]
        }, codice


@pytest.mark.django_db
def test_what_is_not_public_or_not_real_is_nowhere(
    programma_aperto: None, request: pytest.FixtureRequest
) -> None:
    segreto = "Nessuno deve leggerlo"
    ProgettoFactory(titolo=segreto, non_pubblico=True, slug="nascosto")
    ProgettoFactory(titolo=segreto, dimostrativo=True, slug="inventato")
    EventoFactory(titolo=segreto, non_pubblico=True, slug="riunione")
    EventoFactory(titolo=segreto, dimostrativo=True)
    LezioneFactory(titolo=segreto)
    PraticaFactory(titolo=segreto, della_comunita=True)
    ComuneFactory(dimostrativo=True, nome=segreto)
    cartella: Path = request.getfixturevalue("pacchetto")

    for file in cartella.glob("*.csv"):
        assert segreto not in file.read_text(encoding="utf-8"), file.name


def test_nobody_is_named(pacchetto: Path) -> None:
    for file in pacchetto.iterdir():
        assert b"Riservatissimi" not in file.read_bytes(), file.name


def test_small_cells_are_hidden(pacchetto: Path) -> None:
    (presenza,) = righe(pacchetto, "presenze")
    per_codice = {riga["codice"]: riga for riga in righe(pacchetto, "indicatori")}
    (parte,) = righe(pacchetto, "rilevazioni_parti")
    nascosta = next(
        r for r in righe(pacchetto, "rilevazioni") if r["indicatore"] == per_codice["I3"]["id"]
    )

    assert (presenza["presenze"], presenza["presenze_soppresse"]) == ("", "true")
    assert presenza["totale_presenze"] == "60"
    assert (per_codice["I3"]["attuale_valore"], per_codice["I3"]["attuale_motivo"]) == (
        "", "riservatezza",
    )  # fmt: skip
    assert (nascosta["valore"], nascosta["motivo"]) == ("", "riservatezza")
    assert (parte["valore"], parte["motivo"]) == ("", "riservatezza")


def test_empty_is_not_zero_and_codes_keep_their_zeros(pacchetto: Path) -> None:
    per_slug = {riga["slug"]: riga for riga in righe(pacchetto, "progetti")}
    (fase,) = righe(pacchetto, "fasi")
    torino = next(c for c in righe(pacchetto, "comuni") if c["codice_istat"] == TORINO)

    assert per_slug["case"]["comune"] == TORINO
    assert per_slug["case"]["cup"] == ""
    assert (fase["importo_richiesto_eur"], fase["importo_concesso_eur"]) == ("0.00", "450000.50")
    assert (torino["popolazione"], torino["con_progetti"]) == ("0", "true")
    assert {r["valore"] for r in righe(pacchetto, "rilevazioni")} == {"12.5", "0", ""}


def test_texts_that_would_run_are_defused_and_numbers_are_left_alone(pacchetto: Path) -> None:
    case = next(riga for riga in righe(pacchetto, "progetti") if riga["slug"] == "case")
    (dato,) = righe(pacchetto, "dati_pubblicati")

    assert case["titolo"] == "'" + TRAPPOLE["titolo"]
    assert case["bisogno"] == "''-5 euro"
    assert case["destinatari"] == "'-5"
    assert dato["valore"] == "-3.00"


def test_the_csv_is_what_rfc_4180_says(pacchetto: Path) -> None:
    grezzo = (pacchetto / "progetti.csv").read_bytes()

    assert not grezzo.startswith(b"\xef\xbb\xbf")
    assert grezzo.startswith(b"slug,titolo,comune,")
    # The only line ends that are not CRLF are inside quotes.
    assert b'"Prima riga, con ""virgolette""\nseconda; riga"' in grezzo
    fuori = grezzo.replace(b'virgolette""\nseconda', b"")
    assert fuori.count(b"\n") == fuori.count(b"\r\n") == 3


def test_sources_are_those_the_rows_cite(
    programma_aperto: None, request: pytest.FixtureRequest
) -> None:
    from tests.core.factories import FonteFactory

    FonteFactory(codice="mai-citata", titolo="Di un progetto segreto")
    cartella: Path = request.getfixturevalue("pacchetto")

    codici = {riga["codice"] for riga in righe(cartella, "fonti")}
    citate = {
        valore
        for codice, tabella in TABELLE.items()
        for riga in righe(cartella, codice)
        for colonna in tabella.colonne
        if colonna.nome in ("fonti", "fonte", "fonte_importo")
        for valore in riga[colonna.nome].split("; ")
        if valore
    }
    assert "mai-citata" not in codici
    assert citate == codici


def test_rows_stand_in_the_order_of_their_key(pacchetto: Path) -> None:
    for codice, tabella in TABELLE.items():
        chiavi = list(_chiavi(tabella, righe(pacchetto, codice)))
        assert chiavi == sorted(chiavi), codice
        assert len(set(chiavi)) == len(chiavi), codice


def _chiavi(tabella: Tabella, lette: list[dict[str, str]]) -> Iterator[tuple[object, ...]]:
    numeri = {c.nome for c in tabella.colonne if c.tipo == Tipo.INTERO}
    for riga in lette:
        yield tuple(int(riga[n]) if n in numeri else riga[n] for n in tabella.chiave)


def test_with_a_new_reading_the_same_data_are_the_same_bytes(pacchetto: Path) -> None:
    from monitoraggio.aperti.costruzione import edizione_build
    from monitoraggio.models import FileDati, VersioneDati

    prima = dict(FileDati.objects.values_list("nome", "sha256"))
    VersioneDati.objects.all().delete()

    assert edizione_build(EdizioneDatiFactory().pk)

    assert dict(FileDati.objects.values_list("nome", "sha256")) == prima
