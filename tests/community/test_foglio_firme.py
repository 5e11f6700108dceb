"""The sign-in sheet: preview, doubts, confirmation; on any error nothing is written."""

import html
import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from community.enums import AzionePersona, CanalePresenza
from community.models import AccessoPersona, Evento, Partecipazione, Persona
from community.render.foglio_firme import foglio_firme_xlsx
from community.selectors.foglio_colonne import nome_foglio
from community.selectors.foglio_confronto import AnteprimaFirme, firme_anteprima
from community.services.cancellazione import persona_anonymise
from community.services.foglio_firme import (
    CARTELLA,
    AnteprimaFirmeCambiata,
    foglio_firme_apply,
    foglio_firme_keep,
)
from fis_portal.accounts.models import User
from fis_portal.core.deposito import Deposito
from fis_portal.core.errors import DomainError
from tests.community.factories import EventoFactory, PartecipazioneFactory, PersonaFactory
from tests.community.factories_comunita import IscrizioneFactory
from tests.comuni.factories import ComuneFactory

pytestmark = pytest.mark.django_db
VUOTA = ("", "", "", "", "", "", "", "")


@pytest.fixture(autouse=True)
def _archivio(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def foglio(evento: Evento, *righe: tuple[Any, ...]) -> bytes:
    """The sheet as downloaded, with these rows from the second on."""
    libro = openpyxl.load_workbook(io.BytesIO(foglio_firme_xlsx(evento)[0]))
    for numero, valori in enumerate(righe, 2):
        for colonna, valore in enumerate(valori, 1):
            libro[nome_foglio()].cell(numero, colonna).value = valore or None
    uscita = io.BytesIO()
    libro.save(uscita)
    return uscita.getvalue()


def firma(nome: str = "Ada", cognome: str = "Neri", email: str = "", **altro: Any) -> tuple:
    campi = {"ente": "", "tipo": "", "comune": "", "ruolo": "", "presente": "sì", **altro}
    return (nome, cognome, email, *campi.values())


def conferma(evento: Evento, dati: bytes, by: User, scelte: dict[int, str] | None = None) -> int:
    gettone = foglio_firme_keep(
        dati=dati, anteprima=firme_anteprima(dati, evento), evento=evento, by=by
    )
    return foglio_firme_apply(gettone=gettone, scelte=scelte or {}, evento=evento, by=by)


def conti(anteprima: AnteprimaFirme) -> tuple[int, int, int]:
    return len(anteprima.aggiunte), len(anteprima.dubbie), len(anteprima.gia_presenti)


def test_the_sheet_names_who_registered_and_comes_back_the_same(funzionario: User) -> None:
    iscritta = IscrizioneFactory(ente="=SOMMA(A1)", tipo_ente="ets", comune=ComuneFactory())
    IscrizioneFactory(evento=iscritta.evento, stato="annullata")
    dati, quante = foglio_firme_xlsx(iscritta.evento)
    libro = openpyxl.load_workbook(io.BytesIO(dati))
    assert quante == 1

    libro[nome_foglio()]["H2"] = "sì"
    uscita = io.BytesIO()
    libro.save(uscita)
    conferma(iscritta.evento, uscita.getvalue(), funzionario)

    presenza = Partecipazione.objects.get()
    assert presenza.persona == iscritta.persona
    assert (presenza.canale, presenza.registrata_da) == (CanalePresenza.FOGLIO, funzionario)
    assert (presenza.ente, presenza.tipo_ente) == (iscritta.ente, "ets")
    assert presenza.comune == iscritta.comune
    assert AccessoPersona.objects.get().azione == AzionePersona.FOGLIO


def test_rows_are_new_known_by_address_already_there_or_not_signed(funzionario: User) -> None:
    evento = EventoFactory()
    nota = PersonaFactory(email="nota@example.org")
    presente = PartecipazioneFactory(evento=evento).persona
    dati = foglio(
        evento,
        firma("Ada", "Neri", "ada@example.org"),
        firma("Altro", "Nome", "NOTA@example.org"),
        firma(presente.nome, presente.cognome, presente.email),
        firma("Non", "Firmata", presente="no"),
    )

    anteprima = firme_anteprima(dati, evento)
    scritte = conferma(evento, dati, funzionario)

    assert conti(anteprima) == (2, 0, 1)
    assert anteprima.senza_firma == 1
    assert scritte == 2
    assert Partecipazione.objects.filter(persona=nota).exists()
    nuova = Persona.objects.get(email="ada@example.org")
    assert nuova.conservare_fino_al is not None


@pytest.mark.parametrize(("email", "proposta"), [("", "stessa"), ("altra@example.org", "nuova")])
def test_the_same_name_is_a_doubt_and_who_confirms_chooses(
    funzionario: User, email: str, proposta: str
) -> None:
    evento = EventoFactory()
    nota = PersonaFactory(nome="Ada", cognome="Nèri")
    dati = foglio(evento, firma("ADA", "Neri", email))

    (dubbia,) = firme_anteprima(dati, evento).dubbie
    conferma(evento, dati, funzionario, {2: str(nota.pk)})

    assert dubbia.persona == (nota.pk if proposta == "stessa" else None)
    assert Partecipazione.objects.get().persona == nota
    assert Persona.objects.count() == 1


def test_a_doubt_said_to_be_another_person_makes_a_new_one(funzionario: User) -> None:
    evento = EventoFactory()
    nota = PersonaFactory(nome="Ada", cognome="Neri")

    conferma(evento, foglio(evento, firma()), funzionario, {2: "nuova"})

    assert Partecipazione.objects.get().persona != nota


def test_nobody_can_be_chosen_who_was_not_proposed(funzionario: User) -> None:
    evento, altra = EventoFactory(), PersonaFactory()
    PersonaFactory(nome="Ada", cognome="Neri")

    with pytest.raises(DomainError, match="Riga 2"):
        conferma(evento, foglio(evento, firma()), funzionario, {2: str(altra.pk)})

    assert not Partecipazione.objects.exists()


def test_the_same_sheet_again_adds_nobody(funzionario: User) -> None:
    evento = EventoFactory()
    dati = foglio(evento, firma("Ada", "Neri", "ada@example.org"), firma("Bruno", "Bianchi"))
    conferma(evento, dati, funzionario)

    scritte = conferma(evento, dati, funzionario)

    assert scritte == 0
    assert Partecipazione.objects.count() == 2


def test_every_bad_row_is_named_by_its_cell() -> None:
    evento = EventoFactory()
    dati = foglio(
        evento,
        firma(nome=""),
        firma(email="non un indirizzo"),
        firma("B", "B", tipo="setta"),
        firma("C", "C", comune="Atlantide"),
        firma("D", "D", ruolo="cantante"),
        firma("E", "E", presente="forse"),
        firma("F", "F", "f@example.org"),
        firma("G", "G", "F@example.org"),
        firma("F", "F"),
        firma("H" * 101, "H"),
        firma("=1+1", "I"),
    )

    errori = firme_anteprima(dati, evento).errori

    celle = [cella for errata in errori for cella, _motivo in errata.motivi]
    attese = ("A2", "C3", "E4", "F5", "G6", "H7", "C9", "B10", "A11", "A12")
    assert celle == [f"Foglio firme!{cella}" for cella in attese]


@pytest.mark.parametrize("nome", ["Nome", "Firma / presente"])
def test_a_missing_column_is_said(nome: str) -> None:
    evento = EventoFactory()
    libro = openpyxl.load_workbook(io.BytesIO(foglio(evento, firma())))
    for cella in libro[nome_foglio()][1]:
        if cella.value == nome:
            cella.value = "Altro"
    uscita = io.BytesIO()
    libro.save(uscita)

    (errata,) = firme_anteprima(uscita.getvalue(), evento).errori

    assert nome in errata.motivi[0][1]


def test_what_changed_meanwhile_is_shown_again_and_nothing_is_written(funzionario: User) -> None:
    evento = EventoFactory()
    dati = foglio(evento, firma("Ada", "Neri", "ada@example.org"))
    vista = firme_anteprima(dati, evento)
    gettone = foglio_firme_keep(dati=dati, anteprima=vista, evento=evento, by=funzionario)
    PersonaFactory(email="ada@example.org")

    with pytest.raises(AnteprimaFirmeCambiata):
        foglio_firme_apply(gettone=gettone, scelte={}, evento=evento, by=funzionario)

    assert not Partecipazione.objects.exists()


def test_a_thousand_rows_are_taken_at_once(funzionario: User) -> None:
    evento = EventoFactory()
    righe = [firma(f"Ada{n}", "Neri", f"ada{n}@example.org") for n in range(1000)]

    scritte = conferma(evento, foglio(evento, *righe), funzionario)

    assert scritte == Partecipazione.objects.count() == 1000


@pytest.mark.parametrize("dati", [b"PK\x03\x04rotto", b"nome;cognome\nAda;Neri", b"\xd0\xcf\x11"])
def test_hostile_files_are_refused_by_the_page(
    client: Client, funzionario: User, dati: bytes
) -> None:
    client.force_login(funzionario)
    indirizzo = reverse("community:foglio_firme", args=[EventoFactory().slug])

    risposta = client.post(indirizzo, {"file": SimpleUploadedFile("firme.xlsx", dati)})

    assert risposta.status_code == 400
    assert "non è stato caricato" in risposta.content.decode()


def test_the_page_shows_the_doubts_and_the_confirmation_writes(
    client: Client, funzionario: User
) -> None:
    client.force_login(funzionario)
    evento, nota = EventoFactory(), PersonaFactory(nome="Ada", cognome="Neri")
    file = SimpleUploadedFile("firme.xlsx", foglio(evento, firma(), firma("Bruno", "Bianchi")))

    anteprima = client.post(reverse("community:foglio_firme", args=[evento.slug]), {"file": file})
    fatto = client.post(
        reverse("community:foglio_firme_conferma", args=[evento.slug]),
        {"gettone": anteprima.context["gettone"], "riga-2": str(nota.pk)},
    )
    di_nuovo = client.post(
        reverse("community:foglio_firme_conferma", args=[evento.slug]), {"gettone": "inventato"}
    )

    assert "Forse la stessa persona" in anteprima.content.decode()
    assert (fatto.status_code, di_nuovo.status_code) == (302, 409)
    assert set(Partecipazione.objects.values_list("persona__cognome", flat=True)) == {
        "Neri",
        "Bianchi",
    }


def test_a_sheet_with_errors_is_shown_with_them_and_cannot_be_confirmed(
    client: Client, funzionario: User
) -> None:
    client.force_login(funzionario)
    evento = EventoFactory()
    file = SimpleUploadedFile("firme.xlsx", foglio(evento, firma(), firma("Bruno", "")))

    pagina = client.post(reverse("community:foglio_firme", args=[evento.slug]), {"file": file})

    assert pagina.status_code == 422
    assert "Foglio firme!B3" in pagina.content.decode()
    assert pagina.context["gettone"] == ""
    assert not Persona.objects.exists()


@pytest.mark.parametrize(
    "titolo",
    ["R&D " * 62, "&" * 250, "🌱" * 250, "Una\x07 giornata\n&Pdi scambio", "Breve & bello"],
)
def test_any_title_fits_in_the_header_of_the_sheet(titolo: str) -> None:
    dati, _quante = foglio_firme_xlsx(EventoFactory(titolo=titolo))

    with zipfile.ZipFile(io.BytesIO(dati)) as parti:
        foglio = parti.read("xl/worksheets/sheet1.xml").decode()
    testata = html.unescape(foglio.partition("<oddHeader>")[2].partition("</oddHeader>")[0])
    assert testata.startswith("&C")
    assert len(testata.encode("utf-16-le")) // 2 <= 255
    assert not re.search(r"&[^&]", testata[2:].replace("&&", ""))
    assert not re.search(r"[\x00-\x1f]", testata)


# --- Erasure --------------------------------------------------------------------------------------
def in_attesa(evento: Evento, by: User, *righe: tuple[Any, ...]) -> str:
    dati = foglio(evento, *righe)
    anteprima = firme_anteprima(dati, evento)
    return foglio_firme_keep(dati=dati, anteprima=anteprima, evento=evento, by=by)


@pytest.mark.parametrize(
    "riga",
    [
        firma("Altra", "Persona", "ZENO@example.org"),
        firma("COSINI", "Zèno"),
        firma("Zeno", "Cosini", presente=""),
        firma("Zeno", "Cosini", tipo="inesistente"),
    ],
)
def test_erasing_somebody_drops_the_sheets_that_wait_and_name_her(
    riga: tuple[Any, ...],
    funzionario: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    zeno = PersonaFactory(nome="Zeno", cognome="Cosini", email="zeno@example.org")
    evento = EventoFactory()
    suo = in_attesa(evento, funzionario, riga, firma("Ada", "Neri"))
    altrui = in_attesa(evento, funzionario, firma("Zeno", "Bianchi"))

    with django_capture_on_commit_callbacks(execute=True):
        persona_anonymise(persona=zeno, motivo="su richiesta", by=funzionario)

    with pytest.raises(DomainError) as errore:
        foglio_firme_apply(gettone=suo, scelte={}, evento=evento, by=funzionario)
    assert errore.value.code == "anteprima_scaduta"
    assert foglio_firme_apply(gettone=altrui, scelte={}, evento=evento, by=funzionario) == 1


def test_a_sheet_that_waits_and_cannot_be_read_is_dropped_too(
    funzionario: User, django_capture_on_commit_callbacks: Any
) -> None:
    Deposito(CARTELLA).save(b"rovinato")

    with django_capture_on_commit_callbacks(execute=True):
        persona_anonymise(persona=PersonaFactory(), motivo="su richiesta", by=funzionario)

    assert Deposito(CARTELLA).names() == []
