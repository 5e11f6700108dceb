"""What a registration opens: one's own calendar, materials, certificate of attendance."""

import datetime
import io

import pikepdf
import pytest
import time_machine
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.enums import VisibilitaMateriale
from community.selectors.attestati import attestato_firma
from fis_portal.accounts.models import User
from fis_portal.core.models import Messaggio
from tests.community.factories import PartecipazioneFactory
from tests.community.factories_comunita import IscrizioneFactory, MaterialeEventoFactory
from tests.community.iscritti import passata, sua
from tests.core.factories import FileProtettoFactory

pytestmark = pytest.mark.django_db


# --- Calendar -------------------------------------------------------------------------------------
def _indirizzo() -> str:
    """The address of the calendar, as the last mail tells it."""
    return next(r for r in _mail_agenda().testo.splitlines() if "/agenda/" in r).strip()


def _mail_agenda() -> Messaggio:
    return Messaggio.objects.filter(tipo="evento_agenda").order_by("-pk")[0]


def test_calendar_of_one_person_tells_what_is_hers_alone(client: Client) -> None:
    iscrizione = IscrizioneFactory(
        evento__titolo="Il mio incontro", evento__collegamento="https://example.org/sala"
    )
    IscrizioneFactory(persona=iscrizione.persona, in_attesa=True, evento__titolo="In attesa")
    IscrizioneFactory(evento__titolo="Di un'altra persona")
    client.post(sua(iscrizione, "iscrizione_agenda"))

    risposta = client.get(_indirizzo())

    testo = risposta.content.decode().replace("\r\n ", "")
    assert testo.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:Il mio incontro" in testo
    assert "STATUS:CONFIRMED" in testo
    assert "STATUS:TENTATIVE" in testo
    assert testo.count("https://example.org/sala") == 1
    assert "Di un" not in testo
    assert risposta["Cache-Control"] == "private, no-store"


def test_the_code_of_one_meeting_never_shows_the_calendar_of_all(
    client: Client, referente: User
) -> None:
    iscrizione = IscrizioneFactory()
    client.force_login(referente)  # somebody else

    pagina = client.post(sua(iscrizione, "iscrizione_agenda"), follow=True)

    assert "Ti abbiamo scritto" in pagina.content.decode()
    assert "/agenda/" not in pagina.content.decode().replace(
        sua(iscrizione, "iscrizione_agenda"), ""
    )
    assert _mail_agenda().a == iscrizione.persona.email
    assert client.get(_indirizzo()).status_code == 200


def test_asking_again_is_the_same_address_and_no_second_mail(client: Client) -> None:
    indirizzo = sua(IscrizioneFactory(), "iscrizione_agenda")
    for _volta in range(2):
        client.post(indirizzo)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        client.post(indirizzo)

    messaggi = Messaggio.objects.filter(tipo="evento_agenda")
    assert len(messaggi) == 2
    assert len({m.testo for m in messaggi}) == 1


def test_who_signed_in_as_her_sees_the_address_at_once(client: Client, referente: User) -> None:
    iscrizione = IscrizioneFactory(persona__user=referente)
    client.force_login(referente)

    pagina = client.post(sua(iscrizione, "iscrizione_agenda"))

    assert client.get(pagina.context["indirizzo"]).status_code == 200
    assert not Messaggio.objects.exists()


def test_an_address_taken_back_is_closed_and_a_new_one_is_another(client: Client) -> None:
    indirizzo = sua(IscrizioneFactory(), "iscrizione_agenda")
    client.post(indirizzo)
    primo = _indirizzo()

    client.post(indirizzo, {"revoca": "1"})
    client.post(indirizzo)

    assert client.get(primo).status_code == 404
    assert client.get(_indirizzo()).status_code == 200


def test_nobody_is_flooded_with_addresses(client: Client) -> None:
    indirizzo = sua(IscrizioneFactory(), "iscrizione_agenda")

    stati = []
    for _volta in range(4):
        stati.append(client.post(indirizzo).status_code)
        client.post(indirizzo, {"revoca": "1"})

    assert stati == [302, 302, 302, 409]
    assert Messaggio.objects.count() == 3


def test_without_an_address_there_is_nowhere_to_write(client: Client) -> None:
    iscrizione = IscrizioneFactory(persona__email="")

    risposta = client.post(sua(iscrizione, "iscrizione_agenda"))

    assert risposta.status_code == 409
    assert not Messaggio.objects.exists()


def test_a_cancelled_meeting_is_struck_out_of_the_calendar(client: Client) -> None:
    iscrizione = IscrizioneFactory(
        evento__annullato_il=timezone.now(), evento__annullato_motivo="Neve."
    )

    assert "STATUS:CANCELLED" in client.get(sua(iscrizione, "iscrizione_ics")).content.decode()


# --- Materials ------------------------------------------------------------------------------------
@pytest.mark.parametrize(("stato", "atteso"), [("iscritta", 200), ("annullata", 404)])
def test_materials_are_for_who_is_registered(stato: str, atteso: int, client: Client) -> None:
    iscrizione = IscrizioneFactory(stato=stato)
    materiale = MaterialeEventoFactory(
        evento=iscrizione.evento, url="", file=FileProtettoFactory(contenuto=b"Slide.")
    )

    risposta = client.get(sua(iscrizione, "iscrizione_materiale", materiale.pk))
    contenuto = b"".join(risposta) if risposta.streaming else b""

    assert risposta.status_code == atteso
    assert contenuto == (b"Slide." if atteso == 200 else b"")
    assert (materiale.titolo in client.get(sua(iscrizione)).content.decode()) == (atteso == 200)


def test_materials_of_another_meeting_are_not_hers(client: Client) -> None:
    altrove = MaterialeEventoFactory(
        url="",
        file=FileProtettoFactory(contenuto=b"Altro."),
        visibilita=VisibilitaMateriale.PUBBLICO,
    )

    indirizzo = sua(IscrizioneFactory(), "iscrizione_materiale", altrove.pk)

    assert client.get(indirizzo).status_code == 404


# --- Certificate ----------------------------------------------------------------------------------
def test_certificate_names_her_the_meeting_and_the_hours(client: Client) -> None:
    iscrizione = passata()
    presenza = PartecipazioneFactory(evento=iscrizione.evento, persona=iscrizione.persona)

    risposta = client.get(sua(iscrizione, "attestato"))

    with pikepdf.open(io.BytesIO(risposta.content)) as pdf:
        pagine, indirizzi = len(pdf.pages), _collegamenti(pdf)
    assert risposta["Content-Type"] == "application/pdf"
    assert pagine == 1
    assert any(attestato_firma(presenza) in indirizzo for indirizzo in indirizzi)


def _collegamenti(pdf: pikepdf.Pdf) -> list[str]:
    note = [nota for pagina in pdf.pages for nota in pagina.get("/Annots", [])]
    return [str(nota.A.URI) for nota in note if "/A" in nota]


def test_who_did_not_come_has_no_certificate_and_nobody_before_the_end(client: Client) -> None:
    assente, futura = passata(), IscrizioneFactory()
    PartecipazioneFactory(evento=futura.evento, persona=futura.persona)

    assert client.get(sua(assente, "attestato")).status_code == 404
    assert client.get(sua(futura, "attestato")).status_code == 404


def test_anybody_can_check_a_certificate_and_reads_no_name(client: Client) -> None:
    presenza = PartecipazioneFactory(evento=passata().evento, persona__cognome="Riservatissima")
    firma = attestato_firma(presenza)

    risposta = client.get(reverse("community:attestato_verifica", args=[firma]))
    presenza.delete()
    dopo = client.get(reverse("community:attestato_verifica", args=[firma]))

    testo = risposta.content.decode()
    assert "Giornata di scambio" in testo
    assert "Riservatissima" not in testo
    assert dopo.status_code == 404


@pytest.mark.parametrize("firma", ["1", "1~inventata", Signer(sep="~").sign("1"), "~"])
def test_made_up_certificates_are_not_authentic(firma: str, client: Client) -> None:
    PartecipazioneFactory(pk=1)

    indirizzo = reverse("community:attestato_verifica", args=[firma])

    assert client.get(indirizzo).status_code == 404
