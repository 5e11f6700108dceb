"""Who reads the files without saying how: the same values and types, or the gap is documented.

The readers are not those that wrote: pandas, agate (which csvkit rests on), DuckDB, Frictionless.
"""

import json
import sqlite3
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import agate
import duckdb
import pandas
import pyarrow.parquet
import pytest
from frictionless import Package, system
from openpyxl import load_workbook

from monitoraggio.aperti.formati.csv import valori_csv
from monitoraggio.aperti.tabelle import TABELLE
from monitoraggio.aperti.tipi import Tipo
from monitoraggio.aperti.valori import disinnesca, originale
from tests.monitoraggio.aperti.conftest import PASSAGGIO, TORINO, TRAPPOLE

SINTESI = 'Prima riga, con "virgolette"\nseconda; riga'


def attese(cartella: Path, codice: str) -> list[tuple[Any, ...]]:
    return list(valori_csv(TABELLE[codice], cartella / f"{codice}.csv"))


def case(righe: list[dict[str, Any]]) -> dict[str, Any]:
    return next(riga for riga in righe if riga["slug"] == "case")


# --- Formats with types ---------------------------------------------------------------------------
def test_parquet_gives_back_values_and_types(pacchetto: Path) -> None:
    for codice, tabella in TABELLE.items():
        letta = pyarrow.parquet.read_table(pacchetto / f"{codice}.parquet")
        righe = [tuple(riga.values()) for riga in letta.to_pylist()]
        assert letta.column_names == list(tabella.nomi)
        assert righe == attese(pacchetto, codice), codice


def test_duckdb_reads_parquet_as_it_is(pacchetto: Path) -> None:
    letta = duckdb.read_parquet(str(pacchetto / "fasi.parquet"))
    (riga,) = letta.fetchall()
    valori = dict(zip(letta.columns, riga, strict=True))

    assert valori["importo_richiesto_eur"] == Decimal("0.00")
    assert valori["importo_concesso_eur"] == Decimal("450000.50")
    assert valori["data_fine"] is None
    tipi = dict(zip(letta.columns, map(str, letta.types), strict=True))
    assert (tipi["importo_concesso_eur"], tipi["data_fine"]) == ("DECIMAL(18,2)", "DATE")
    comuni = duckdb.read_parquet(str(pacchetto / "comuni.parquet"))
    assert TORINO in {riga[0] for riga in comuni.project("codice_istat").fetchall()}


def test_pandas_reads_parquet_as_it_is(pacchetto: Path) -> None:
    progetti = pandas.read_parquet(pacchetto / "progetti.parquet")

    riga = case(progetti.to_dict("records"))
    assert (riga["comune"], riga["titolo"], riga["sintesi"]) == (
        TORINO,
        TRAPPOLE["titolo"],
        SINTESI,
    )
    assert str(progetti["aggiornato_at"].dtype).startswith("datetime64")
    assert str(progetti["aggiornato_at"].dt.tz) == "UTC"


def test_json_gives_back_values_and_types(pacchetto: Path) -> None:
    for codice, tabella in TABELLE.items():
        testo = (pacchetto / f"{codice}.json").read_text(encoding="utf-8")
        righe = json.loads(testo, parse_float=Decimal)
        for riga, attesa in zip(righe, attese(pacchetto, codice), strict=True):
            assert list(riga) == list(tabella.nomi)
            for colonna, valore, voluto in zip(tabella.colonne, riga.values(), attesa, strict=True):
                if colonna.tipo in (Tipo.DATA, Tipo.ORA):
                    voluto = None if voluto is None else voluto.isoformat()
                if colonna.tipo == Tipo.ISTANTE and voluto is not None:
                    voluto = f"{voluto:%Y-%m-%dT%H:%M:%SZ}"
                assert valore == voluto, (codice, colonna.nome)


def test_sqlite_has_every_table_with_keys_that_hold(pacchetto: Path) -> None:
    db = sqlite3.connect(pacchetto / "fis.sqlite")

    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    for codice in TABELLE:
        (quante,) = db.execute(f'SELECT count(*) FROM "{codice}"').fetchone()  # noqa: S608
        assert quante == len(attese(pacchetto, codice)), codice
    db.close()


def test_pandas_reads_sqlite_as_it_is(pacchetto: Path) -> None:
    db = sqlite3.connect(pacchetto / "fis.sqlite")
    comuni = pandas.read_sql("SELECT * FROM comuni", db)
    fasi = pandas.read_sql("SELECT * FROM fasi", db)
    progetti = pandas.read_sql("SELECT * FROM progetti", db)
    db.close()

    assert TORINO in set(comuni["codice_istat"])
    assert comuni.set_index("codice_istat").loc[TORINO, "popolazione"] == 0
    assert fasi["importo_concesso_eur"].tolist() == [450000.5]
    assert fasi["importo_richiesto_eur"].tolist() == [0]
    assert fasi["data_fine"].isna().all()
    assert case(progetti.to_dict("records"))["bisogno"] == TRAPPOLE["bisogno"]


def test_the_data_package_is_valid_for_frictionless(pacchetto: Path) -> None:
    with system.use_context(trusted=False):
        pacco = Package(str(pacchetto / "datapackage.json"))
        rapporto = pacco.validate()
        righe = {risorsa.name: risorsa.read_rows() for risorsa in pacco.resources}

    assert rapporto.valid, rapporto.flatten(["type", "note", "rowNumber", "fieldName"])
    assert rapporto.stats["tasks"] == len(TABELLE)
    assert righe["fasi"][0]["importo_concesso_eur"] == Decimal("450000.50")
    assert TORINO in {riga["codice_istat"] for riga in righe["comuni"]}
    assert righe["transizioni"][0]["data"] == PASSAGGIO
    assert {riga["annullato"] for riga in righe["eventi"]} == {False}
    assert {riga["ora_inizio"] for riga in righe["eventi"]} == {time(10, 0), None}
    assert case(righe["progetti"])["cup"] is None


def test_frictionless_finds_a_file_that_was_changed(pacchetto: Path) -> None:
    file = pacchetto / "progetti.csv"
    file.write_bytes(file.read_bytes().replace(b"Orti", b"Orto"))

    assert not Package(str(pacchetto / "datapackage.json")).validate().valid


# --- CSV without options: what is true, and what is not -------------------------------------------
def test_pandas_reads_the_csv_but_guesses_types(pacchetto: Path) -> None:
    """Dictionary and README say so: codes lose their zeros unless one reads them as text."""
    comuni = pandas.read_csv(pacchetto / "comuni.csv")
    fasi = pandas.read_csv(pacchetto / "fasi.csv")
    progetti = pandas.read_csv(pacchetto / "progetti.csv")

    assert fasi["importo_concesso_eur"].tolist() == [450000.5]
    assert fasi["importo_richiesto_eur"].tolist() == [0.0]
    assert fasi["data_fine"].isna().all()
    assert case(progetti.to_dict("records"))["sintesi"] == SINTESI
    assert int(TORINO) in set(comuni["codice_istat"])
    assert TORINO not in set(comuni["codice_istat"].astype(str))
    come_testi = pandas.read_csv(pacchetto / "comuni.csv", dtype=str, keep_default_na=False)
    assert TORINO in set(come_testi["codice_istat"])


def test_agate_reads_the_csv_but_guesses_types(pacchetto: Path) -> None:
    fasi = agate.Table.from_csv(str(pacchetto / "fasi.csv"))
    progetti = agate.Table.from_csv(str(pacchetto / "progetti.csv"))

    (fase,) = fasi.rows
    assert (fase["importo_concesso_eur"], fase["importo_richiesto_eur"]) == (
        Decimal("450000.50"), Decimal(0),
    )  # fmt: skip
    assert fase["data_fine"] is None
    righe = [dict(riga) for riga in progetti.rows]
    assert case(righe)["sintesi"] == SINTESI
    assert case(righe)["titolo"] == "'" + TRAPPOLE["titolo"]
    assert case(righe)["comune"] == Decimal(TORINO)  # guessed: a number


def test_duckdb_reads_the_csv(pacchetto: Path) -> None:
    letti = duckdb.read_csv(str(pacchetto / "progetti.csv")).project("slug, sintesi")
    righe = [dict(zip(letti.columns, riga, strict=True)) for riga in letti.fetchall()]
    fasi = duckdb.read_csv(str(pacchetto / "fasi.csv"))
    importi = fasi.project("importo_concesso_eur").fetchall()

    assert case(righe)["sintesi"] == SINTESI
    assert float(importi[0][0]) == 450000.5


def test_the_sign_of_naples_is_there_and_pandas_takes_it_for_a_gap(tmp_path: Path) -> None:
    file = tmp_path / "comuni.csv"
    file.write_text("nome,provincia_sigla\r\nNapoli,NA\r\n", encoding="utf-8")

    assert pandas.read_csv(file)["provincia_sigla"].isna().all()
    assert pandas.read_csv(file, keep_default_na=False)["provincia_sigla"].tolist() == ["NA"]
    assert duckdb.read_csv(str(file)).fetchall() == [("Napoli", "NA")]


# --- XLSX ---------------------------------------------------------------------------------------
def test_xlsx_has_numbers_dates_and_texts_that_do_not_run(pacchetto: Path) -> None:
    for codice, tabella in TABELLE.items():
        foglio = load_workbook(pacchetto / f"{codice}.xlsx").active
        testata, *righe = foglio.iter_rows(values_only=True)
        assert testata == tabella.nomi
        for riga, attesa in zip(righe, attese(pacchetto, codice), strict=True):
            for colonna, valore, voluto in zip(tabella.colonne, riga, attesa, strict=True):
                assert _come_nel_foglio(colonna.tipo, voluto) == valore, (codice, colonna.nome)


def _come_nel_foglio(tipo: Tipo, valore: Any) -> Any:
    if valore is None:
        return None
    if tipo == Tipo.TESTO:
        return disinnesca(valore)
    if tipo == Tipo.DECIMALE:
        return float(valore)
    if tipo == Tipo.DATA:
        return pandas.Timestamp(valore).to_pydatetime()
    if tipo == Tipo.ISTANTE:
        return valore.replace(tzinfo=None)
    return valore


# pandas announces another reader for the future.
@pytest.mark.filterwarnings("ignore:The default engine for reading")
def test_pandas_guesses_types_in_xlsx_too_unless_told(pacchetto: Path) -> None:
    indovinati = pandas.read_excel(pacchetto / "comuni.xlsx")
    come_testi = pandas.read_excel(pacchetto / "comuni.xlsx", dtype=str)

    assert int(TORINO) in set(indovinati["codice_istat"])  # the cell is a text: pandas makes it one
    assert TORINO in set(come_testi["codice_istat"])


@pytest.mark.parametrize(
    "testo", ["=1+1", "+39", "-5", "@x", "'=1", "''=1", "'", "''", "'ciao", "＝x", "\t=1", "5-5"]
)
def test_defusing_can_always_be_undone(testo: str) -> None:
    assert originale(disinnesca(testo)) == testo
    assert not disinnesca(testo).startswith(("=", "+", "-", "@", "\t", "＝"))
