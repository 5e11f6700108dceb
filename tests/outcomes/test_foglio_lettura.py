"""The workbook of a report, written and read back."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.models import Rendicontazione
from outcomes.render.foglio import foglio_xlsx
from outcomes.selectors.campi import Campo
from outcomes.selectors.foglio.celle import cella_di, impronta, leggi_cella
from outcomes.selectors.foglio.confronto import Anteprima, foglio_anteprima
from outcomes.selectors.modulo import modulo
from outcomes.services.bozza import riga_save
from tests.accounts.factories import UserFactory
from tests.outcomes.factories import (
    PeriodoMonitoraggioFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
    TargetPeriodoFactory,
)
from tests.outcomes.fogli import (
    aperto,
    compilato,
    rendicontazione_piena,
    salvato,
    scaricato,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia() -> Rendicontazione:
    return rendicontazione_piena()


@pytest.fixture
def by() -> User:
    return UserFactory()


def _salva(mia: Rendicontazione, by: User, chiave: str, campi: dict[str, Any]) -> None:
    sezione, _, chiave = chiave.partition("/")
    riga_save(
        rendicontazione=mia, sezione=sezione, chiave=chiave, campi=campi, versione=None, by=by
    )


def _anteprima(mia: Rendicontazione, celle: dict[str, Any]) -> Anteprima:
    return foglio_anteprima(compilato(scaricato(mia), celle), mia)


def _cambi(anteprima: Anteprima) -> dict[str, list[tuple[str, str, str]]]:
    return {
        p.indirizzo: [(c.campo, c.prima, c.dopo) for c in p.cambi]
        for p in [*anteprima.proposte, *anteprima.conflitti]
    }


def _errori(anteprima: Anteprima) -> dict[str, str]:
    return {errore.indirizzo: errore.testo for errore in anteprima.errori}


# --- What is downloaded --------------------------------------------------------------------------
def test_only_the_cells_to_fill_in_are_unlocked(mia: Rendicontazione) -> None:
    libro = aperto(scaricato(mia))

    assert libro.sheetnames == [
        "Istruzioni", "Indicatori", "Disaggregazioni", "Attività", "Spese", "Racconto", "_portale",
    ]  # fmt: skip
    assert libro["_portale"].sheet_state == "hidden"
    assert libro.security.lockStructure
    for foglio in libro:
        assert foglio.protection.sheet
        assert foglio.protection.password is None
    libere = {
        f"{foglio.title}!{cella.coordinate}"
        for foglio in libro
        for riga in foglio.iter_rows()
        for cella in riga
        if not cella.protection.locked
    }
    # I1 has one value, I2 two, I3 one; the two parts of I1 one each.
    assert {"Indicatori!G2", "Indicatori!H2", "Indicatori!I3", "Indicatori!J3"} <= libere
    assert libere.isdisjoint({"Indicatori!A2", "Indicatori!I2", "Indicatori!H3", "Indicatori!F2"})
    assert {"Disaggregazioni!F2", "Disaggregazioni!F3"} <= libere
    assert {"Attività!E2", "Spese!E2", "Racconto!C2"} <= libere


def test_choices_are_drop_downs_and_numbers_and_dates_have_their_format(
    mia: Rendicontazione,
) -> None:
    libro = aperto(scaricato(mia))

    elenchi = {
        str(convalida.sqref): convalida.formula1
        for foglio in (libro["Indicatori"], libro["Attività"])
        for convalida in foglio.data_validations.dataValidation
        if convalida.type == "list"
    }
    assert elenchi == {
        "G2:G4": '"misurato,non ancora misurato,non misurabile"',
        "H4": '"sì,no"',
        "E2": '"non iniziata,in corso,conclusa,sospesa,annullata"',
    }
    assert libro["Attività"]["F2"].number_format == "dd/mm/yyyy"
    assert libro["Spese"]["E2"].number_format == "#,##0.00"
    assert libro["Indicatori"]["L2"].number_format == "@"
    assert libro["Indicatori"].freeze_panes == "C2"


def test_previous_value_and_target_are_numbers_in_locked_cells(mia: Rendicontazione) -> None:
    indicatore = mia.quadro.indicatori.get(codice="I1")
    TargetPeriodoFactory(indicatore=indicatore, periodo=mia.periodo, valore=Decimal("1500"))
    prima = PeriodoMonitoraggioFactory(
        codice="prima", dal=datetime.date(2001, 1, 1), al=datetime.date(2001, 6, 30)
    )
    passata = RendicontazioneFactory(quadro=mia.quadro, periodo=prima, accettata=True)
    RilevazioneFactory(rendicontazione=passata, indicatore=indicatore, valore=1234)

    foglio = aperto(scaricato(mia))["Indicatori"]

    assert (foglio["E2"].value, foglio["F2"].value) == (1234, 1500)
    assert foglio["E2"].protection.locked


@pytest.mark.parametrize("testo", ["=1+1", "+39 06 1234", "- primo punto", "@casa", "_x0041_ b"])
def test_what_a_spreadsheet_would_run_is_a_text_and_comes_back_as_it_was(
    mia: Rendicontazione, by: User, testo: str
) -> None:
    mia.progetto.attivita.update(titolo=testo)
    _salva(mia, by, "testi/narrativa", {"testo": testo})

    dati = scaricato(mia)
    cella = aperto(dati)["Racconto"]["C2"]

    assert cella.data_type == "s"
    assert aperto(dati)["Attività"]["B2"].data_type == "s"
    if testo[0] != "_":
        assert cella.value == f"'{testo}"
    assert _cambi(foglio_anteprima(dati, mia)) == {}
    # The same text on a row that was empty: it is read without the apostrophe.
    altra = compilato(dati, {"Racconto!C3": cella.value})
    assert _cambi(foglio_anteprima(altra, mia))["testi/difficolta"][0][2] == testo


# --- Round trip ----------------------------------------------------------------------------------
def test_a_workbook_sent_back_as_it_was_changes_nothing(mia: Rendicontazione, by: User) -> None:
    _salva(
        mia,
        by,
        "indicatori/I1",
        {
            "valore": "0",
            "nota": "È così: «perché» à è ì ò ù\nseconda riga  ",
            "conferma_avvisi": "1",
        },
    )
    _salva(mia, by, "indicatori/I2", {"numeratore": "1.234,56", "denominatore": "99999999999999"})
    _salva(
        mia, by, "indicatori/I3", {"stato_valore": "non_misurabile", "motivo": "Manca l'anagrafe"}
    )
    _salva(mia, by, f"attivita/{mia.progetto.attivita.get().pk}", {"iniziata_il": "5/3/2026"})
    _salva(mia, by, f"spese/{mia.progetto.voci_spesa.get().pk}", {"importo_eur": "0"})
    _salva(mia, by, "testi/narrativa", {"testo": "'=1 \r\n\t2026 _x000D_"})

    anteprima = foglio_anteprima(scaricato(mia), mia)

    assert (_cambi(anteprima), _errori(anteprima)) == ({}, {})
    assert anteprima.uguali == 9


def test_every_kind_of_cell_is_read(mia: Rendicontazione) -> None:
    anteprima = _anteprima(
        mia,
        {
            "Indicatori!H2": "1.234",
            "Disaggregazioni!F2": 1000,
            "Disaggregazioni!F3": "234",
            "Indicatori!I3": 12.5,
            "Indicatori!J3": "1.234,56",
            "Indicatori!H4": "Sì",
            "Attività!E2": "in corso",
            "Attività!F2": datetime.date(2026, 3, 5),
            "Attività!G2": "31/12/2026",
            "Attività!H2": 2026,
            "Spese!E2": 0,
            "Racconto!C2": "È andata così:\nbene",
        },
    )

    assert _errori(anteprima) == {}
    assert not anteprima.modifiche
    cambi = _cambi(anteprima)
    assert cambi["indicatori/I1"] == [
        ("Il valore è", "", "misurato"),
        ("Valore", "", "1.234"),
        ("genere, di cui donne", "", "1.000"),
        ("genere, di cui uomini", "", "234"),
    ]
    assert ("Denominatore", "", "1.234,56") in cambi["indicatori/I2"]
    assert ("Valore", "", "sì") in cambi["indicatori/I3"]
    attivita = f"attivita/{mia.progetto.attivita.get().pk}"
    assert cambi[attivita] == [
        ("Stato", "", "in corso"),
        ("Iniziata il", "", "05/03/2026"),
        ("Conclusa il", "", "31/12/2026"),
        ("Nota", "", "2026"),
    ]
    assert ("Speso nel periodo", "", "0") in cambi[f"spese/{mia.progetto.voci_spesa.get().pk}"]
    assert cambi["testi/narrativa"][0][2] == "È andata così:\nbene"


def test_zero_is_a_value_and_an_emptied_cell_empties(mia: Rendicontazione, by: User) -> None:
    _salva(mia, by, "indicatori/I1", {"valore": "5"})

    zero = _anteprima(mia, {"Indicatori!H2": 0})
    vuota = _anteprima(mia, {"Indicatori!H2": None})

    assert _cambi(zero) == {"indicatori/I1": [("Valore", "5", "0")]}
    assert _cambi(vuota) == {"indicatori/I1": [("Valore", "5", "")]}


def test_not_measurable_with_its_reason_empties_the_value(mia: Rendicontazione, by: User) -> None:
    _salva(mia, by, "indicatori/I1", {"valore": "5"})

    anteprima = _anteprima(
        mia,
        {
            "Indicatori!G2": "non misurabile",
            "Indicatori!H2": None,
            "Indicatori!K2": "Sistema fermo",
        },
    )
    contraddetta = _anteprima(mia, {"Indicatori!G2": "non misurabile"})

    assert _errori(anteprima) == {}
    assert set(_cambi(anteprima)["indicatori/I1"]) == {
        ("Il valore è", "misurato", "non misurabile"),
        ("Valore", "5", ""),
        ("Perché non è misurabile", "", "Sistema fermo"),
    }
    assert list(_errori(contraddetta)) == ["Indicatori!H2"]


def test_rows_and_sheets_taken_away_stay_as_they_are(mia: Rendicontazione, by: User) -> None:
    _salva(mia, by, "indicatori/I1", {"valore": "5"})
    libro = aperto(scaricato(mia))
    libro["Indicatori"].delete_rows(2)
    del libro["Spese"]

    anteprima = foglio_anteprima(salvato(libro), mia)

    assert (anteprima.is_empty, anteprima.errori, anteprima.mancanti) == (True, [], ["Spese"])


def test_rows_in_another_order_are_recognised(mia: Rendicontazione) -> None:
    libro = aperto(scaricato(mia))
    foglio: Worksheet = libro["Indicatori"]
    for colonna in ("A", "B"):
        prima, terza = foglio[f"{colonna}2"].value, foglio[f"{colonna}4"].value
        foglio[f"{colonna}2"], foglio[f"{colonna}4"] = terza, prima
    foglio["H4"] = 7

    assert ("Valore", "", "7") in _cambi(foglio_anteprima(salvato(libro), mia))["indicatori/I1"]


# --- Cells that are wrong ------------------------------------------------------------------------
def test_every_bad_cell_is_told_with_its_address_and_what_to_do(mia: Rendicontazione) -> None:
    anteprima = _anteprima(
        mia,
        {
            "Indicatori!H2": "circa dieci",
            "Indicatori!I2": 3,
            "Indicatori!I3": datetime.date(2026, 2, 1),
            "Indicatori!H4": "forse",
            "Attività!F2": "ieri",
            "Attività!G2": "31/02/2026",
            "Spese!E2": "=SUM(A1:A3)",
            "Disaggregazioni!F2": 1.5,
            "Disaggregazioni!B3": "età",
        },
    )

    errori = _errori(anteprima)
    assert list(errori) == [
        "Indicatori!H2", "Indicatori!I2", "Indicatori!I3", "Indicatori!H4", "Disaggregazioni!F2",
        "Disaggregazioni!A3", "Attività!F2", "Attività!G2", "Spese!E2",
    ]  # fmt: skip
    assert "non è un numero" in errori["Indicatori!H2"]
    assert "resta vuota" in errori["Indicatori!I2"]
    assert "una data" in errori["Indicatori!I3"]
    assert "sì, no" in errori["Indicatori!H4"]
    assert "intero" in errori["Disaggregazioni!F2"]
    assert "I1 / età / uomini" in errori["Disaggregazioni!A3"]
    assert "non è una data" in errori["Attività!F2"]
    assert "incolla come valore" in errori["Spese!E2"]


def test_errors_of_a_formula_are_not_taken_for_empty_cells(mia: Rendicontazione) -> None:
    libro = aperto(scaricato(mia))
    libro["Indicatori"]["H2"] = "#DIV/0!"
    libro["Indicatori"]["H2"].data_type = "e"

    assert list(_errori(foglio_anteprima(salvato(libro), mia))) == ["Indicatori!H2"]


def test_a_row_twice_is_refused(mia: Rendicontazione) -> None:
    anteprima = _anteprima(mia, {"Indicatori!A3": "I1"})

    assert "due volte" in _errori(anteprima)["Indicatori!A3"]


def test_a_missing_column_is_refused(mia: Rendicontazione) -> None:
    anteprima = _anteprima(mia, {"Indicatori!H1": "Altro"})

    assert "«Valore»" in _errori(anteprima)["Indicatori!A1"]


# --- Somebody else's changes ---------------------------------------------------------------------
def test_what_others_changed_is_left_unless_this_person_changed_it_too(
    mia: Rendicontazione, by: User
) -> None:
    dati = scaricato(mia)
    _salva(mia, by, "indicatori/I1", {"valore": "5"})
    _salva(mia, by, "testi/narrativa", {"testo": "Di un collega"})

    anteprima = foglio_anteprima(compilato(dati, {"Indicatori!H2": 7}), mia)

    assert [p.indirizzo for p in anteprima.conflitti] == ["indicatori/I1"]
    assert anteprima.conflitti[0].riga.modificata_da == str(by)
    assert _cambi(anteprima) == {"indicatori/I1": [("Valore", "5", "7")]}


def test_the_same_value_by_two_people_is_no_conflict(mia: Rendicontazione, by: User) -> None:
    dati = scaricato(mia)
    _salva(mia, by, "indicatori/I1", {"valore": "5"})

    anteprima = foglio_anteprima(compilato(dati, {"Indicatori!H2": 5}), mia)

    assert anteprima.is_empty


def test_what_could_not_be_read_in_the_portal_may_stay_or_be_put_right(
    mia: Rendicontazione, by: User
) -> None:
    _salva(mia, by, "indicatori/I1", {"valore": "una decina"})
    dati = scaricato(mia)

    assert foglio_anteprima(dati, mia).is_empty
    assert ("Valore", "una decina", "10") in _cambi(
        foglio_anteprima(compilato(dati, {"Indicatori!H2": 10}), mia)
    )["indicatori/I1"]


# --- Not our workbook ----------------------------------------------------------------------------
def test_the_workbook_of_another_report_is_refused(mia: Rendicontazione) -> None:
    with pytest.raises(DomainError, match="altra rendicontazione"):
        foglio_anteprima(scaricato(rendicontazione_piena()), mia)


@pytest.mark.parametrize("guasto", ["senza", "formato", "vuoto", "versione", "impronte"])
def test_a_workbook_without_its_hidden_sheet_is_refused(mia: Rendicontazione, guasto: str) -> None:
    libro = aperto(scaricato(mia))
    if guasto == "senza":
        del libro["_portale"]
    elif guasto == "vuoto":
        libro["_portale"].delete_rows(1, 50)
    else:
        cella = {"formato": "B1", "versione": "C4", "impronte": "D4"}[guasto]
        libro["_portale"][cella] = "[altro"

    with pytest.raises(DomainError) as errore:
        foglio_anteprima(salvato(libro), mia)

    assert errore.value.code == "foglio_di_altri"


def test_a_workbook_from_before_the_report_was_returned_is_told(mia: Rendicontazione) -> None:
    dati = scaricato(mia)
    mia.revisione = 1

    assert foglio_anteprima(dati, mia).vecchia


# --- Cells ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tipo", "testo", "cella"),
    [
        ("numero", "12345678901234,5678", "12345678901234,5678"),
        ("numero", "0,1", Decimal("0.1")),
        ("intero", "", None),
        ("data", "05/03/2026", datetime.date(2026, 3, 5)),
        ("data", "boh", "boh"),
        ("testo", "", None),
    ],
)
def test_a_field_becomes_a_cell_that_reads_back_the_same(tipo: str, testo: str, cella: Any) -> None:
    campo = Campo("x", "X", tipo)

    assert cella_di(campo, testo) == cella
    assert cella is None or leggi_cella(campo, cella).testo == testo.replace(
        "12345678901234,5678", "12.345.678.901.234,5678"
    )


@pytest.mark.parametrize(
    "valore", [True, datetime.time(10, 30), datetime.timedelta(hours=30), datetime.date(2026, 1, 1)]
)
def test_what_is_not_a_number_is_not_taken_for_one(valore: Any) -> None:
    assert leggi_cella(Campo("x", "X", "numero"), valore).errore


def test_an_empty_text_has_no_digest() -> None:
    assert impronta("") == ""
    assert impronta("a") != impronta("b")


def test_a_thousand_indicators_are_compared_with_the_same_queries(
    mia: Rendicontazione, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(25):
        foglio_anteprima(foglio_xlsx(modulo(mia)), mia)


def test_numbers_stay_numbers(mia: Rendicontazione, by: User) -> None:
    _salva(mia, by, "indicatori/I1", {"valore": "1.234"})

    assert aperto(scaricato(mia))["Indicatori"]["H2"].value == 1234
