"""What changed in an institution: written by its Comune, read by whom it decides."""

import datetime
import html
import re

import pytest
from django.urls import reverse

from community.enums import Visibilita
from community.models import CambiamentoIstituzionale
from comuni.enums import RuoloReferente
from tests.community.factories_comunita import CambiamentoIstituzionaleFactory
from tests.comuni.factories import ComuneFactory, ReferenteFactory
from tests.progetti.factories import DocumentoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
NUOVO = "/area-comuni/riflessioni/cambiamenti/nuovo/"


@pytest.fixture
def comune():
    return ComuneFactory(nome="Borgo", slug="borgo")


@pytest.fixture
def chi(client, comune):
    user = ReferenteFactory(comune=comune, ruolo=RuoloReferente.RESPONSABILE).user
    client.force_login(user)
    return user


def parole(risposta) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", risposta.content.decode()).split()))


def modulo(comune, **campi):
    return {
        "comune": comune.pk,
        "tipo": "ufficio",
        "titolo": "Ufficio per la coprogettazione",
        "quando": "2024-01-15",
        "precisione": "giorno",
        "atto": "DGC 45",
        "atto_url": "https://example.org/dgc45",
        **campi,
    }


def pagina_di(cambiamento, nome="cambiamento") -> str:
    return reverse(f"area_riflessioni:{nome}", args=[cambiamento.pk])


def versione(pagina) -> str:
    return re.search(r'name="versione" value="([^"]*)"', pagina.content.decode()).group(1)


def test_a_change_is_written_with_its_date_and_act_for_the_team(client, comune, chi):
    progetto = ProgettoFactory(comune=comune)
    documento = DocumentoFactory(visibilita="progetto", progetto=progetto)

    risposta = client.post(
        NUOVO, modulo(comune, progetto=progetto.pk, documento=documento.pk, quando="15/01/2024")
    )

    scritto = CambiamentoIstituzionale.objects.get()
    assert risposta.status_code == 302
    assert (scritto.comune, scritto.progetto, scritto.documento) == (comune, progetto, documento)
    assert (scritto.data, scritto.atto) == (datetime.date(2024, 1, 15), "DGC 45")
    assert (scritto.visibilita, scritto.autore) == (Visibilita.TEAM, chi)


@pytest.mark.parametrize(
    ("campi", "frase"),
    [
        ({"titolo": ""}, "Questo campo serve"),
        ({"quando": "ieri"}, "Scrivi una data"),
        ({"atto_url": "javascript:alert(1)"}, "Scrivi un indirizzo completo"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    client, comune, chi, campi, frase
):
    risposta = client.post(NUOVO, modulo(comune, descrizione="Testo lungo.", **campi))

    assert risposta.status_code == 400
    assert frase in parole(risposta)
    assert "Testo lungo." in parole(risposta)
    assert not CambiamentoIstituzionale.objects.exists()


def test_another_comune_s_projects_and_documents_cannot_be_chosen(client, comune, chi):
    altrui = ProgettoFactory()

    con_progetto = client.post(NUOVO, modulo(comune, progetto=altrui.pk))
    con_documento = client.post(
        NUOVO, modulo(comune, documento=DocumentoFactory(visibilita="progetto", progetto=altrui).pk)
    )
    di_altri = client.post(NUOVO, modulo(altrui.comune))

    assert {r.status_code for r in (con_progetto, con_documento, di_altri)} == {400}


def test_a_document_must_be_of_the_project_named(client, comune, chi):
    documento = DocumentoFactory(visibilita="progetto", progetto=ProgettoFactory(comune=comune))

    risposta = client.post(NUOVO, modulo(comune, documento=documento.pk))

    assert risposta.status_code == 400
    assert "Il documento è di un altro progetto." in parole(risposta)


def test_a_stale_page_gets_both_texts_and_saves_again(client, comune, chi):
    mio = CambiamentoIstituzionaleFactory(comune=comune, titolo="Prima")
    letta = versione(client.get(pagina_di(mio)))
    mio.titolo = "Di un collega"
    mio.save()

    risposta = client.post(pagina_di(mio), modulo(comune, titolo="Mio", versione=letta))

    assert risposta.status_code == 409
    assert "Di un collega" in parole(risposta)
    assert 'value="Mio"' in risposta.content.decode()
    di_nuovo = client.post(
        pagina_di(mio), modulo(comune, titolo="Mio", versione=versione(risposta))
    )
    assert di_nuovo.status_code == 302
    mio.refresh_from_db()
    assert mio.titolo == "Mio"


def test_the_changes_of_another_comune_do_not_exist(client, chi):
    altrui = CambiamentoIstituzionaleFactory(pubblica=True)

    assert client.get(pagina_di(altrui)).status_code == 404
    for porta in ("cambiamento_elimina", "cambiamento_visibilita"):
        assert client.post(pagina_di(altrui, porta), {"visibilita": "team"}).status_code == 404


def test_a_responsabile_publishes_and_takes_away(client, comune, chi):
    mio = CambiamentoIstituzionaleFactory(comune=comune)
    porta = pagina_di(mio, "cambiamento_visibilita")

    for passo in ("comunita", "pubblica"):
        client.post(porta, {"visibilita": passo})
    mio.refresh_from_db()
    assert (mio.visibilita, mio.consenso_di) == (Visibilita.PUBBLICA, chi)

    assert client.post(pagina_di(mio, "cambiamento_elimina")).status_code == 302
    assert not CambiamentoIstituzionale.objects.exists()


def test_a_compilatore_reads_what_is_shared_and_does_not_change_it(client, comune):
    mio = CambiamentoIstituzionaleFactory(comune=comune, pubblica=True, titolo="Prima")
    client.force_login(ReferenteFactory(comune=comune, ruolo=RuoloReferente.COMPILATORE).user)
    pagina = client.get(pagina_di(mio))

    risposta = client.post(
        pagina_di(mio), modulo(comune, titolo="Dopo", versione=mio.updated_at.isoformat())
    )
    client.post(pagina_di(mio, "cambiamento_elimina"))

    assert "lo cambia soltanto un responsabile" in parole(pagina)
    assert risposta.status_code == 400
    mio.refresh_from_db()
    assert mio.titolo == "Prima"


def test_who_acts_for_no_comune_writes_nothing(client, funzionario):
    client.force_login(funzionario)

    assert client.get(NUOVO).status_code == 404


# --- Public pages --------------------------------------------------------------------------------
def test_public_changes_stand_on_the_pages_of_project_and_comune(client, comune):
    progetto = ProgettoFactory(slug="case", comune=comune)
    for titolo, altro in (("Pubblico", "pubblica"), ("Comunitario", "della_comunita")):
        CambiamentoIstituzionaleFactory(
            comune=comune, progetto=progetto, titolo=titolo, atto="DGC 45", **{altro: True}
        )
    nascosto = ProgettoFactory(comune=comune, non_pubblico=True)
    CambiamentoIstituzionaleFactory(
        comune=comune, progetto=nascosto, titolo="Nascosto", pubblica=True
    )

    for indirizzo in ("/progetti/case/", "/comuni/borgo/"):
        pagina = parole(client.get(indirizzo))
        assert "Pubblico" in pagina
        assert "DGC 45" in pagina
        assert "Comunitario" not in pagina
        assert "Nascosto" not in pagina


def test_only_a_public_document_is_linked(client, comune):
    progetto = ProgettoFactory(slug="case", comune=comune)
    for visibilita in ("progetto", "pubblico"):
        documento = DocumentoFactory(progetto=progetto, visibilita=visibilita)
        CambiamentoIstituzionaleFactory(
            comune=comune, progetto=progetto, documento=documento, pubblica=True
        )

    pagina = client.get("/comuni/borgo/").content.decode()

    assert pagina.count("/progetti/case/documenti/") == 1
    assert f"/progetti/case/documenti/{documento.pk}/" in pagina
