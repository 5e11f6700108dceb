"""Public practices: who sees which, found by what, told with their limits."""

import csv
import io

import openpyxl
import pytest

from community.models import Adozione, Pratica
from community.render.lignaggio import lignaggio_disegno
from community.selectors.lignaggio import lignaggio
from fis_portal.core.storage import file_store
from fis_portal.seed.loaders.esperienze import vocabolari_load
from fis_portal.seed.loaders.pratiche_dimostrative import pratiche_load, pratiche_remove
from tests.community.factories_comunita import (
    AdozioneFactory,
    BisognoFactory,
    DestinatarioFactory,
    ElementoKitFactory,
    PraticaFactory,
)
from tests.comuni.factories import ComuneFactory
from tests.core.factories import FileProtettoFactory, FonteFactory
from tests.progetti.factories import ProgettoFactory, TemaFactory

pytestmark = pytest.mark.django_db
LISTA = "/pratiche/"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def pratica(*, bisogni=(), temi=(), destinatari=(), **campi) -> Pratica:
    riga = PraticaFactory(**campi)
    riga.bisogni.set(bisogni)
    riga.temi.set(temi)
    riga.destinatari.set(destinatari)
    return riga


def leggi(risposta) -> str:
    return " ".join(risposta.getvalue().decode().split())


def slug_in(risposta) -> list[str]:
    return [riga.slug for riga in risposta.context["pratiche"]]


def con_file(**campi):
    archiviato = file_store(b"una convenzione", "txt", "allegati")
    file = FileProtettoFactory(
        nome=archiviato.nome, sha256=archiviato.sha256, byte=archiviato.byte, tipo="txt"
    )
    return ElementoKitFactory(file=file, url="", **campi)


def test_only_public_practices_leave_the_portal_whatever_the_way(client):
    comune = ComuneFactory()
    nascoste = [
        pratica(titolo="Segretissima del gruppo", comune=comune),
        pratica(titolo="Segretissima della comunità", comune=comune, della_comunita=True),
    ]
    pubblica = pratica(titolo="Portineria", comune=comune, pubblica=True)
    for nascosta in nascoste:
        AdozioneFactory(pratica=nascosta, comune=ComuneFactory(nome="Chi adotta di nascosto"))

    pagine = [
        LISTA,
        f"{LISTA}?q=segretissima",
        f"{LISTA}esporta.csv",
        "/api/v1/pratiche/",
        "/api/v1/pratiche/?q=segretissima",
        comune.get_absolute_url(),
        pubblica.get_absolute_url(),
    ]
    for pagina in pagine:
        risposta = client.get(pagina)
        assert risposta.status_code == 200, pagina
        testo = leggi(risposta).replace("segretissima", "")
        assert "Segretissima" not in testo, pagina
        assert "Chi adotta di nascosto" not in testo, pagina
    foglio = openpyxl.load_workbook(io.BytesIO(client.get(f"{LISTA}esporta.xlsx").content))
    assert [riga[0].value for riga in foglio.active.iter_rows(min_row=2)] == ["Portineria"]
    for nascosta in nascoste:
        assert client.get(nascosta.get_absolute_url()).status_code == 404
        assert client.get(f"/api/v1/pratiche/{nascosta.slug}/").status_code == 404


def test_lists_take_as_many_queries_for_1_and_10_rows(client, django_assert_num_queries):
    pratica(pubblica=True, bisogni=[BisognoFactory()])
    budget = {LISTA: 5, "/api/v1/pratiche/": 2}
    for nuove in (0, 9):
        for _n in range(nuove):
            riga = pratica(pubblica=True, bisogni=[BisognoFactory()])
            AdozioneFactory(pratica=riga)
        for pagina, domande in budget.items():
            with django_assert_num_queries(domande):
                assert client.get(pagina).status_code == 200


def test_practices_are_found_by_need_target_group_theme_and_words(client):
    abitare, mangiare = BisognoFactory(slug="abitare"), BisognoFactory(slug="mangiare")
    anziani, tema = DestinatarioFactory(slug="anziani"), TemaFactory(slug="casa")
    pratica(slug="a", pubblica=True, bisogni=[abitare], temi=[tema], limiti="Costa molti affitti.")
    pratica(slug="b", pubblica=True, bisogni=[mangiare, abitare], destinatari=[anziani])

    attese = {
        "bisogno=abitare": ["a", "b"],
        "bisogno=mangiare": ["b"],
        "bisogno=mangiare&bisogno=abitare": ["a", "b"],
        "destinatario=anziani": ["b"],
        "tema=casa": ["a"],
        "q=affitto": ["a"],
        "q=affitto+gelato": [],
    }
    for query, slug in attese.items():
        assert sorted(slug_in(client.get(f"{LISTA}?{query}"))) == slug, query
        api = client.get(f"/api/v1/pratiche/?{query}").json()["results"]
        assert sorted(riga["slug"] for riga in api) == slug, query
    assert client.get(f"{LISTA}?bisogno=volare").status_code == 400


def test_the_size_facet_keeps_what_is_made_for_everybody(client):
    pratica(slug="tutti", pubblica=True)
    pratica(slug="piccoli", pubblica=True, popolazione_max=15_000)
    pratica(slug="medi", pubblica=True, popolazione_min=18_000, popolazione_max=60_000)
    pratica(slug="grandi", pubblica=True, popolazione_min=300_000)

    attese = {
        "fino-a-20000": ["medi", "piccoli", "tutti"],
        "fino-a-100000": ["medi", "tutti"],
        "fino-a-250000": ["tutti"],
        "oltre-250000": ["grandi", "tutti"],
    }
    risposta = client.get(LISTA)
    (faccetta,) = [f for f in risposta.context["faccette"] if f.chiave == "dimensione"]
    assert {voce.valore: voce.conteggio for voce in faccetta.voci} == {
        codice: len(slug) for codice, slug in attese.items()
    }
    for codice, slug in attese.items():
        assert sorted(slug_in(client.get(f"{LISTA}?dimensione={codice}"))) == slug


def test_the_page_tells_limits_and_what_nobody_said(client):
    riga = pratica(pubblica=True, limiti="D'inverno non regge.", costo_eur=None, tempo_mesi=None)

    testo = leggi(client.get(riga.get_absolute_url()))

    assert "Limiti e cautele" in testo
    assert "D&#x27;inverno non regge." in testo
    assert "Nessuno ha ancora detto con quali risultati." in testo
    assert testo.count("Non detto") >= 6
    assert "0 €" not in testo


def test_a_practice_of_a_source_needs_no_comune_nor_project(client):
    fonte = FonteFactory(titolo="Uno studio", url="https://example.org/studio")
    riga = pratica(comune=None, fonte=fonte, visibilita="pubblica")

    pagina = leggi(client.get(riga.get_absolute_url()))
    dati = client.get(f"/api/v1/pratiche/{riga.slug}/").json()

    assert "Pratica raccolta da una fonte" in pagina
    assert (dati["comune"], dati["fonti"][0]["titolo"]) == (None, "Uno studio")


def test_the_project_is_named_only_if_it_is_public(client):
    nascosto = ProgettoFactory(non_pubblico=True, titolo="Progetto riservato")
    riga = pratica(pubblica=True, progetto=nascosto)

    assert "Progetto riservato" not in leggi(client.get(riga.get_absolute_url()))


def test_the_kit_is_an_attachment_and_only_of_public_practices(client):
    pubblico = con_file(pratica=PraticaFactory(pubblica=True))
    nascosto = con_file(pratica=PraticaFactory(della_comunita=True))
    altra = PraticaFactory(pubblica=True)

    risposta = client.get(f"/pratiche/{pubblico.pratica.slug}/kit/{pubblico.pk}/")

    assert risposta.getvalue() == b"una convenzione"
    assert risposta["Content-Disposition"].startswith("attachment")
    for slug in (nascosto.pratica.slug, altra.slug):
        assert client.get(f"/pratiche/{slug}/kit/{nascosto.pk}/").status_code == 404
    assert client.get(f"/pratiche/{altra.slug}/kit/{pubblico.pk}/").status_code == 404


def test_a_file_of_the_kit_that_nobody_judged_is_not_given(client):
    elemento = con_file(pratica=PraticaFactory(pubblica=True))
    elemento.file.stato = "in_verifica"
    elemento.file.save()

    assert client.get(f"/pratiche/{elemento.pratica.slug}/kit/{elemento.pk}/").status_code == 409


def test_the_api_gives_the_kit_and_who_took_it_up(client):
    madre = pratica(pubblica=True)
    elemento = con_file(pratica=madre)
    adozione = AdozioneFactory(pratica=madre, tipo="adatta", che_cosa_cambia="In biblioteca.")
    figlia = PraticaFactory(pubblica=True, da_adozione=adozione)
    altra = AdozioneFactory(pratica=madre)
    PraticaFactory(da_adozione=altra)  # of its team

    dati = client.get(f"/api/v1/pratiche/{madre.slug}/").json()

    assert dati["kit"][0]["url"].endswith(f"/pratiche/{madre.slug}/kit/{elemento.pk}/")
    assert client.get(dati["kit"][0]["url"]).getvalue() == b"una convenzione"
    assert [(a["comune"], a["tipo"], a["pratica_nata"]) for a in dati["adozioni"]] == [
        (adozione.comune.codice_istat, "adatta", figlia.slug),
        (altra.comune.codice_istat, "adotta", None),
    ]
    assert client.get(f"/api/v1/pratiche/{figlia.slug}/").json()["nata_da"] == madre.slug


def test_the_parent_that_is_not_public_is_not_named(client):
    madre = PraticaFactory(della_comunita=True, titolo="Madre nascosta")
    figlia = PraticaFactory(pubblica=True, da_adozione=AdozioneFactory(pratica=madre))

    dati = client.get(f"/api/v1/pratiche/{figlia.slug}/").json()

    assert dati["nata_da"] is None
    assert "Madre nascosta" not in leggi(client.get(figlia.get_absolute_url()))


# --- Lineage --------------------------------------------------------------------------------------
def test_the_lineage_is_the_whole_chain_from_any_of_its_practices(django_assert_num_queries):
    nonna = PraticaFactory(pubblica=True, titolo="Nonna")
    prima = AdozioneFactory(pratica=nonna, comune__nome="Uno")
    madre = PraticaFactory(pubblica=True, titolo="Madre", da_adozione=prima)
    seconda = AdozioneFactory(pratica=madre, comune__nome="Due", tipo="adatta", che_cosa_cambia="x")
    figlia = PraticaFactory(pubblica=True, titolo="Figlia", da_adozione=seconda)

    for chiesta in (nonna, madre, figlia):
        chiesta = Pratica.objects.get(pk=chiesta.pk)
        with django_assert_num_queries(2):
            albero = lignaggio(chiesta, Pratica.objects.public())
        (nata_dalla_nonna,) = albero.radice.adozioni
        (nata_dalla_madre,) = nata_dalla_nonna.nata.adozioni
        assert albero.radice.pratica == nonna
        assert nata_dalla_nonna.nata.pratica == madre
        assert nata_dalla_madre.nata.pratica == figlia
        assert albero.corrente.pratica == chiesta
        assert albero.da == chiesta.da_adozione

    disegno = lignaggio_disegno(albero)
    for testo in ("Nonna", "Madre", "Figlia", "Comune di Uno", "Comune di Due", "adatta dal"):
        assert testo in disegno
    assert "<script" not in disegno


def test_a_ring_of_practices_is_walked_once(client):
    prima, seconda = PraticaFactory(pubblica=True), PraticaFactory(pubblica=True)
    Pratica.objects.filter(pk=prima.pk).update(da_adozione=AdozioneFactory(pratica=seconda))
    Pratica.objects.filter(pk=seconda.pk).update(da_adozione=AdozioneFactory(pratica=prima))
    se_stessa = PraticaFactory(pubblica=True)
    Pratica.objects.filter(pk=se_stessa.pk).update(da_adozione=AdozioneFactory(pratica=se_stessa))

    for pratica_ in (prima, seconda, se_stessa):
        assert client.get(pratica_.get_absolute_url()).status_code == 200


def test_the_lineage_stops_at_what_the_reader_may_not_see():
    nonna = PraticaFactory(pubblica=True)
    nascosta = PraticaFactory(da_adozione=AdozioneFactory(pratica=nonna))
    nipote = PraticaFactory(pubblica=True, da_adozione=AdozioneFactory(pratica=nascosta))

    dalla_nonna = lignaggio(nonna, Pratica.objects.public())
    dalla_nipote = lignaggio(nipote, Pratica.objects.public())

    assert [adottata.nata for adottata in dalla_nonna.radice.adozioni] == [None]
    assert dalla_nipote.radice.pratica == nipote
    assert dalla_nipote.is_solo


def test_the_page_says_the_lineage_in_words_too(client):
    madre = PraticaFactory(pubblica=True)
    adozione = AdozioneFactory(pratica=madre, comune__nome="Borgo")
    figlia = PraticaFactory(pubblica=True, da_adozione=adozione, titolo="<b>Figlia</b>")

    testo = leggi(client.get(madre.get_absolute_url()))

    assert "Comune di Borgo: adotta dal 1 marzo 2024, dichiarata" in testo
    assert figlia.get_absolute_url() in testo
    assert "<b>Figlia</b>" not in testo


def test_the_page_of_a_comune_tells_what_it_offers_and_took_up(client):
    comune = ComuneFactory()
    PraticaFactory(comune=comune, pubblica=True, titolo="Offerta a tutti")
    PraticaFactory(comune=comune, della_comunita=True, titolo="Fra noi")
    AdozioneFactory(comune=comune, pratica=PraticaFactory(pubblica=True, titolo="Ripresa"))
    AdozioneFactory(comune=comune, pratica=PraticaFactory(della_comunita=True, titolo="Coperta"))

    testo = leggi(client.get(comune.get_absolute_url()))

    assert "Offerta a tutti" in testo
    assert "Ripresa" in testo
    assert "Fra noi" not in testo
    assert "Coperta" not in testo


def test_the_table_holds_what_the_page_tells(client):
    pratica(pubblica=True, titolo="=1+1", costo_eur=None, bisogni=[BisognoFactory(nome="abitare")])

    testo = client.get(f"{LISTA}esporta.csv").getvalue().decode("utf-8-sig")
    (riga,) = csv.DictReader(io.StringIO(testo), delimiter=";")

    assert riga["Titolo"] == "'=1+1"
    assert (riga["Bisogni"], riga["Costo indicativo (€)"]) == ("abitare", "")


def test_demonstrative_practices_stay_out_unless_asked(client):
    pratica(slug="vera", pubblica=True)
    pratica(slug="inventata", pubblica=True, is_demo=True)

    assert slug_in(client.get(LISTA)) == ["vera"]
    assert sorted(slug_in(client.get(f"{LISTA}?dimostrativi=1"))) == ["inventata", "vera"]


# --- Seed -----------------------------------------------------------------------------------------
def test_words_are_loaded_once_and_cite_only_what_a_source_says():
    FonteFactory(codice="ifel-istruzioni")
    assert vocabolari_load() == {"bisogni": 5, "destinatari": 9}
    assert vocabolari_load() == {"bisogni": 0, "destinatari": 0}


def test_the_demonstrative_chain_travels_and_leaves_without_a_trace(client):
    FonteFactory(codice="ifel-istruzioni")
    for n, nome in enumerate(("Borgo", "Castel", "Colle", "Fonte", "Isola", "Lago", "Torre")):
        ComuneFactory(nome=f"{nome} Esempio", codice_istat=f"9990{n:02d}", is_demo=True)
    vere = PraticaFactory(pubblica=True)

    assert pratiche_load() == {"pratiche": 4, "adozioni": 4}
    assert pratiche_load() == {}
    madre = Pratica.objects.get(slug="la-portineria-di-quartiere")
    albero = lignaggio(madre, Pratica.objects.public())
    nate = [adottata.nata for adottata in albero.radice.adozioni if adottata.nata]
    assert [len(nata.adozioni) for nata in nate] == [2]
    assert client.get(madre.get_absolute_url()).status_code == 200

    pratiche_remove()

    assert list(Pratica.objects.all()) == [vere]
    assert not Adozione.objects.exists()
