"""The framework in the management area: begun, completed, put in force, then read only."""

import datetime

import pytest
from django.test import Client

from outcomes.enums import StatoQuadro
from outcomes.models import Indicatore, QuadroImpatto
from tests.outcomes.factories import EsitoFactory, IndicatoreFactory, QuadroImpattoFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
LISTA = "/admin/outcomes/quadroimpatto/"


@pytest.fixture
def gestione(client: Client, responsabile: object) -> Client:
    client.force_login(responsabile)  # type: ignore[arg-type]
    return client


@pytest.mark.parametrize("lista", ["quadroimpatto", "esito", "indicatore"])
def test_lists_ask_few_questions(
    gestione: Client, lista: str, django_assert_max_num_queries: object
) -> None:
    for _n in range(5):
        IndicatoreFactory()

    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert gestione.get(f"/admin/outcomes/{lista}/").status_code == 200


def test_a_draft_begins_from_a_template(gestione: Client) -> None:
    progetto, modello = ProgettoFactory(), QuadroImpattoFactory(modello=True)
    IndicatoreFactory(esito=EsitoFactory(quadro=modello))

    risposta = gestione.post(f"{LISTA}comincia/", {"progetto": progetto.pk, "da": modello.pk})

    quadro = QuadroImpatto.objects.get(progetto=progetto)
    assert risposta.url == f"{LISTA}{quadro.pk}/change/"
    assert quadro.indicatori.count() == 1


def test_putting_in_force_says_everything_that_is_missing_then_does_it(gestione: Client) -> None:
    bozza = QuadroImpattoFactory(bozza=True)
    indirizzo = f"{LISTA}{bozza.pk}/in-vigore/"

    rifiuto = gestione.post(indirizzo, {"dal": "01/03/2026"})
    IndicatoreFactory(esito=EsitoFactory(quadro=bozza), base_motivo="Da misurare", target_finale=5)
    gestione.post(
        indirizzo, {"dal": "01/03/2026", "motivo": "Avvio", "concordato_con": "Il Comune"}
    )

    testo = rifiuto.content.decode()
    assert rifiuto.status_code == 422
    assert "Il quadro non ha esiti" in testo
    assert "Scrivi perché nasce questa versione" in testo
    bozza.refresh_from_db()
    assert (bozza.stato, bozza.in_vigore_dal) == (
        StatoQuadro.IN_VIGORE,
        datetime.date(2026, 3, 1),
    )


def test_the_project_officer_prepares_drafts_and_does_not_put_them_in_force(
    client: Client, funzionario: object
) -> None:
    client.force_login(funzionario)  # type: ignore[arg-type]
    bozza = QuadroImpattoFactory(bozza=True)

    assert client.get(f"{LISTA}{bozza.pk}/change/").status_code == 200
    assert client.get(f"{LISTA}{bozza.pk}/in-vigore/").status_code == 403


def test_in_force_only_who_sees_an_indicator_can_change(gestione: Client) -> None:
    indicatore = IndicatoreFactory()
    indirizzo = f"/admin/outcomes/indicatore/{indicatore.pk}/change/"
    parti = {
        f"{nome}-{campo}": 0
        for nome in ("dimensioni", "target")
        for campo in ("TOTAL_FORMS", "INITIAL_FORMS")
    }

    gestione.post(indirizzo, {"nome": "Altro", "riservatezza": "persone", **parti})

    indicatore = Indicatore.objects.get(pk=indicatore.pk)
    assert indicatore.nome.startswith("Indicatore")
    assert (indicatore.is_public, indicatore.riservatezza) == (False, "persone")
    assert gestione.post(f"{LISTA}{indicatore.quadro_id}/change/", {}).status_code == 403
    assert gestione.post(f"{LISTA}{indicatore.quadro_id}/delete/").status_code == 403


def test_a_code_is_used_once_in_a_framework(gestione: Client) -> None:
    esito = EsitoFactory(quadro=QuadroImpattoFactory(bozza=True))
    IndicatoreFactory(esito=esito, codice="I1")

    pagina = gestione.post(
        "/admin/outcomes/indicatore/add/", {"esito": esito.pk, "codice": "I1", "nome": "Doppio"}
    )

    assert "Il quadro ha già un indicatore con questo codice" in pagina.content.decode()


def test_a_new_version_and_its_comparison(gestione: Client) -> None:
    quadro = IndicatoreFactory().quadro

    gestione.post(f"{LISTA}{quadro.pk}/nuova-versione/")
    bozza = QuadroImpatto.objects.get(progetto=quadro.progetto, versione=2)
    confronto = gestione.get(f"{LISTA}{bozza.pk}/confronta/")

    assert "stessi esiti e gli stessi indicatori" in confronto.content.decode()
    assert "<svg xmlns" in gestione.get(f"{LISTA}{bozza.pk}/change/").content.decode()
