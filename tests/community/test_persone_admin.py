"""The pages about people: who may open them, what they leave in the log, what they do."""

import html
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client

from community.enums import AzionePersona, TipoRichiesta
from community.models import AccessoPersona, Persona, RichiestaInteressato
from community.services.persone import persona_merge
from fis_portal.accounts.models import User
from tests.accounts.factories import UserFactory
from tests.community.factories import EventoFactory, PartecipazioneFactory, PersonaFactory
from tests.community.factories_comunita import (
    IscrizioneFactory,
    MossaPresenzaFactory,
    RichiestaInteressatoFactory,
)
from tests.progetti.factories import OrganizzazioneFactory

pytestmark = pytest.mark.django_db
PERSONE = "/admin/community/persona/"


@pytest.fixture
def gestione(client: Client, responsabile: User) -> Client:
    client.force_login(responsabile)
    return client


def parole(risposta: Any) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", risposta.content.decode()).split()))


def _registro() -> list[tuple[str, int | None, int]]:
    return list(AccessoPersona.objects.order_by("pk").values_list("azione", "persona_id", "quante"))


# --- The log --------------------------------------------------------------------------------------
def test_opening_a_list_a_page_and_a_history_is_logged(gestione: Client) -> None:
    persona = PartecipazioneFactory().persona

    for pagina in ("", f"{persona.pk}/change/", f"{persona.pk}/history/"):
        assert gestione.get(f"{PERSONE}{pagina}").status_code == 200

    assert _registro() == [("elenco", None, 1), ("vista", persona.pk, 1), ("vista", persona.pk, 1)]


def test_being_suggested_a_name_is_logged(gestione: Client) -> None:
    PersonaFactory(cognome="Suggerita")
    campo = "app_label=community&model_name=partecipazione&field_name=persona"

    risposta = gestione.get(f"/admin/autocomplete/?{campo}&term=sugg")

    assert "Suggerita" in risposta.content.decode()
    assert [azione for azione, _persona, _quante in _registro()] == ["elenco"]


def test_changing_a_person_is_logged_here_and_not_in_the_log_that_keeps_names(
    gestione: Client,
) -> None:
    persona = PersonaFactory()
    dati = {"nome": "Ada", "cognome": "Nuova", "email": "ada@example.org", "conservare_fino_al": ""}
    for inline in ("partecipazioni", "iscrizioni", "accessi"):
        dati |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}

    gestione.post(f"{PERSONE}{persona.pk}/change/", dati)

    persona.refresh_from_db()
    assert persona.cognome == "Nuova"
    assert ("modifica", persona.pk, 1) in _registro()
    assert not LogEntry.objects.exists()


def test_the_log_is_read_by_who_may_and_changed_by_nobody(gestione: Client) -> None:
    gestione.get(PERSONE)
    accesso = AccessoPersona.objects.get()

    pagina = gestione.get("/admin/community/accessopersona/")

    assert "elenco visto" in parole(pagina)
    indirizzo = f"/admin/community/accessopersona/{accesso.pk}/change/"
    assert gestione.get(indirizzo).status_code == 200
    assert gestione.post(indirizzo).status_code == 403


# --- Lists and pages ------------------------------------------------------------------------------
def test_joined_and_nameless_rows_are_listed_only_if_asked_for(gestione: Client) -> None:
    tenuta = PersonaFactory(cognome="Tenuta")
    PersonaFactory(cognome="Unita", fusa_in=tenuta)
    anonima = PersonaFactory(cognome="Via")
    gestione.post(f"{PERSONE}{anonima.pk}/cancella/", {"motivo": "lo ha chiesto"})

    elenchi = {
        schede: {
            riga.pk for riga in gestione.get(PERSONE, {"schede": schede}).context["cl"].result_list
        }
        for schede in ("", "anonime", "tutte")
    }

    assert elenchi == {
        "": {tenuta.pk},
        "anonime": {anonima.pk},
        "tutte": set(Persona.objects.values_list("pk", flat=True)),
    }
    pagina = gestione.get(f"{PERSONE}{anonima.pk}/change/")
    assert f"Persona anonima {anonima.pk}" in parole(pagina)


def test_two_rows_are_compared_joined_and_separated_again(gestione: Client) -> None:
    una = PartecipazioneFactory(persona__nome="Eva", persona__cognome="Doppia").persona
    altra = PartecipazioneFactory(persona__nome="EVA", persona__cognome="Doppia").persona
    assert "EVA Doppia" in parole(gestione.get(f"{PERSONE}doppioni/"))
    confronto = parole(gestione.get(f"{PERSONE}{una.pk}/unisci/", {"con": altra.pk}))
    assert "Sono la stessa persona?" in confronto

    gestione.post(f"{PERSONE}{una.pk}/unisci/", {"altra": altra.pk, "tieni": "altra"})

    una.refresh_from_db()
    assert una.fusa_in == altra
    gestione.post(f"{PERSONE}{una.pk}/separa/")
    una.refresh_from_db()
    assert una.fusa_in is None


def test_the_other_row_is_searched_by_name(gestione: Client) -> None:
    una = PersonaFactory()
    PersonaFactory(cognome="Cercàta")
    PersonaFactory(cognome="Cercàta-Demo", is_demo=True)

    pagina = parole(gestione.get(f"{PERSONE}{una.pk}/unisci/", {"q": "cercata"}))

    assert "Cercàta" in pagina
    assert "Cercàta-Demo" not in pagina


def test_erasing_asks_for_a_reason_without_names(gestione: Client) -> None:
    persona = PersonaFactory(cognome="Nominata")
    indirizzo = f"{PERSONE}{persona.pk}/cancella/"
    assert gestione.get(indirizzo).status_code == 200

    rifiutata = gestione.post(indirizzo, {"motivo": "lo chiede Nominata"})

    assert rifiutata.status_code == 422
    assert "non ripetere il nome" in parole(rifiutata)
    persona.refresh_from_db()
    assert persona.anonimizzata_il is None


def test_the_copy_of_the_data_is_a_download(gestione: Client) -> None:
    persona = PersonaFactory()

    copia = gestione.post(f"{PERSONE}{persona.pk}/esporta/")

    assert copia["Content-Type"] == "application/zip"
    assert "no-store" in copia["Cache-Control"]
    assert ("esportazione", persona.pk, 1) in _registro()


def test_a_request_is_written_down_and_carried_out(gestione: Client, responsabile: User) -> None:
    persona = PersonaFactory()
    dati = {"persona": persona.pk, "tipo": TipoRichiesta.CANCELLAZIONE, "nota": ""}
    richieste = "/admin/community/richiestainteressato/"
    futura = gestione.post(f"{richieste}add/", {**dati, "ricevuta_il": "01/01/2099"})
    assert "nel futuro" in parole(futura)

    gestione.post(f"{richieste}add/", {**dati, "ricevuta_il": "01/02/2024"})
    richiesta = RichiestaInteressato.objects.get()
    assert gestione.get(f"{richieste}{richiesta.pk}/evadi/").status_code == 200
    gestione.post(f"{richieste}{richiesta.pk}/evadi/")

    richiesta.refresh_from_db()
    assert richiesta.evasa_da == responsabile
    assert richiesta.persona.anonimizzata_il


def test_who_may_not_erase_neither_joins_nor_hands_over(client: Client, funzionario: User) -> None:
    persona = PersonaFactory()
    client.force_login(funzionario)

    for atto in ("unisci", "separa", "esporta", "cancella"):
        assert client.post(f"{PERSONE}{persona.pk}/{atto}/").status_code == 403
    assert client.get(f"{PERSONE}{persona.pk}/change/").status_code == 200


# --- No names without the right -------------------------------------------------------------------
@pytest.fixture
def senza_nomi() -> User:
    """An official whose rights cover everything of the meetings but the people."""
    user = UserFactory(staff=True)
    tutti = Permission.objects.filter(
        content_type__app_label__in=("community", "progetti", "comuni")
    )
    user.user_permissions.set(tutti.exclude(codename="view_persona"))
    return user


COGNOME = "Riservatissima"
PEZZO = COGNOME[:8]  # what is searched is shown again


@pytest.fixture
def ovunque() -> Any:
    """A person in every row that may name one."""
    organizzazione = OrganizzazioneFactory()
    persona = PersonaFactory(cognome=COGNOME, organizzazione=organizzazione)
    persona_merge(tenuta=persona, doppia=PersonaFactory(cognome=COGNOME), by=UserFactory())
    presenza = PartecipazioneFactory(persona=persona, organizzazione=organizzazione)
    IscrizioneFactory(persona=persona, evento=presenza.evento)
    MossaPresenzaFactory(persona=persona, evento=presenza.evento)
    RichiestaInteressatoFactory(persona=persona)
    AccessoPersona.objects.create(azione=AzionePersona.VISTA, persona=persona)
    return presenza


def _pagine(presenza: Any) -> list[str]:
    evento = f"/admin/community/evento/{presenza.evento_id}/"
    organizzazione = f"/admin/progetti/organizzazione/{presenza.organizzazione_id}/"
    elenchi = ("persona", "partecipazione", "iscrizione", "richiestainteressato",
               "accessopersona", "mossapresenza")  # fmt: skip
    return [
        "/admin/",
        *(f"/admin/community/{nome}/" for nome in elenchi),
        f"{PERSONE}{presenza.persona_id}/change/",
        f"{PERSONE}{presenza.persona_id}/history/",
        f"/admin/community/partecipazione/{presenza.pk}/change/",
        f"/admin/community/partecipazione/{presenza.pk}/history/",
        "/admin/community/evento/",
        f"/admin/community/evento/?q={PEZZO}",
        f"/admin/community/evento/?partecipazioni__persona__cognome__startswith={PEZZO}",
        *(f"{evento}{pagina}/" for pagina in ("change", "history", "delete")),
        *(f"{organizzazione}{pagina}/" for pagina in ("change", "history", "delete")),
        "/admin/autocomplete/?app_label=community&model_name=partecipazione&field_name=persona",
        "/admin/autocomplete/?app_label=community&model_name=mossapresenza&field_name=persona",
        f"/admin/search/?s={PEZZO}",
        f"/admin/search/?s={PEZZO}&extended=1",
    ]


@pytest.mark.parametrize("chi", ["lettura", "senza_nomi"])
def test_without_the_right_no_page_says_a_name(
    client: Client, chi: str, ovunque: Any, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(chi))

    for pagina in _pagine(ovunque):
        risposta = client.get(pagina)
        assert COGNOME not in risposta.content.decode(), (pagina, risposta.status_code)


def test_with_the_right_the_same_pages_do(gestione: Client, ovunque: Any) -> None:
    """Or the test above would look for nothing."""
    dette = [p for p in _pagine(ovunque) if COGNOME in gestione.get(p).content.decode()]

    assert {PERSONE, f"/admin/community/evento/{ovunque.evento_id}/change/"} <= set(dette)
    assert len(dette) > 10


def test_the_export_of_the_events_holds_no_people(gestione: Client, ovunque: Any) -> None:
    file = gestione.post("/admin/community/evento/export/", {"format": "0"})

    assert ovunque.evento.slug in file.content.decode()
    assert COGNOME not in file.content.decode()


def test_an_event_somebody_attended_is_counted_whoever_looks(client: Client, lettura: User) -> None:
    evento = EventoFactory()
    PartecipazioneFactory(evento=evento)
    client.force_login(lettura)

    elenco = client.get("/admin/community/evento/").context["cl"].result_list

    assert [riga.presenti for riga in elenco] == [1]
