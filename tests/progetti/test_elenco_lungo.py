"""Lists longer than they are counted: the same rows, from place to place, nothing lost."""

import re
from urllib.parse import urlsplit

import pytest

from fis_portal.core import scorrimento
from fis_portal.core.api import pagination
from fis_portal.core.scorrimento import PostoSbagliato, posto_letto, posto_scritto
from progetti import filters
from progetti.models import Progetto
from progetti.selectors import elenco
from tests.progetti.factories import ProgettoFactory, TemaFactory

pytestmark = pytest.mark.django_db

LISTA = "/progetti/"
API = "/api/v1/progetti/"
CAMPI = ("titolo_chiave", "pk")


@pytest.fixture
def lungo(monkeypatch):
    """Thirty-two projects, some of one title, in a portal that counts ten rows."""
    for modulo in (scorrimento, elenco):
        monkeypatch.setattr(modulo, "CONTATE", 10)
    monkeypatch.setattr(filters, "MASSIMO_TROVATI", 10)
    monkeypatch.setattr(elenco, "_DI_UNA_BASE", elenco._DI_UNA_BASE.replace("> 1000", "> 10"))
    for n in range(32):
        ProgettoFactory(titolo=f"Casa {n // 3:02}", temi=["welfare"] if n % 2 else [])


def in_ordine():
    return list(Progetto.objects.order_by(*CAMPI).values_list("slug", flat=True))


def slug_di(pagina):
    testo = pagina.content.decode()
    return re.findall(r'href="/progetti/([\w-]+)/"', testo.split('id="risultati"')[1])


def segue(pagina):
    trovato = re.search(r'rel="next" href="([^"]+)"', pagina.content.decode())
    return trovato[1].replace("&amp;", "&") if trovato else None


def test_a_long_list_is_told_as_more_than_counted_and_gone_through_whole(client, lungo):
    pagina = client.get(LISTA)
    assert "Oltre 10 progetti" in pagina.content.decode()

    visti = list(dict.fromkeys(slug_di(pagina)))
    while indirizzo := segue(pagina):
        pagina = client.get(f"{LISTA}{indirizzo}" if indirizzo.startswith("?") else indirizzo)
        visti += dict.fromkeys(slug_di(pagina))

    # The numbered pages show as many as were counted; what follows starts where they end.
    assert visti == in_ordine()[:10] + in_ordine()[10:]
    assert "Torna all'inizio" in pagina.content.decode().replace("&#x27;", "'")


def test_values_of_too_many_projects_are_offered_without_counts(client, lungo):
    testo = client.get(LISTA).content.decode()
    welfare = re.search(r'name="tema" value="welfare".*?</label>', testo, re.DOTALL)[0]

    assert "fis-conteggio" not in welfare


def test_a_filter_that_leaves_few_is_counted_again(client, lungo):
    ProgettoFactory(titolo="Solo", temi=["disabilità"])

    testo = client.get(f"{LISTA}?tema=disabilita").content.decode()

    assert "1 progetto" in testo


def test_a_search_of_too_many_shows_the_best_of_those_found(client, lungo):
    testo = client.get(f"{LISTA}?q=casa").content.decode()

    assert "Oltre 10 progetti" in testo
    assert "vedi i migliori" in testo


def test_the_file_has_every_project_that_is_found(client, lungo):
    righe = client.get(f"{LISTA}esporta.csv?q=casa").getvalue().decode("utf-8-sig").splitlines()

    assert len(righe) == 33


@pytest.mark.parametrize("posto", ["x", "", "W10", "bnVsbA", posto_scritto(["a\x00", 1])])
def test_a_wrong_place_is_told_in_words(client, posto):
    risposta = client.get(LISTA, {"dopo": posto})

    assert risposta.status_code == 400
    assert client.get(API, {"dopo": posto}).status_code == 400


@pytest.mark.parametrize("altro", [{"q": "casa"}, {"ordine": "comune"}])
def test_places_belong_to_the_default_order(client, altro):
    risposta = client.get(API, {"dopo": posto_scritto(["casa", 1]), **altro})

    assert risposta.status_code == 400


def test_a_place_is_read_as_it_was_written():
    assert posto_letto(posto_scritto(["perché", 7]), CAMPI) == ["perché", 7]
    for sbagliato in (["a", "7"], ["a", True], [1, 7], ["a", -1], ["a", 2**63], {"a": 1}, ["a"]):
        with pytest.raises(PostoSbagliato):
            posto_letto(posto_scritto(sbagliato), CAMPI)


def test_the_api_is_followed_to_the_end_by_next(client, lungo):
    indirizzo, visti, conti = f"{API}?page_size=4", [], set()
    while indirizzo:
        pagina = client.get(indirizzo).json()
        visti += [riga["slug"] for riga in pagina["results"]]
        conti.add(pagina["count"])
        indirizzo = pagina["next"] and "?".join(urlsplit(pagina["next"])[2:4])

    assert visti == in_ordine()
    assert conti == {None}


def test_the_api_orders_all_of_them_when_asked_to(client, lungo):
    pagina = client.get(f"{API}?q=casa&ordine=-titolo&page_size=200").json()

    assert len(pagina["results"]) == 32


def test_more_than_can_be_put_in_order_is_told_and_never_cut(client, lungo, monkeypatch):
    for modulo in (filters, pagination):
        monkeypatch.setattr(modulo, "ORDINATE", 31)

    risposta = client.get(f"{API}?q=casa&ordine=-titolo")

    assert risposta.status_code == 400
    assert "più di 31 righe" in risposta.json()["fields"]["ordine"][0]
    assert client.get(f"{API}?q=casa&ordine=-titolo&tema=welfare").json()["count"] == 16


def test_in_an_order_of_ones_own_a_long_list_is_read_so_far_and_then_told_how(
    client, lungo, monkeypatch
):
    monkeypatch.setattr(pagination, "ORDINATE", 20)

    lette = client.get(f"{API}?ordine=-titolo&page_size=10&page=2")
    lontana = client.get(f"{API}?ordine=-titolo&page_size=10&page=3")

    assert lette.json()["next"]
    assert len(lette.json()["results"]) == 10
    assert lontana.status_code == 400
    assert "le prime 20 righe" in lontana.json()["fields"]["page"][0]
    assert client.get(f"{API}?ordine=-titolo&page=9").status_code == 404


def cerca(client, **altro):
    return client.get(API, {"q": "orto", **altro}).json()


@pytest.fixture
def orti(lungo):
    """More and more projects about gardens, none else."""

    def pianta(quanti):
        for n in range(quanti):
            ProgettoFactory(titolo=f"Orto {n:02}")

    return pianta


QUANTI = [
    (0, 0, 0, False),
    (3, 3, 3, False),
    (4, 4, 4, False),
    (5, 4, 5, True),
    (10, 4, 10, True),
    (11, 4, None, True),
]


@pytest.mark.parametrize(("quanti", "righe", "conto", "segue"), QUANTI)
def test_a_search_is_counted_while_it_is_put_in_order(
    client, orti, django_assert_num_queries, quanti, righe, conto, segue
):
    orti(quanti)

    # Whether anybody has the word, then the rows and how many there are.
    with django_assert_num_queries(2):
        pagina = cerca(client, page_size=4)

    assert len(pagina["results"]) == righe
    assert pagina["count"] == conto
    assert bool(pagina["next"]) == segue
    assert pagina["previous"] is None


@pytest.mark.parametrize(("quanti", "righe", "conto", "segue"), QUANTI)
def test_a_first_page_that_is_not_full_is_its_own_count(
    client, lungo, django_assert_num_queries, quanti, righe, conto, segue
):
    TemaFactory(nome="orti")
    for _n in range(quanti):
        ProgettoFactory(temi=["orti"])

    # The words of the filter, the rows, and only of more than a page how many there are.
    with django_assert_num_queries(3 if segue else 2):
        pagina = client.get(API, {"tema": "orti", "page_size": 4}).json()

    assert len(pagina["results"]) == righe
    assert pagina["count"] == conto
    assert bool(pagina["next"]) == segue


def test_a_page_never_goes_beyond_what_is_counted(client, orti):
    orti(11)

    pagine = [cerca(client, page_size=4, page=n) for n in (1, 2, 3)]

    assert [len(pagina["results"]) for pagina in pagine] == [4, 4, 2]
    assert {pagina["count"] for pagina in pagine} == {None}
    assert pagine[2]["next"] is None
    for pagina in (4, 300, 10**17):
        assert client.get(API, {"q": "orto", "page_size": 4, "page": pagina}).status_code == 404


@pytest.mark.parametrize("quanti", [3, 5, 9])
def test_pages_of_a_search_hold_each_project_once_best_first(client, orti, quanti):
    orti(quanti)
    ultimo = ProgettoFactory(titolo="Casa nuova", bisogno="Un orto per il quartiere").slug

    tutti = [riga["slug"] for riga in cerca(client, page_size=200)["results"]]
    pagine = [cerca(client, page_size=4, page=n) for n in range(1, -(-(quanti + 1) // 4) + 1)]

    assert [riga["slug"] for pagina in pagine for riga in pagina["results"]] == tutti
    assert tutti[-1] == ultimo
    assert [bool(pagina["previous"]) for pagina in pagine] == [False] + [True] * (len(pagine) - 1)


def test_a_page_after_the_last_is_told(client, orti):
    orti(4)

    for pagina in (2, 3):
        risposta = client.get(API, {"q": "orto", "page_size": 4, "page": pagina})
        assert risposta.status_code == 404
        assert "l'ultima è la 1" in risposta.json()["message"]
