import re

import pytest
from django.db import connection

from progetti.models import Partenariato, Progetto
from progetti.ricerca import parole
from tests.comuni.factories import ComuneFactory
from tests.progetti.factories import (
    FattoProgettoFactory,
    OrganizzazioneFactory,
    PartenariatoFactory,
    ProgettoFactory,
    ProgettoTemaFactory,
    TemaFactory,
)

pytestmark = pytest.mark.django_db


def titoli(testo: str) -> list[str]:
    return [progetto.titolo for progetto in Progetto.objects.public().reali().search(testo)]


@pytest.fixture
def homes() -> Progetto:
    ProgettoFactory(titolo="Orti che curano")
    return ProgettoFactory(
        titolo="Homes4All",
        comune=ComuneFactory(nome="Torino", provincia__regione__nome="Piemonte"),
        temi=["housing sociale", "rigenerazione urbana"],
        macroaree=["inclusione sociale"],
        partner=["Camera di commercio", "Human Foundation"],
    )


@pytest.mark.parametrize(
    ("scritto", "cercato"),
    [
        ("Una delibera del Consiglio", "delibere"),
        ("Le delibere del Consiglio", "delibera"),
        ("La casa di tutti", "case"),
        ("Le case di tutti", "casa"),
        ("Persone anziane sole", "anziani"),
        ("Bisogni abitativi", "abitazioni"),
        ("Giovani con disabilità", "disabilita"),
        ("Giovani con disabilita", "DISABILITÀ"),
        ("L'università di Forlì", "universita forli"),
        ("Rete di fattorie sociali", "fattoria sociale"),
        ("Progetti di rigenerazione", "rigeneraz"),
    ],
)
def test_search_finds_italian_forms_accents_and_beginnings_of_words(scritto, cercato):
    ProgettoFactory(titolo=scritto)
    ProgettoFactory(titolo="Tutt'altro")

    assert titoli(cercato) == [scritto]


@pytest.mark.parametrize(
    "cercato",
    ["Torino", "piemonte", "housing", "rigenerazione urbana", "inclusione", "Human Foundation"],
)
def test_search_finds_the_names_around_a_project(homes, cercato):
    assert titoli(cercato) == ["Homes4All"]


@pytest.mark.parametrize(
    "cercato", ["Homs4All", "omes4all", "Trino", "hosing", "inclusoine", "Humn Fundation"]
)
def test_search_forgives_slips_of_typing(homes, cercato):
    assert titoli(cercato) == ["Homes4All"]


def test_search_wants_every_word_wherever_it_stands(homes):
    FattoProgettoFactory(progetto=homes, testo="Accolti 18 nuclei familiari.")

    assert titoli("torino housing nuclei") == ["Homes4All"]
    assert titoli("torino agricoltura") == []


def test_a_short_word_is_not_the_beginning_of_another():
    ProgettoFactory(titolo="Un incontro romantico", comune=ComuneFactory(nome="Bari"))
    romano = ProgettoFactory(titolo="Impatto", comune=ComuneFactory(nome="Roma"))

    assert titoli("roma") == [romano.titolo]


def test_words_that_say_nothing_are_left_out():
    ProgettoFactory(titolo="Rete di fattorie")

    assert titoli("la rete delle fattorie per tutti i") == []
    assert titoli("la rete delle fattorie") == ["Rete di fattorie"]
    assert titoli("il di per") == []
    assert titoli("!!! & | :*") == []


def test_a_blank_text_leaves_the_list_as_it_is(homes):
    assert Progetto.objects.search("  ").count() == 2


@pytest.mark.parametrize("testo", ["'", '"a', "a & b", "a:*", "(", "\\", "%", "<->", "a" * 200])
def test_no_sign_breaks_the_search(testo):
    assert titoli(testo) == []


def test_a_long_text_is_searched_by_its_first_words():
    assert len(parole(" ".join(f"parola{n}" for n in range(50)))) == 8


def test_an_exact_match_hides_the_similar_ones():
    ProgettoFactory(titolo="Habitat")
    ProgettoFactory(titolo="Habitas")

    assert titoli("habitat") == ["Habitat"]


def test_exact_matches_nobody_may_see_do_not_hide_the_similar_ones():
    ProgettoFactory(titolo="Habitat", non_pubblico=True)
    ProgettoFactory(titolo="Habitat", dimostrativo=True)
    ProgettoFactory(titolo="Habitas")

    assert titoli("habitat") == ["Habitas"]


def test_the_project_of_the_comune_comes_before_those_that_only_name_it():
    ProgettoFactory(titolo="Da Roma al mare", comune=ComuneFactory(nome="Latina"))
    ProgettoFactory(titolo="Impatto", comune=ComuneFactory(nome="Roma"))

    assert titoli("roma") == ["Impatto", "Da Roma al mare"]


def test_a_word_of_the_title_weighs_more_than_one_of_the_text():
    ProgettoFactory(titolo="Altro", bisogno="Case per chi non ne ha")
    ProgettoFactory(titolo="Case di vicinato")

    assert titoli("case") == ["Case di vicinato", "Altro"]


def test_renamed_names_are_found_by_their_new_name_only(homes):
    partner = homes.partenariati.get(organizzazione__nome="Human Foundation").organizzazione
    partner.nome = "Fondazione Umana"
    partner.save()
    TemaFactory._meta.model.objects.filter(nome="housing sociale").update(nome="abitare insieme")
    type(homes.comune).objects.filter(pk=homes.comune_id).update(nome="Moncalieri")

    assert titoli("fondazione umana") == ["Homes4All"]
    assert titoli("abitare insieme") == ["Homes4All"]
    assert titoli("moncalieri") == ["Homes4All"]
    assert titoli("torino") == []
    assert titoli("human") == []


def test_links_taken_away_or_moved_are_followed(homes):
    altro = Progetto.objects.get(titolo="Orti che curano")
    homes.partenariati.filter(organizzazione__nome="Camera di commercio").update(progetto=altro)
    homes.in_temi.filter(tema__nome="housing sociale").delete()

    assert titoli("commercio") == ["Orti che curano"]
    assert titoli("housing") == []


def test_links_made_in_bulk_are_followed(homes):
    banca = OrganizzazioneFactory(nome="Banca Etica")
    Partenariato.objects.bulk_create(
        Partenariato(progetto=progetto, organizzazione=banca, ruolo="investitore")
        for progetto in Progetto.objects.all()
    )

    assert sorted(titoli("banca etica")) == ["Homes4All", "Orti che curano"]


def test_saving_an_old_copy_does_not_lose_the_names(homes):
    vecchio = Progetto.objects.get(pk=homes.pk)
    PartenariatoFactory(progetto=homes, organizzazione__nome="Banca Etica")
    vecchio.titolo = "Case per tutti"
    vecchio.save()

    assert titoli("banca etica") == ["Case per tutti"]


def test_copying_names_writes_no_history(homes):
    storia = homes.pgh_event_model.objects.filter(pgh_obj=homes)
    prima = storia.count()

    ProgettoTemaFactory(progetto=homes, tema__nome="occupazione")

    assert storia.count() == prima
    assert titoli("occupazione") == ["Homes4All"]


@pytest.mark.parametrize(
    ("simili", "indici"),
    [(False, {"progetto_ricerca"}), (True, {"progetto_ricerca", "progetto_nomi_trgm"})],
)
@pytest.mark.parametrize("testo", ["housing", "hosing siracsa"])
def test_the_search_can_use_its_indexes(testo, simili, indici):
    with connection.cursor() as cursore:
        cursore.execute("SET LOCAL enable_seqscan = off")
        # In a table of no rows these would do as well; in a full one nearly all rows have them.
        cursore.execute("DROP INDEX progetti_progetto_is_public_93999b86")
        cursore.execute("DROP INDEX progetti_progetto_is_demo_4c65a65e")

    reali = Progetto.objects.public().reali()
    piano = reali.search(testo, al_piu=1000, simili=simili).explain()

    assert set(re.findall(r"Bitmap Index Scan on (progetto_\w+)", piano)) == indici
    assert "Seq Scan on progetti_progetto" not in piano


def test_likeness_is_not_even_estimated_where_the_words_are_found(homes):
    assert "%>" not in str(Progetto.objects.public().search("housing").query)
    assert "%>" in str(Progetto.objects.public().search("hosing").query)


def test_a_filter_that_leaves_out_the_words_does_not_call_for_similar_ones():
    ProgettoFactory(titolo="Habitat", temi=["welfare"])
    ProgettoFactory(titolo="Habitas", temi=["housing"])

    housing = Progetto.objects.public().reali().in_temi(["housing"])

    assert list(housing.search("habitat")) == []


def test_words_are_looked_for_once_for_all_that_is_counted(
    homes, client, django_assert_num_queries
):
    for cercato, trovati in (
        ("housing", "1 progetto"),
        ("hosing", "1 progetto"),
        ("xyz", "0 prog"),
    ):
        # The words, the counts, the cards.
        with django_assert_num_queries(3 if trovati[0] == "1" else 2):
            testo = " ".join(client.get("/progetti/", {"q": cercato}).content.decode().split())
        assert trovati in testo


def test_the_found_are_found_before_any_order_is_followed(homes):
    """However few rows PostgreSQL thinks it must read in an order of which it has the index."""
    with connection.cursor() as cursore:
        cursore.execute("SET LOCAL enable_seqscan = off")
        cursore.execute("SET LOCAL enable_sort = off")

    piano = (
        Progetto.objects.public().search("housing").order_by("titolo_chiave", "pk")[:1].explain()
    )

    assert "InitPlan" in piano
    assert "= ANY ((InitPlan" in piano
