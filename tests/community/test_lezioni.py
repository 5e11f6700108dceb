"""Public lessons: list, search, page, downloads and API."""

import pytest

from community.enums import TipoSegno
from tests.community.factories_comunita import (
    CommentoLezioneFactory,
    LevaFactory,
    LezioneFactory,
    SegnoLezioneFactory,
)
from tests.comuni.factories import ComuneFactory
from tests.progetti.factories import DocumentoFactory, InterventoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
LISTA = "/lezioni/"
SEGRETO = "Parolasegreta"


def titoli(risposta) -> list[str]:
    return [lezione.titolo for lezione in risposta.context["lezioni"]]


def test_pages_take_as_many_queries_for_1_and_30_rows(client, django_assert_num_queries):
    lezione = LezioneFactory(pubblica=True, slug="una")
    budget = {LISTA: 5, f"{LISTA}?q=sportello": 5, "/lezioni/una/": 4}
    for nuove in (1, 29):
        for _n in range(nuove):
            altra = LezioneFactory(pubblica=True)
            altra.leve.add(LevaFactory())
            SegnoLezioneFactory(lezione=lezione, tipo=TipoSegno.RIUSATA)
        for indirizzo, quante in budget.items():
            with django_assert_num_queries(quante):
                assert client.get(indirizzo).status_code == 200, indirizzo


@pytest.mark.parametrize("trait", [{}, {"della_comunita": True}])
def test_what_is_not_public_is_nowhere(client, trait):
    LezioneFactory(slug="riservata", titolo=SEGRETO, tentato="uno sportello", **trait)

    for indirizzo in (
        LISTA,
        f"{LISTA}?q=sportello",
        "/lezioni/esporta.csv",
        "/api/v1/lezioni/",
        "/api/v1/lezioni/?q=sportello&dimostrativi=1",
        "/esperienze/",
    ):
        risposta = client.get(indirizzo)
        assert risposta.status_code == 200, indirizzo
        assert SEGRETO not in risposta.getvalue().decode(), indirizzo
    assert titoli(client.get(LISTA)) == []
    assert client.get("/api/v1/lezioni/").json()["count"] == 0
    for indirizzo in ("/lezioni/riservata/", "/api/v1/lezioni/riservata/"):
        assert client.get(indirizzo).status_code == 404, indirizzo


def test_comments_and_how_it_was_used_are_never_public(client):
    lezione = LezioneFactory(pubblica=True, slug="pubblica")
    CommentoLezioneFactory(lezione=lezione, testo=SEGRETO, per_conto_di=SEGRETO)
    SegnoLezioneFactory(lezione=lezione, tipo=TipoSegno.RIUSATA, nota=SEGRETO)

    for indirizzo in (LISTA, "/lezioni/pubblica/", "/lezioni/esporta.csv", "/api/v1/lezioni/"):
        assert SEGRETO not in client.get(indirizzo).getvalue().decode(), indirizzo


@pytest.mark.parametrize("testo", ["sportello", "SPORTELLI", "citta", "città sportelli", "delusi"])
def test_search_forgives_endings_and_accents(client, testo):
    LezioneFactory(
        pubblica=True,
        titolo="Gli sportelli in città",
        deluso="Gli operatori sono rimasti delusi.",
    )
    LezioneFactory(pubblica=True, titolo="Altro", tentato="Un orto.", deluso="La pioggia.")

    assert titoli(client.get(LISTA, {"q": testo})) == ["Gli sportelli in città"]


def test_search_without_words_or_with_signs_finds_nothing_and_does_not_break(client):
    LezioneFactory(pubblica=True)

    for testo in ("!!", "il", "a & | ! <-> :*", "'"):
        risposta = client.get(LISTA, {"q": testo})
        assert (risposta.status_code, titoli(risposta)) == (200, []), testo


def test_facets_count_what_each_value_would_leave(client):
    leva, intervento = LevaFactory(nome="prevenzione", slug="prevenzione"), InterventoFactory()
    progetto = ProgettoFactory(temi=["casa"])
    tema = progetto.temi.get()
    una = LezioneFactory(pubblica=True, titolo="Una", intervento=intervento)
    altra = LezioneFactory(pubblica=True, titolo="Altra")
    una.leve.add(leva)
    una.temi.add(tema)
    altra.temi.add(tema)

    risposta = client.get(LISTA, {"leva": "prevenzione"})

    conteggi = {f.chiave: [(v.valore, v.conteggio) for v in f.voci] for f in
                risposta.context["faccette"]}  # fmt: skip
    assert titoli(risposta) == ["Una"]
    assert conteggi == {
        "tema": [(tema.slug, 1)],
        "leva": [("prevenzione", 1)],
        "intervento": [(intervento.codice, 1)],
    }
    assert titoli(client.get(LISTA, {"tema": tema.slug, "intervento": intervento.codice})) == [
        "Una"
    ]
    assert client.get(LISTA, {"tema": "inventato"}).status_code == 400


def test_the_page_names_neither_a_hidden_project_nor_a_reserved_document(client):
    nascosto = ProgettoFactory(non_pubblico=True, titolo=SEGRETO)
    LezioneFactory(pubblica=True, slug="a", progetto=nascosto)
    documento = DocumentoFactory(titolo=SEGRETO)
    LezioneFactory(pubblica=True, slug="b", progetto=documento.progetto, documento=documento)

    for indirizzo in ("/lezioni/a/", "/lezioni/b/", LISTA, "/lezioni/esporta.csv"):
        assert SEGRETO not in client.get(indirizzo).getvalue().decode(), indirizzo
    assert client.get("/api/v1/lezioni/a/").json()["progetto"] is None


def test_only_real_comuni_count_for_a_real_lesson(client):
    lezione = LezioneFactory(pubblica=True, slug="una")
    SegnoLezioneFactory(lezione=lezione)
    SegnoLezioneFactory(lezione=lezione, comune=ComuneFactory(dimostrativo=True))
    riusa = SegnoLezioneFactory(lezione=lezione, tipo=TipoSegno.RIUSATA)

    riga = client.get("/api/v1/lezioni/una/").json()

    assert (riga["utile"], riga["riusata"]) == (1, 1)
    assert riga["riusata_da"] == [
        {"codice_istat": riusa.comune.codice_istat, "nome": riusa.comune.nome}
    ]
    pagina = client.get("/lezioni/una/").getvalue().decode()
    assert "<dd>1 Comune</dd>" in pagina
    assert riusa.comune.nome in pagina


def test_downloads_keep_the_filters(client):
    LezioneFactory(pubblica=True, titolo="Sportelli")
    LezioneFactory(pubblica=True, titolo="Orti", tentato="Un orto.")

    csv = client.get("/lezioni/esporta.csv", {"q": "sportello"}).getvalue().decode("utf-8-sig")

    assert "Sportelli" in csv
    assert "Orti" not in csv
    assert client.get("/lezioni/esporta.xlsx").content[:2] == b"PK"
    assert client.get("/lezioni/esporta.csv", {"tema": "inventato"}).status_code == 400


def test_demonstrative_lessons_are_shown_only_when_asked(client):
    LezioneFactory(pubblica=True, dimostrativo=True, titolo="Inventata")

    assert titoli(client.get(LISTA)) == []
    assert titoli(client.get(LISTA, {"dimostrativi": "1"})) == ["Inventata"]
