import datetime
from decimal import Decimal

import pytest

from monitoraggio.registro import REGISTRO, Ambito, figura, record
from progetti.enums import StatoFase
from progetti.models import FaseProgetto
from tests.progetti.factories import (
    FaseProgettoFactory,
    InterventoFactory,
    MacroareaFactory,
    ProgettoFactory,
    TransizioneFaseFactory,
)

pytestmark = pytest.mark.django_db
OGGI = Ambito(datetime.date(2026, 1, 1))
INCLUSIONE, ANIMAZIONE, DISPERSIONE = (
    "inclusione sociale",
    "animazione culturale",
    "lotta alla dispersione scolastica",
)


@pytest.fixture
def assegnazioni_16_5_1() -> None:
    """Eighteen projects with 22 assignments, as the programme's published shares need them."""
    for ordine, nome in enumerate((INCLUSIONE, ANIMAZIONE, DISPERSIONE)):
        MacroareaFactory(nome=nome, ordine=ordine)
    for _n in range(13):
        ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])
    for _n in range(2):
        ProgettoFactory(finanziato=True, macroaree=[ANIMAZIONE])
    for _n in range(3):
        ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE, ANIMAZIONE])
    ProgettoFactory(finanziato=True, macroaree=[DISPERSIONE])


@pytest.mark.usefixtures("assegnazioni_16_5_1")
def test_16_5_and_1_of_22_assignments_are_73_23_and_5_per_cent_and_the_figure_says_why_101() -> (
    None
):
    macroaree = figura("macroaree", OGGI)

    assert {voce.codice: (voce.valore, voce.quota) for voce in macroaree.voci} == {
        "inclusione-sociale": (16, 73),
        "animazione-culturale": (5, 23),
        "lotta-alla-dispersione-scolastica": (1, 5),
    }
    assert macroaree.denominatore == 22
    assert "73 + 23 + 5 = 101" in macroaree.nota_arrotondamento


def test_projects_without_macroarea_are_left_out_and_counted_apart() -> None:
    MacroareaFactory(nome=ANIMAZIONE)
    ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])
    ProgettoFactory(finanziato=True)

    macroaree = figura("macroaree", OGGI)

    assert macroaree.valore("inclusione-sociale") == 1
    assert macroaree.valore("animazione-culturale") == 0
    assert macroaree.senza_dato == 1
    assert "1 progetto" in macroaree.nota_senza_dato


def test_shares_of_nothing_are_not_computable_rather_than_zero() -> None:
    MacroareaFactory(nome=INCLUSIONE)

    voce = figura("macroaree", OGGI).voce("inclusione-sociale")

    assert voce is not None
    assert voce.valore == 0
    assert voce.quota is None


def test_each_project_counts_once_by_its_prevalent_macroarea() -> None:
    ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE, ANIMAZIONE], macroaree__prevalente=True)
    ProgettoFactory(finanziato=True, macroaree=[ANIMAZIONE])

    prevalenti = figura("macroaree-prevalenti", OGGI)

    assert prevalenti.valore("inclusione-sociale") == 1
    assert prevalenti.valore("animazione-culturale") == 0
    assert prevalenti.senza_dato == 1


def test_funnel_counts_comuni_by_the_steps_documented_within_the_day() -> None:
    progetto = ProgettoFactory()
    studio = FaseProgettoFactory(
        progetto=progetto,
        intervento=InterventoFactory(codice="I"),
        stato=StatoFase.FINANZIATA,
        data=datetime.date(2020, 7, 31),
    )
    TransizioneFaseFactory(fase=studio, a=StatoFase.CONCLUSA, data=datetime.date(2021, 12, 1))
    FaseProgettoFactory(
        progetto=progetto,
        intervento=InterventoFactory(codice="II"),
        stato=StatoFase.FINANZIATA,
        data=datetime.date(2022, 7, 31),
    )

    prima = figura("imbuto", Ambito(datetime.date(2020, 7, 30)))
    durante = figura("imbuto", Ambito(datetime.date(2022, 7, 30)))
    dopo = figura("imbuto", Ambito(datetime.date(2022, 7, 31)))

    assert [prima.valore(c) for c in ("candidati", "fattibilita", "sperimentazione")] == [0, 0, 0]
    assert [durante.valore(c) for c in ("candidati", "fattibilita", "sperimentazione")] == [1, 1, 0]
    assert [dopo.valore(c) for c in ("candidati", "fattibilita", "sperimentazione")] == [1, 1, 1]


def test_a_comune_with_two_projects_counts_once_in_the_funnel() -> None:
    primo = ProgettoFactory(finanziato=True)
    ProgettoFactory(finanziato=True, comune=primo.comune)

    assert figura("imbuto", OGGI).valore("sperimentazione") == 1


def test_unknown_amounts_are_counted_apart_and_never_as_zero() -> None:
    intervento = InterventoFactory(codice="II")
    noto, _ignoto = ProgettoFactory(finanziato=True), ProgettoFactory(finanziato=True)
    FaseProgetto.objects.filter(progetto=noto).update(importo_concesso_eur=Decimal("450000.00"))

    importi = figura("importi", OGGI)

    assert importi.valore(intervento.codice) == Decimal("450000.00")
    assert importi.senza_dato == 1
    assert "non è contato come zero" in importi.nota_senza_dato


def test_an_intervento_with_no_known_amount_is_unknown_rather_than_zero() -> None:
    InterventoFactory(codice="III")

    voce = figura("importi", OGGI).voce("III")

    assert voce is not None
    assert voce.valore is None


def test_real_and_demonstrative_projects_never_mix_and_hidden_ones_do_not_count() -> None:
    ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE], is_public=False)
    ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE], dimostrativo=True)
    ProgettoFactory.create_batch(2, finanziato=True, macroaree=[INCLUSIONE])

    reali = figura("macroaree", OGGI)
    con_demo = figura("macroaree", Ambito(OGGI.alla, dimostrativi=True))

    assert reali.valore("inclusione-sociale") == 2
    assert con_demo.valore("inclusione-sociale") == 1


@pytest.mark.parametrize("codice", list(REGISTRO))
@pytest.mark.parametrize("progetti", [0, 1, 10])
def test_a_figure_asks_as_many_queries_as_it_says_whatever_the_number_of_rows(
    codice: str, progetti: int, django_assert_num_queries
) -> None:
    for _n in range(progetti):
        ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE], temi=["housing sociale"])

    with django_assert_num_queries(REGISTRO[codice].domande):
        figura(codice, OGGI)


def test_the_records_behind_a_figure_are_those_it_counts() -> None:
    contato = ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])
    ProgettoFactory(macroaree=[INCLUSIONE])

    dietro = record("macroaree", OGGI)

    assert [(r.voce, r.chiave, r.url) for r in dietro] == [
        ("inclusione-sociale", contato.slug, f"/progetti/{contato.slug}/")
    ]
