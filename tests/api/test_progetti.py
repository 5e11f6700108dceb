import datetime
from decimal import Decimal

import pytest

from progetti.enums import StatoFase
from tests.api.conftest import Leggi
from tests.comuni.factories import ComuneFactory, RegioneFactory
from tests.core.factories import FonteFactory
from tests.progetti.factories import (
    FaseProgettoFactory,
    FattoProgettoFactory,
    InterventoFactory,
    PartenariatoFactory,
    ProgettoFactory,
)

pytestmark = pytest.mark.django_db


def test_list_gives_each_public_project_with_what_hangs_from_it(leggi: Leggi) -> None:
    fonte = FonteFactory(codice="giornale", url="")
    progetto = ProgettoFactory(
        titolo="CO-MIX",
        slug="co-mix",
        macroaree=["inclusione sociale"],
        temi=["housing sociale", "community welfare"],
        fonti=[fonte],
    )
    FaseProgettoFactory(
        progetto=progetto,
        stato=StatoFase.FINANZIATA,
        importo_concesso_eur=Decimal("450000"),
        fonte_importo=fonte,
    )

    dati = leggi("progetti/")

    assert (dati["count"], dati["next"], dati["previous"]) == (1, None, None)
    (riga,) = dati["results"]
    assert riga["titolo"] == "CO-MIX"
    assert riga["url"] == "http://testserver/progetti/co-mix/"
    assert riga["comune"]["codice_istat"] == progetto.comune.codice_istat
    assert [tema["nome"] for tema in riga["temi"]] == ["community welfare", "housing sociale"]
    assert riga["macroaree"] == [
        {"slug": "inclusione-sociale", "nome": "inclusione sociale", "prevalente": False}
    ]
    assert riga["fasi"][0]["importo_concesso_eur"] == "450000.00"
    assert riga["fasi"][0]["fonte_importo"]["codice"] == "giornale"
    assert [f["codice"] for f in riga["fonti"]] == ["giornale"]
    assert riga["dimostrativo"] is False


def test_unknown_is_null_and_never_empty_or_zero(leggi: Leggi) -> None:
    progetto = ProgettoFactory(senza_titolo=True)
    FaseProgettoFactory(progetto=progetto)

    (riga,) = leggi("progetti/")["results"]

    assert riga["titolo"] is None
    assert riga["cup"] is None
    assert riga["data_inizio"] is None
    assert riga["fasi"][0]["importo_concesso_eur"] is None
    assert riga["temi"] == []
    assert riga["fonti"] == []


def test_a_measured_zero_stays_zero(leggi: Leggi) -> None:
    FaseProgettoFactory(importo_concesso_eur=Decimal("0"))

    (riga,) = leggi("progetti/")["results"]

    assert riga["fasi"][0]["importo_concesso_eur"] == "0.00"


def test_detail_adds_facts_partners_and_steps(leggi: Leggi) -> None:
    progetto = ProgettoFactory(slug="completo", completo=True)
    fase = FaseProgettoFactory(
        progetto=progetto,
        intervento=InterventoFactory(codice="I"),
        stato=StatoFase.FINANZIATA,
        data=datetime.date(2020, 7, 31),
    )
    FattoProgettoFactory(progetto=progetto, testo="Sei appartamenti.")
    PartenariatoFactory(progetto=progetto, organizzazione__nome="Caritas", ruolo="partner")

    riga = leggi("progetti/completo/")

    assert riga["bisogno"] == progetto.bisogno
    assert riga["fatti"][0]["testo"] == "Sei appartamenti."
    assert riga["fatti"][0]["fonte"]["titolo"]
    assert riga["partenariati"][0]["organizzazione"] == "Caritas"
    assert riga["fasi"][0]["intervento"] == fase.intervento.codice
    assert riga["fasi"][0]["passaggi"][0]["data"] == "2020-07-31"
    assert riga["fasi"][0]["passaggi"][0]["da"] is None


def test_projects_that_are_not_public_do_not_exist(leggi: Leggi, errore: Leggi) -> None:
    ProgettoFactory(slug="riservato", non_pubblico=True)

    assert leggi("progetti/")["count"] == 0
    riservato = errore("progetti/riservato/", 404)
    inesistente = errore("progetti/inesistente/", 404)
    assert riservato["message"].replace("riservato", "inesistente") == inesistente["message"]


def test_demonstrative_projects_stay_out_unless_asked_for(leggi: Leggi) -> None:
    ProgettoFactory(slug="vero")
    ProgettoFactory(slug="finto", dimostrativo=True)

    assert [r["slug"] for r in leggi("progetti/")["results"]] == ["vero"]
    tutti = leggi("progetti/", dimostrativi="1", ordine="titolo")["results"]
    assert {r["slug"]: r["dimostrativo"] for r in tutti} == {"vero": False, "finto": True}
    assert leggi("progetti/finto/")["dimostrativo"] is True


def test_filters_are_those_of_the_page(leggi: Leggi) -> None:
    ProgettoFactory(slug="a", temi=["housing sociale"])
    ProgettoFactory(slug="b", temi=["disabilità"])
    puglia = RegioneFactory(nome="Puglia")
    ProgettoFactory(slug="c", comune=ComuneFactory(provincia__regione=puglia))

    def slug(**filtri: object) -> list[str]:
        return [riga["slug"] for riga in leggi("progetti/", ordine="titolo", **filtri)["results"]]

    assert slug(tema="housing-sociale") == ["a"]
    assert sorted(slug(tema=["housing-sociale", "disabilita"])) == ["a", "b"]
    assert slug(regione="puglia") == ["c"]
    assert slug(tema="disabilita", regione="puglia") == []


def test_order_goes_both_ways_with_the_unknown_last(leggi: Leggi) -> None:
    ProgettoFactory(slug="senza-data")
    ProgettoFactory(slug="presto", data_inizio=datetime.date(2020, 1, 1))
    ProgettoFactory(slug="tardi", data_inizio=datetime.date(2023, 1, 1))

    def slug(ordine: str) -> list[str]:
        return [riga["slug"] for riga in leggi("progetti/", ordine=ordine)["results"]]

    assert slug("data_inizio") == ["presto", "tardi", "senza-data"]
    assert slug("-data_inizio") == ["tardi", "presto", "senza-data"]


def test_vocabularies_name_their_source_and_page(leggi: Leggi) -> None:
    ProgettoFactory(macroaree=["inclusione sociale"], temi=["housing sociale"])
    intervento = InterventoFactory(codice="II", fonte__codice="avviso")

    assert leggi("temi/housing-sociale/")["url"].startswith("http://testserver/")
    macroarea = leggi("macroaree/inclusione-sociale/")
    assert macroarea["url"] == "http://testserver/progetti/?macroarea=inclusione-sociale"
    riga = leggi(f"interventi/{intervento.codice}/")
    assert riga["massimale_eur"] == "450000.00"
    assert riga["fonti"][0]["codice"] == "avviso"
    assert leggi("interventi/")["count"] == 1
