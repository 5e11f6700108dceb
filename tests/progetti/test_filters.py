from itertools import product

import pytest
from django.http import QueryDict

from progetti.filters import ProgettoFilter
from progetti.models import Progetto
from progetti.selectors.elenco import MASSIMO_COMUNI, progetto_conteggi
from tests.comuni.factories import ComuneFactory
from tests.progetti.factories import FaseProgettoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db


def filtra(query: str) -> ProgettoFilter:
    filtri = ProgettoFilter(QueryDict(query), Progetto.objects.public())
    assert filtri.is_valid(), filtri.errors
    return filtri


def titoli(query: str) -> list[str]:
    return sorted(progetto.titolo for progetto in filtra(query).qs)


@pytest.fixture
def progetti() -> None:
    torino = ComuneFactory(
        nome="Torino", codice_istat="001272", provincia__regione__nome="Piemonte"
    )
    bari = ComuneFactory(nome="Bari", codice_istat="072006", provincia__regione__nome="Puglia")
    a = ProgettoFactory(
        titolo="A", comune=torino, temi=["housing", "welfare"], macroaree=["inclusione"]
    )
    b = ProgettoFactory(titolo="B", comune=bari, temi=["welfare"], macroaree=["animazione"])
    c = ProgettoFactory(titolo="C", comune=bari, macroaree=["inclusione", "animazione"])
    FaseProgettoFactory(progetto=a, intervento__codice="I", stato="conclusa")
    FaseProgettoFactory(progetto=a, intervento__codice="II", stato="in_corso")
    FaseProgettoFactory(progetto=b, intervento__codice="I", stato="conclusa")
    FaseProgettoFactory(progetto=c, intervento__codice="I", stato="esclusa")
    ProgettoFactory(titolo="Nascosto", non_pubblico=True, temi=["welfare"])
    ProgettoFactory(titolo="Finto", dimostrativo=True, temi=["welfare"], in_corso=True)


@pytest.mark.parametrize(
    ("query", "attesi"),
    [
        ("", ["A", "B", "C"]),
        ("dimostrativi=1", ["A", "B", "C", "Finto"]),
        ("dimostrativi=0", ["A", "B", "C"]),
        ("tema=welfare", ["A", "B"]),
        ("tema=welfare&tema=housing", ["A", "B"]),
        ("tema=welfare&regione=puglia", ["B"]),
        ("macroarea=inclusione", ["A", "C"]),
        ("comune=072006", ["B", "C"]),
        ("intervento=II", ["A"]),
        ("intervento=I", ["A", "B", "C"]),
        ("stato=conclusa", ["B"]),
        ("stato=in_corso&stato=esclusa", ["A", "C"]),
        ("intervento=I&stato=conclusa", ["A", "B"]),
        ("intervento=II&stato=conclusa", []),
        ("q=welfare&macroarea=animazione", ["B"]),
        ("tema=&stato=&utm_source=posta&fbclid=x", ["A", "B", "C"]),
    ],
)
def test_filters_narrow_the_list(progetti, query, attesi):
    assert titoli(query) == attesi


@pytest.mark.parametrize(
    ("query", "campo"),
    [
        ("tema=ignoto", "tema"),
        ("macroarea=%00", "macroarea"),
        ("regione=atlantide", "regione"),
        ("comune=abc", "comune"),
        ("comune=999999", "comune"),
        ("intervento=IV", "intervento"),
        ("stato=boh", "stato"),
        ("dimostrativi=forse", "dimostrativi"),
        ("q=a%00b", "q"),
        ("q=" + "a" * 201, "q"),
        ("&".join(f"tema=t{n}" for n in range(60)), "tema"),
    ],
)
def test_wrong_values_are_told(progetti, query, campo):
    filtri = ProgettoFilter(QueryDict(query), Progetto.objects.public())

    assert not filtri.is_valid()
    assert list(filtri.errors) == [campo]


def test_unknown_and_repeated_names_are_told():
    filtri = ProgettoFilter(QueryDict("q=a&q=b&colore=rosso&utm_medium=x&page=2"))

    assert filtri.parametri_estranei(("page",)) == ["colore"]
    assert filtri.parametri_ripetuti() == ["q"]


def test_wrong_values_are_checked_with_one_query(progetti, django_assert_num_queries):
    filtri = ProgettoFilter(
        QueryDict("tema=a&regione=b&macroarea=c&comune=123456&intervento=V&stato=x")
    )

    with django_assert_num_queries(1):
        assert not filtri.is_valid()


SCELTE = [
    ("", "tema=welfare"),
    ("", "regione=puglia"),
    ("", "macroarea=inclusione"),
    ("", "intervento=I"),
    ("", "stato=conclusa&stato=in_corso"),
]


def test_each_count_is_what_choosing_that_value_gives(progetti):
    for scelte in product(*SCELTE):
        filtri = filtra("&".join(scelta for scelta in scelte if scelta))

        conteggi = progetto_conteggi(filtri.senza(*filtri.faccette), filtri.scelte, filtri.trova)

        assert conteggi.totale == filtri.qs.count()
        for nome, voci in conteggi.voci.items():
            altre = "&".join(s for s in scelte if s and not s.startswith(f"{nome}="))
            for voce in voci:
                scegliendola = filtra(f"{altre}&{nome}={voce.codice}")
                assert voce.conteggio == scegliendola.qs.count(), (scelte, nome, voce.codice)


def test_counts_follow_the_searched_text_in_two_queries(progetti, django_assert_num_queries):
    filtri = filtra("q=welfare")

    # Whether anybody has the words, then the counts.
    with django_assert_num_queries(2):
        conteggi = progetto_conteggi(filtri.senza(*filtri.faccette), filtri.scelte, filtri.trova)

    assert conteggi.totale == 2
    assert [(v.codice, v.nome, v.conteggio) for v in conteggi.voci["tema"]] == [
        ("welfare", "welfare", 2),
        ("housing", "housing", 1),
    ]
    assert [(v.codice, v.conteggio) for v in conteggi.voci["stato"]] == [
        ("in_corso", 1),
        ("conclusa", 1),
    ]


def test_too_many_comuni_are_not_offered():
    for _n in range(MASSIMO_COMUNI + 1):
        ProgettoFactory()
    scelto = Progetto.objects.first().comune.codice_istat
    filtri = filtra(f"comune={scelto}")

    conteggi = progetto_conteggi(filtri.senza(*filtri.faccette), filtri.scelte, filtri.trova)

    assert len(conteggi.voci["comune"]) <= 1
    assert len(conteggi.voci["regione"]) == 1


def test_active_filters_are_named_for_people(progetti):
    attivi = filtra("tema=welfare&comune=001272&stato=in_corso&q=casa&dimostrativi=true").attivi()

    assert {(a.chiave, a.valore, a.etichetta) for a in attivi} == {
        ("tema", "welfare", "welfare"),
        ("comune", "001272", "Torino"),
        ("stato", "in_corso", "in corso"),
        ("q", "casa", "casa"),
        ("dimostrativi", "true", "sì"),
    }
