import html
import re

import pghistory
import pytest
from django.test import Client

from community.models import Evento
from fis_portal.accounts.models import User
from fis_portal.core.changes import Parte, storia_latest, storia_page
from progetti.models import Partenariato, Progetto
from progetti.services.fasi import fase_transition
from tests.accounts.factories import UserFactory
from tests.community.factories import EventoFactory, PartecipazioneFactory
from tests.core.factories import FonteFactory
from tests.progetti.factories import (
    FaseProgettoFactory,
    OrganizzazioneFactory,
    PartenariatoFactory,
    ProgettoFactory,
)

pytestmark = pytest.mark.django_db


def words(risposta) -> str:
    pagina = html.unescape(risposta.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", pagina[pagina.index("g-titolo") :]).split())


def told(progetto: Progetto) -> list:
    return list(storia_page([Parte(Progetto, {"pgh_obj_id": progetto.pk})], 1))


def test_a_change_tells_who_where_and_each_field_in_words():
    progetto = ProgettoFactory(titolo="Prima", is_public=False)
    chi = UserFactory(nome="Ada", cognome="Neri")
    with pghistory.context(user=chi.pk, url="/admin/progetti/progetto/1/change/"):
        Progetto.objects.filter(pk=progetto.pk).update(titolo="Dopo", is_public=True)

    cambiamento = told(progetto)[0]

    assert (cambiamento.azione, cambiamento.chi) == ("update", "Ada Neri")
    assert cambiamento.dove == "/admin/progetti/progetto/1/change/"
    assert [(c.nome, c.prima, c.dopo) for c in cambiamento.campi] == [
        ("Titolo", "Prima", "Dopo"),
        ("Pubblico", "no", "sì"),
    ]


def test_values_are_told_as_people_read_them():
    fase = FaseProgettoFactory()
    with pghistory.context(command="seed"):
        fase.importo_concesso_eur = "450000.00"
        fase.data_inizio = "2022-09-15"
        fase.fonte_importo = FonteFactory(titolo="Delibera")
        fase.save()

    parti = [Parte(type(fase), {"progetto_id": fase.progetto_id}, frozenset({"progetto"}))]
    cambiamento = storia_page(parti, 1)[0]

    assert cambiamento.dove == "comando seed"
    assert {c.nome: c.dopo for c in cambiamento.campi} == {
        "Importo concesso (€)": "450.000\xa0€",
        "Inizio": "15 settembre 2022",
        "Fonte dell'importo": "Delibera",
    }


def test_a_row_that_is_gone_is_still_told_with_the_names_it_pointed_to():
    organizzazione = OrganizzazioneFactory(nome="Cooperativa Sirio")
    legame = PartenariatoFactory(organizzazione=organizzazione)
    progetto = legame.progetto
    Partenariato.objects.all().delete()
    organizzazione.delete()

    cancellazione = storia_page([Parte(Partenariato, {"progetto_id": progetto.pk})], 1)[0]

    assert cancellazione.azione == "delete"
    campi = {campo.nome: campo.prima for campo in cancellazione.campi}
    assert campi["Ruolo"] == "partner"
    assert "cancellato" in campi["Organizzazione"]


def test_saving_without_changes_is_no_news():
    progetto = ProgettoFactory()
    Progetto.objects.filter(pk=progetto.pk).update(titolo=progetto.titolo)

    assert [c.azione for c in told(progetto)] == ["insert"]


def test_the_page_of_a_project_tells_the_story_of_all_that_belongs_to_it(client, superuser):
    fase = FaseProgettoFactory(progetto__fonti=[FonteFactory(titolo="Il giornale")])
    PartenariatoFactory(progetto=fase.progetto, organizzazione=OrganizzazioneFactory(nome="Sirio"))
    fase_transition(
        fase=fase, a="ritirata", data=fase.created_at.date(), by=None, motivo="Rinuncia"
    )
    client.force_login(superuser)

    pagina = words(client.get(f"/admin/progetti/progetto/{fase.progetto_id}/history/"))

    assert "Partenariato: Sirio (partner)" in pagina
    assert "Collegamento" in pagina
    assert "Il giornale" in pagina
    assert "Rinuncia" in pagina
    assert "Stato candidata ritirata" in pagina


def test_the_story_is_paged_and_odd_pages_are_answered(client, superuser):
    progetto = ProgettoFactory()
    for n in range(30):
        Progetto.objects.filter(pk=progetto.pk).update(titolo=f"Titolo {n}")
    client.force_login(superuser)
    url = f"/admin/progetti/progetto/{progetto.pk}/history/"

    assert "pagina 1 di 2" in words(client.get(url))
    for pagina in ("2", "999", "abc", "-1", "\x00"):
        assert client.get(url, {"p": pagina}).status_code == 200


def test_the_questions_of_a_page_of_history_do_not_grow_with_it(
    client, superuser, django_assert_max_num_queries
):
    progetto = ProgettoFactory()
    PartenariatoFactory.create_batch(20, progetto=progetto)
    client.force_login(superuser)

    with django_assert_max_num_queries(20):
        client.get(f"/admin/progetti/progetto/{progetto.pk}/history/")


def test_who_may_not_see_attendances_does_not_find_them_in_the_story(client: Client, lettura: User):
    presenza = PartecipazioneFactory(persona__cognome="Segretissimi", evento=EventoFactory())
    client.force_login(lettura)

    pagina = client.get(f"/admin/community/evento/{presenza.evento_id}/history/")

    assert pagina.status_code == 200
    assert "Segretissimi" not in pagina.content.decode()


def test_the_latest_changes_mix_models_newest_first():
    EventoFactory(titolo="Primo")
    ProgettoFactory(titolo="Secondo")

    ultimi = storia_latest([Parte(Evento, {}), Parte(Progetto, {})], 5)

    assert {c.nome for c in ultimi} == {"Primo", "Secondo"}
    assert [c.quando for c in ultimi] == sorted((c.quando for c in ultimi), reverse=True)
