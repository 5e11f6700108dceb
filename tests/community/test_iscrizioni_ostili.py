"""What somebody who means ill types in the form that is open to all."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from community.forms_iscrizioni import IscrizioneForm
from community.models import Iscrizione, Persona
from community.services.cancellazione import persona_anonymise
from community.services.iscrizioni import iscrizione_create
from fis_portal.core.models import Messaggio
from tests.community.factories import EventoFactory

pytestmark = pytest.mark.django_db
DETTO = {"nome": "Ada", "cognome": "Bo", "email": "vittima@example.org", "informativa": "on"}


@pytest.mark.parametrize(
    "nome",
    ["Hai vinto https://male.example/", "premio.example", "www.x.it", "a@b.it", "A\x07=1", "t.co"],
)
def test_a_name_cannot_carry_a_link_or_control_characters_into_a_mail(client, nome):
    evento = EventoFactory(futuro=True, iscrizioni="libere")

    risposta = client.post(
        reverse("community:iscrizione", args=[evento.slug]), {**DETTO, "nome": nome}
    )

    assert risposta.status_code == 400
    assert not Messaggio.objects.exists()


def test_a_name_is_one_line(client):
    evento = EventoFactory(futuro=True, iscrizioni="libere")

    client.post(
        reverse("community:iscrizione", args=[evento.slug]),
        {**DETTO, "nome": "G.Battista\n\nMaria", "cognome": "D'Alò-Rossi"},
    )

    assert Persona.objects.get().nome == "G.Battista Maria"


@pytest.mark.parametrize("email", ["İ@example.org", "ſara@example.org"])
def test_an_address_that_small_letters_break_is_refused(email):
    form = IscrizioneForm({**DETTO, "email": email}, evento=EventoFactory(futuro=True))

    assert "email" in form.errors


@pytest.mark.parametrize(
    "campo",
    [
        {"email": "İ@x.it"},
        {"email": f"a@{'b.' * 126}it"},  # an address, but longer than is kept
        {"email": "a\ud800@x.it"},
        {"nome": "Ada\ud800"},
        {"ente": "Ente\udfff", "tipo_ente": "ets"},
    ],
)
def test_what_cannot_be_kept_or_written_to_is_explained(client, campo):
    evento = EventoFactory(futuro=True, iscrizioni="libere")
    corpo = urlencode({**DETTO, **campo}, errors="surrogatepass")

    risposta = client.post(
        reverse("community:iscrizione", args=[evento.slug]),
        corpo,
        content_type="application/x-www-form-urlencoded",
    )

    if "email" in campo:
        assert risposta.status_code == 400
        assert "email" in risposta.context["form"].errors
        assert not Persona.objects.exists()
    else:
        # Half a character comes as the sign of an unreadable one.
        assert risposta.status_code == 302
        assert Messaggio.objects.count() == 1


@pytest.mark.parametrize(
    "campo", [{"email": "a\ud800@x.it"}, {"nome": "\ud800"}, {"ente": "\udfff"}]
)
def test_half_a_character_is_refused_with_words(campo):
    form = IscrizioneForm({**DETTO, "tipo_ente": "ets", **campo}, evento=EventoFactory(futuro=True))

    assert set(form.errors) == set(campo)


def test_erasing_takes_the_mail_sent_to_an_address_she_had_before():
    evento = EventoFactory(futuro=True, iscrizioni="libere")
    iscrizione_create(evento=evento, **{**DETTO, "informativa": True})
    persona = Iscrizione.objects.get().persona
    persona.email = "nuova@example.org"
    persona.save()

    persona_anonymise(persona=persona, motivo="su richiesta")

    assert not Messaggio.objects.exists()


def test_erasing_leaves_the_mail_of_who_has_a_longer_address():
    evento = EventoFactory(futuro=True, iscrizioni="libere")
    iscrizione_create(evento=evento, **{**DETTO, "email": "nna@example.org", "informativa": True})
    Messaggio.objects.create(
        tipo="promemoria",
        chiave="promemoria:1:anna@example.org",
        a="anna@example.org",
        oggetto="Promemoria",
        testo="Domani scade.",
    )

    persona_anonymise(persona=Persona.objects.get(), motivo="su richiesta")

    assert Messaggio.objects.get().a == "anna@example.org"
