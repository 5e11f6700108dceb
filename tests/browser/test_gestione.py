"""The management area in a real browser: nothing in the console, nothing wider than a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.management import call_command
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from progetti.enums import StatoFase
from tests.accounts.factories import UserFactory
from tests.community.factories import PartecipazioneFactory, RiepilogoIncontriFactory
from tests.core.factories import FonteFactory
from tests.progetti.factories import FaseProgettoFactory, ProgettoFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

EMAIL, PASSWORD = "gestione@example.org", "una-parola-lunga-di-prova"
LARGHEZZE = (1280, 390)
# What a first look at every kind of page needs; {progetto} and others are filled in below.
PAGINE = (
    "",
    "progetti/progetto/",
    "progetti/progetto/?manca=cup&finanziato=si",
    "progetti/progetto/{progetto}/change/",
    "progetti/progetto/{progetto}/history/",
    "progetti/progetto/add/",
    "progetti/progetto/import/",
    "progetti/progetto/export/",
    "progetti/faseprogetto/{fase}/change/",
    "progetti/faseprogetto/{fase}/passaggio/",
    "comuni/comune/",
    "comuni/comune/{comune}/change/",
    "community/evento/{evento}/change/",
    "monitoraggio/reportmonitoraggio/",
    "accounts/user/",
    "accounts/user/add/",
    "auth/group/",
    "django_celery_beat/periodictask/",
    "password_change/",
)


@pytest.fixture(scope="module")
def sito(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, dict[str, int]]]:
    """A portal with one row of each kind, and their numbers; afterwards things are as before."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), "only a test database"
        prima = connection.creation.serialize_db_to_string()
        server = LiveServer("127.0.0.1:0")
        yield f"{server.url}/admin/", _popola()
        server.stop()
        call_command(
            "flush",
            verbosity=0,
            interactive=False,
            reset_sequences=False,  # the rows put back keep their numbers
            inhibit_post_migrate=True,
        )
        connection.creation.deserialize_db_from_string(prima)


def _popola() -> dict[str, int]:
    call_command("sync_roles", verbosity=0)
    UserFactory(email=EMAIL, password=PASSWORD, superuser=True)
    fonte = FonteFactory(titolo="Formez, La community dei progetti di innovazione sociale")
    progetto = ProgettoFactory(
        macroaree=["inclusione"], temi=["welfare"], partner=["Consorzio Ribes"], fonti=[fonte]
    )
    fase = FaseProgettoFactory(progetto=progetto, stato=StatoFase.FINANZIATA)
    RiepilogoIncontriFactory()
    presenza = PartecipazioneFactory()
    return {
        "progetto": progetto.pk,
        "fase": fase.pk,
        "comune": progetto.comune_id,
        "evento": presenza.evento_id,
    }


@pytest.fixture(scope="module")
def dentro(browser: Any, sito: tuple[str, dict[str, int]]) -> Iterator[Any]:
    """A page of somebody who has signed in, and what its console says."""
    contesto = browser.new_context(locale="it-IT")
    pagina = contesto.new_page()
    pagina.goto(sito[0])
    pagina.get_by_label("E-mail").fill(EMAIL)
    pagina.get_by_label("Password", exact=True).fill(PASSWORD)
    pagina.get_by_role("button", name="Entra", exact=True).click()
    pagina.wait_for_url(sito[0])
    yield pagina
    contesto.close()


@pytest.mark.parametrize("percorso", PAGINE)
def test_no_error_in_the_console_and_nothing_wider_than_a_phone(dentro, sito, percorso):
    detti: list[str] = []

    def ascolta(messaggio: Any) -> None:
        if messaggio.type in ("error", "warning"):
            detti.append(messaggio.text)

    def inciampa(errore: Any) -> None:
        detti.append(str(errore))

    dentro.on("console", ascolta)
    dentro.on("pageerror", inciampa)
    larghezze = {}
    for larghezza in LARGHEZZE:
        dentro.set_viewport_size({"width": larghezza, "height": 900})
        risposta = dentro.goto(sito[0] + percorso.format(**sito[1]))
        assert risposta.status == 200
        dentro.wait_for_timeout(300)
        larghezze[larghezza] = dentro.evaluate("document.documentElement.scrollWidth")
    dentro.remove_listener("console", ascolta)
    dentro.remove_listener("pageerror", inciampa)

    assert detti == []
    assert {voluta: vera for voluta, vera in larghezze.items() if vera > voluta} == {}


@pytest.mark.parametrize(
    "percorso",
    ["", "progetti/progetto/{progetto}/history/", "progetti/progetto/import/",
     "progetti/faseprogetto/{fase}/passaggio/"],
)  # fmt: skip
def test_axe_finds_no_barrier_in_our_own_pages(dentro, sito, percorso):
    dentro.goto(sito[0] + percorso.format(**sito[1]))
    dentro.evaluate(AXE_SCRIPT)

    esito = dentro.evaluate("axe.run('#content', {resultTypes: ['violations']})")

    trovate = {
        f"{v['id']}: {nodo['html'][:120]}" for v in esito["violations"] for nodo in v["nodes"]
    }
    assert trovate == set()


@pytest.mark.parametrize(
    "percorso",
    ["", "progetti/", "progetti/progetto/", "progetti/progetto/{progetto}/change/",
     "progetti/progetto/{progetto}/delete/", "progetti/progetto/import/", "password_change/"],
)  # fmt: skip
def test_a_screen_reader_finds_the_main_part_of_every_kind_of_page(dentro, sito, percorso):
    dentro.goto(sito[0] + percorso.format(**sito[1]))
    dentro.evaluate(AXE_SCRIPT)

    regole = ["landmark-one-main", "landmark-no-duplicate-main", "landmark-main-is-top-level"]
    esito = dentro.evaluate("regole => axe.run(document, {runOnly: regole})", regole)

    assert [v["id"] for v in esito["violations"]] == []
    assert dentro.locator("main, [role=main]").locator("#content").count() == 1
