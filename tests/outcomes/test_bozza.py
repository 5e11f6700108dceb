"""Saving the rows of an open report."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.enums import StatoRendicontazione
from outcomes.models import Rendicontazione, Rilevazione, TestoRendicontazione
from outcomes.selectors.modulo import modulo
from outcomes.selectors.righe import Riga, riga_modulo
from outcomes.services.bozza import RigaCambiata, riga_save, righe_save
from tests.accounts.factories import UserFactory
from tests.outcomes.factories import (
    DimensioneFactory,
    EsitoFactory,
    IndicatoreFactory,
    PeriodoMonitoraggioFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
)
from tests.progetti.factories import AttivitaFactory, VoceSpesaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rendicontazione() -> Rendicontazione:
    return RendicontazioneFactory()


@pytest.fixture
def by() -> User:
    return UserFactory()


def _indicatore(rendicontazione: Rendicontazione, **campi: Any) -> Any:
    campi.setdefault("codice", "I1")
    return IndicatoreFactory(esito=EsitoFactory(quadro=rendicontazione.quadro), **campi)


def _salva(rendicontazione: Rendicontazione, by: User, campi: dict[str, Any], **altro: Any) -> Riga:
    altro = {"sezione": "indicatori", "chiave": "I1", "versione": None, **altro}
    return riga_save(rendicontazione=rendicontazione, campi=campi, by=by, **altro)


def test_first_save_makes_it_a_draft_and_the_value_measured(
    rendicontazione: Rendicontazione, by: User
) -> None:
    _indicatore(rendicontazione)

    riga = _salva(rendicontazione, by, {"valore": "1.234"}, versione=0)

    rilevazione = Rilevazione.objects.get()
    assert (rilevazione.stato_valore, rilevazione.valore) == ("misurato", 1234)
    assert (riga.versione, riga.valori["valore"], riga.modificata_da) == (1, "1.234", str(by))
    rendicontazione.refresh_from_db()
    assert rendicontazione.stato == StatoRendicontazione.BOZZA
    assert [p.a for p in rendicontazione.passaggi.all()] == ["bozza"]


def test_zero_is_measured_and_empty_is_not(rendicontazione: Rendicontazione, by: User) -> None:
    _indicatore(rendicontazione)

    zero = _salva(rendicontazione, by, {"valore": "0"})
    vuoto = _salva(rendicontazione, by, {"valore": ""})

    assert (zero.valori["valore"], vuoto.valori["valore"]) == ("0", "")
    assert Rilevazione.objects.get().valore is None


def test_what_cannot_be_read_is_kept_as_typed_and_stops_the_sending(
    rendicontazione: Rendicontazione, by: User
) -> None:
    _indicatore(rendicontazione)
    _salva(rendicontazione, by, {"valore": "12"})

    riga = _salva(rendicontazione, by, {"valore": "circa 30", "nota": "da ricontare"})

    assert riga.valori["valore"] == "circa 30"
    assert "non è un numero" in riga.errori["valore"]
    assert riga.valori["nota"] == "da ricontare"
    # The old value is not what the person means any more.
    assert Rilevazione.objects.get().valore is None
    assert any("non è un numero" in m.testo for m in modulo(rendicontazione).bloccanti)

    corretta = _salva(rendicontazione, by, {"valore": "30"})
    assert (corretta.errori, corretta.valori["valore"]) == ({}, "30")


def test_a_value_beside_not_measured_is_kept_aside(
    rendicontazione: Rendicontazione, by: User
) -> None:
    _indicatore(rendicontazione)

    riga = _salva(rendicontazione, by, {"stato_valore": "non_ancora", "valore": "5"})

    assert (riga.valori["stato_valore"], riga.valori["valore"]) == ("non_ancora", "5")
    assert "scegli uno dei due" in riga.errori["valore"]
    assert Rilevazione.objects.get().valore is None
    assert _salva(rendicontazione, by, {"stato_valore": "non_ancora", "valore": ""}).errori == {}


@pytest.mark.parametrize(
    ("tipo", "campi", "errore"),
    [
        ("conteggio", {"valore": "1,5"}, "intero"),
        ("conteggio", {"valore": "-1"}, "negativo"),
        ("euro", {"valore": "1,234"}, "2 decimali"),
        ("numero", {"valore": "9" * 15}, "troppo grande"),
        ("si_no", {"valore": "forse"}, "Scegli una"),
        ("percentuale", {"denominatore": "-2"}, "negativo"),
        ("scala", {"valore": "6"}, "da 1 a 5"),
    ],
)
def test_each_type_refuses_what_it_cannot_be(
    rendicontazione: Rendicontazione, by: User, tipo: str, campi: dict[str, str], errore: str
) -> None:
    _indicatore(rendicontazione, tipo=tipo, minimo=1, massimo=5)

    riga = _salva(rendicontazione, by, campi)

    assert errore in next(iter(riga.errori.values()))
    with pytest.raises(DomainError) as rifiuto:
        _salva(rendicontazione, by, campi | {"nota": "altro"}, stretto=True)
    assert rifiuto.value.code == "valore_non_valido"
    assert list(rifiuto.value.fields) == list(campi)


def test_yes_and_no_are_one_and_zero(rendicontazione: Rendicontazione, by: User) -> None:
    _indicatore(rendicontazione, tipo="si_no")

    no = _salva(rendicontazione, by, {"valore": "No"})
    valore = Rilevazione.objects.get().valore
    si = _salva(rendicontazione, by, {"valore": "si"})

    assert (no.valori["valore"], valore, si.valori["valore"]) == ("0", 0, "1")


def test_parts_are_saved_with_the_value_and_flagged_when_they_do_not_add_up(
    rendicontazione: Rendicontazione, by: User
) -> None:
    indicatore = _indicatore(rendicontazione)
    DimensioneFactory(indicatore=indicatore)

    riga = _salva(
        rendicontazione,
        by,
        {"valore": "10", "parti/genere/donne": "6", "parti/genere/uomini": "3"},
    )

    assert riga.valori["parti/genere/donne"] == "6"
    assert [a.testo for a in riga.avvisi] == ["Le parti per genere fanno 9, il totale è 10."]
    assert Rilevazione.objects.get().valore == 10


def test_a_warning_is_confirmed_with_a_note_for_that_value_only(
    rendicontazione: Rendicontazione, by: User
) -> None:
    prima = RendicontazioneFactory(
        quadro=rendicontazione.quadro,
        periodo=PeriodoMonitoraggioFactory(dal="2010-01-01", al="2010-06-30", codice="2010-s1"),
        accettata=True,
    )
    indicatore = _indicatore(rendicontazione, cumulo="per_periodo")
    RilevazioneFactory(rendicontazione=prima, indicatore=indicatore, valore=Decimal(10))

    riga = _salva(rendicontazione, by, {"valore": "100"})
    assert [a.testo for a in riga.avvisi] == ["Il valore 100 è molto diverso dall'ultimo (10)."]
    assert any("conferma" in m.testo for m in modulo(rendicontazione).bloccanti)

    _salva(rendicontazione, by, {"conferma_avvisi": "Nuova sede aperta a marzo"})
    assert not any("conferma" in m.testo for m in modulo(rendicontazione).bloccanti)

    _salva(rendicontazione, by, {"valore": "200"})
    assert any("conferma" in m.testo for m in modulo(rendicontazione).bloccanti)


def test_a_stale_version_is_refused_with_the_text_of_the_other(
    rendicontazione: Rendicontazione, by: User
) -> None:
    altra = UserFactory(nome="Elisa", cognome="Bianchi")
    dove = {"sezione": "testi", "chiave": "narrativa"}
    _salva(rendicontazione, altra, {"testo": "Scritto da Elisa"}, versione=0, **dove)

    with pytest.raises(RigaCambiata) as rifiuto:
        _salva(rendicontazione, by, {"testo": "Scritto da me"}, versione=0, **dove)

    assert "Elisa Bianchi" in rifiuto.value.message
    assert rifiuto.value.attuale.valori["testo"] == "Scritto da Elisa"
    assert TestoRendicontazione.objects.get().testo == "Scritto da Elisa"


def test_the_same_values_again_change_nothing(rendicontazione: Rendicontazione, by: User) -> None:
    _indicatore(rendicontazione)
    prima = _salva(rendicontazione, by, {"valore": "12,0"}, versione=0)

    dopo = _salva(rendicontazione, by, {"valore": "12"}, versione=0)

    assert dopo.versione == prima.versione == 1


@pytest.mark.parametrize("stato", ["inviata", "accettata", "validata"])
def test_a_report_that_is_not_open_is_not_changed(by: User, stato: str) -> None:
    rendicontazione = RendicontazioneFactory(stato=stato)
    _indicatore(rendicontazione)

    with pytest.raises(DomainError) as rifiuto:
        _salva(rendicontazione, by, {"valore": "12"})

    assert rifiuto.value.code == "stato_non_aperto"
    assert not Rilevazione.objects.exists()


def test_unknown_rows_and_fields_are_refused(rendicontazione: Rendicontazione, by: User) -> None:
    altrui = VoceSpesaFactory()
    _indicatore(rendicontazione)

    for dove in (
        {"chiave": "I99"},
        {"sezione": "spese", "chiave": str(altrui.pk)},
        {"sezione": "spese", "chiave": "9" * 30},
        {"sezione": "testi", "chiave": "verifica"},
        {"sezione": "rendicontazione", "chiave": "stato"},
    ):
        with pytest.raises(DomainError, match="non chiede questa riga"):
            _salva(rendicontazione, by, {"valore": "12"}, **dove)
    for campo in ("verifica", "versione", "rendicontazione_id", "grezzo"):
        with pytest.raises(DomainError, match="non ha il campo"):
            _salva(rendicontazione, by, {campo: "1"})


def test_activities_keep_their_dates_in_order(rendicontazione: Rendicontazione, by: User) -> None:
    attivita = AttivitaFactory(progetto=rendicontazione.progetto)
    dove = {"sezione": "attivita", "chiave": str(attivita.pk)}
    _salva(rendicontazione, by, {"stato": "in corso", "iniziata_il": "5/3/2026"}, **dove)

    riga = _salva(rendicontazione, by, {"conclusa_il": "1/3/2026"}, **dove)

    assert riga.valori["conclusa_il"] == "01/03/2026"
    assert "non può precedere" in riga.errori["conclusa_il"]


def test_many_rows_are_saved_all_or_none(rendicontazione: Rendicontazione, by: User) -> None:
    _indicatore(rendicontazione)
    voce = VoceSpesaFactory(progetto=rendicontazione.progetto)
    buona = ("indicatori", "I1", {"valore": "12"})

    with pytest.raises(DomainError) as rifiuto:
        righe_save(
            rendicontazione=rendicontazione,
            righe=[buona, ("spese", str(voce.pk), {"importo_eur": "tanto"})],
            by=by,
        )
    assert list(rifiuto.value.fields) == [f"spese/{voce.pk}/importo_eur"]
    assert not Rilevazione.objects.exists()

    righe = [buona, ("spese", str(voce.pk), {"importo_eur": "1.000,50"})]
    assert righe_save(rendicontazione=rendicontazione, righe=righe, by=by) == 2
    assert righe_save(rendicontazione=rendicontazione, righe=righe, by=by) == 0


@pytest.mark.parametrize("quanti", [1, 30])
def test_the_form_asks_a_fixed_number_of_queries(
    rendicontazione: Rendicontazione, by: User, quanti: int, django_assert_num_queries: Any
) -> None:
    for n in range(quanti):
        indicatore = _indicatore(rendicontazione, codice=f"I{n}")
        DimensioneFactory(indicatore=indicatore)
        RilevazioneFactory(rendicontazione=rendicontazione, indicatore=indicatore, valore=n)

    with django_assert_num_queries(11):
        fatto = modulo(rendicontazione)

    assert len(fatto.sezioni["indicatori"]) == quanti


@pytest.mark.django_db(transaction=True)
def test_of_many_saves_at_once_from_the_same_version_one_wins(by: User) -> None:
    rendicontazione = RendicontazioneFactory(bozza=True)
    esiti: list[str] = []

    def prova(n: int) -> None:
        try:
            riga_save(
                rendicontazione=rendicontazione,
                sezione="testi",
                chiave="narrativa",
                campi={"testo": f"Testo {n}"},
                versione=0,
                by=by,
            )
            esiti.append("salvata")
        except RigaCambiata:
            esiti.append("cambiata")
        finally:
            connection.close()

    fili = [threading.Thread(target=prova, args=(n,)) for n in range(6)]
    for filo in fili:
        filo.start()
    for filo in fili:
        filo.join()

    assert sorted(esiti) == ["cambiata"] * 5 + ["salvata"]
    riga = riga_modulo(rendicontazione, "testi", "narrativa")
    assert riga is not None
    assert riga.versione == 1
