"""The desk, the sidebar, the policy, the schedule of jobs and the Italian of the libraries."""

import datetime
import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask, PeriodicTasks

from fis_portal.accounts.models import User
from fis_portal.sito.admin import calendario_in_parole, intervallo_in_parole
from monitoraggio.registro import Ambito, figura
from progetti.enums import StatoFase
from tests.accounts.factories import UserFactory
from tests.community.factories import EventoFactory
from tests.progetti.factories import FaseProgettoFactory, PartenariatoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db

OGGI = datetime.date(2024, 6, 30)


@pytest.fixture
def gestione(client: Client, responsabile: User) -> Client:
    client.force_login(responsabile)
    return client


def parole(risposta) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", risposta.content.decode()).split()))


def un_finanziato(**campi) -> None:
    FaseProgettoFactory(stato=StatoFase.FINANZIATA, progetto=ProgettoFactory(**campi))


# --- The desk ------------------------------------------------------------------------------------
def test_the_figures_of_the_desk_are_those_of_the_registry(gestione):
    for n in range(22):
        un_finanziato(macroaree=["inclusione" if n < 16 else "cultura" if n < 21 else "scuola"])

    risposta = gestione.get("/admin/")

    macroaree = figura("macroaree", Ambito(alla=risposta.context["alla"]))
    mostrate = {una.figura.codice: una.figura for una in risposta.context["figure"]}
    assert mostrate["macroaree"] == macroaree
    pagina = parole(risposta)
    for riga in ("16 (73\xa0%)", "5 (23\xa0%)", "1 (5\xa0%)"):
        assert riga.replace("\xa0", " ") in pagina.replace("\xa0", " ")
    assert macroaree.nota_arrotondamento in pagina


def test_each_missing_fact_links_to_the_list_of_as_many_projects(gestione):
    un_finanziato(titolo="", cup="C11G06000000001")
    un_finanziato()
    un_finanziato(dimostrativo=True)
    un_finanziato(non_pubblico=True)

    figure = gestione.get("/admin/").context["figure"]
    voci = next(una.voci for una in figure if una.figura.codice == "completezza")

    assert {voce.url != "" for voce in voci} == {True}
    for voce in voci:
        lista = gestione.get(voce.url).context["cl"]
        assert lista.result_count == voce.valore, voce.etichetta


def test_what_waits_links_to_the_list_of_as_many_rows(gestione):
    ProgettoFactory(non_pubblico=True)
    progetto = ProgettoFactory()
    PartenariatoFactory(progetto=progetto)
    FaseProgettoFactory(progetto=progetto).transizioni.all().delete()
    EventoFactory(data_inizio=OGGI)

    attese = gestione.get("/admin/").context["attese"]

    assert len(attese) == 4
    for attesa in attese:
        assert gestione.get(attesa.url).context["cl"].result_count == attesa.quanti, attesa.testo


def test_the_latest_changes_link_to_their_story(gestione):
    ProgettoFactory(titolo="Una casa per tutti")

    risposta = gestione.get("/admin/")

    notizia = next(n for n in risposta.context["notizie"] if n.cambiamento.nome)
    assert gestione.get(notizia.url).status_code == 200


def test_somebody_without_a_role_is_told_so(client):
    client.force_login(UserFactory(staff=True))

    pagina = parole(client.get("/admin/"))

    assert "non ha ancora un ruolo" in pagina
    assert "Il percorso dei Comuni" not in pagina


def test_the_questions_of_the_desk_do_not_grow_with_the_data(
    gestione, django_assert_max_num_queries
):
    for _ in range(5):
        un_finanziato(macroaree=["inclusione"], partner=["Ente"])
    with django_assert_max_num_queries(60) as poche:
        gestione.get("/admin/")
    for _ in range(20):
        un_finanziato(macroaree=["inclusione"], partner=["Ente"])

    with django_assert_max_num_queries(60) as tante:
        gestione.get("/admin/")

    assert len(tante) <= len(poche)


# --- Sidebar and search --------------------------------------------------------------------------
def test_every_model_of_the_portal_is_registered():
    registrati = set(admin.site._registry)
    from django.apps import apps

    nostri = {
        model
        for nome in ("accounts", "comuni", "core", "progetti", "community")
        for model in apps.get_app_config(nome).get_models()
        if not model._meta.proxy and not hasattr(model, "pgh_tracked_model")
    }
    assert nostri - registrati == set()


def test_the_search_finds_sections_without_accents_and_odd_texts_nothing(gestione):
    assert "Comuni" in parole(gestione.get("/admin/search/", {"s": "COMÙ"}))
    for testo in ("", "\x00", "x" * 5000, "<script>"):
        risposta = gestione.get("/admin/search/", {"s": testo, "page": "abc", "extended": "1"})
        assert risposta.status_code == 200
        assert "<script>" not in risposta.content.decode()


# --- Policy --------------------------------------------------------------------------------------
def policy(risposta) -> dict[str, set[str]]:
    parti = (parte.split() for parte in risposta["Content-Security-Policy"].split(";"))
    return {parte[0]: set(parte[1:]) for parte in parti if parte}


@pytest.mark.parametrize("url", ["/admin/", "/admin/login/", "/admin/nulla/"])
def test_the_management_area_is_as_strict_as_it_can(client, url):
    politica = policy(client.get(url))

    assert politica["script-src"] == {"'self'", "'unsafe-eval'"}
    assert politica["style-src"] == {"'self'"}
    assert politica["style-src-attr"] == {"'unsafe-inline'"}
    for nome in ("object-src", "base-uri", "frame-ancestors"):
        assert politica[nome] == {"'none'"}
    assert politica["form-action"] == politica["default-src"] == {"'self'"}


def test_the_rest_of_the_portal_allows_neither_eval_nor_inline(client):
    assert "unsafe" not in client.get("/")["Content-Security-Policy"]


def test_our_templates_of_the_management_area_have_nothing_inline():
    cartella = Path(settings.BASE_DIR) / "templates" / "admin"

    for file in cartella.rglob("*.html"):
        testo = file.read_text()
        assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\bsrc=)", testo), file


# --- Hostile texts -------------------------------------------------------------------------------
def test_texts_are_never_markup(gestione):
    cattivo = "<img src=x onerror=alert(1)>\"'`{{7*7}}"
    progetto = ProgettoFactory(
        titolo=cattivo, sintesi=cattivo, macroaree=[cattivo], macroaree__prevalente=True,
        partner=[cattivo], comune__nome=cattivo,
    )  # fmt: skip
    fase = FaseProgettoFactory(progetto=progetto)
    EventoFactory(titolo=cattivo, progetti=[progetto])
    file = SimpleUploadedFile("p.csv", f"slug;titolo\n{cattivo};{cattivo}\n".encode())

    pagine = [
        gestione.get(url)
        for url in (
            "/admin/",
            "/admin/progetti/progetto/",
            f"/admin/progetti/progetto/{progetto.pk}/change/",
            f"/admin/progetti/progetto/{progetto.pk}/history/",
            f"/admin/progetti/progetto/{progetto.pk}/delete/",
            f"/admin/progetti/faseprogetto/{fase.pk}/passaggio/",
            "/admin/progetti/organizzazione/",
            "/admin/community/evento/",
        )
    ]
    pagine.append(gestione.post("/admin/progetti/progetto/import/", {"file": file}))

    for pagina in pagine:
        testo = pagina.content.decode()
        assert "alert(1)" in testo or "/import/" in pagina.request["PATH_INFO"]
        assert "<img src=x" not in testo


# --- Schedule of jobs ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("campi", "atteso"),
    [
        ({"minute": "0", "hour": "6"}, "alle 6:00"),
        ({"minute": "5", "hour": "6", "day_of_month": "1"}, "alle 6:05 il giorno 1 di ogni mese"),
        (
            {"minute": "0", "hour": "6", "day_of_month": "1", "month_of_year": "1,4"},
            "alle 6:00 il giorno 1 nei mesi 1,4",
        ),
        ({"minute": "10"}, "ogni ora, al minuto 10"),
        (
            {"minute": "0", "hour": "7", "day_of_week": "1"},
            "alle 7:00 nei giorni della settimana 1 (0 = domenica)",
        ),
    ],
)
def test_a_calendar_is_said_in_words(campi, atteso):
    assert calendario_in_parole(CrontabSchedule(**campi)) == atteso


def test_an_interval_is_said_in_words():
    assert intervallo_in_parole(IntervalSchedule(every=1, period="hours")) == "ogni 1 ora"
    assert intervallo_in_parole(IntervalSchedule(every=5, period="seconds")) == "ogni 5 secondi"


def lavoro(**campi) -> dict:
    return {
        "name": "Ogni notte",
        "task": "monitoraggio.report_pianificati",
        "description": "",
        "enabled": "on",
        **campi,
    }


def test_managers_schedule_the_jobs_of_the_portal(gestione):
    calendario = CrontabSchedule.objects.create(minute="0", hour="4")
    url = "/admin/django_celery_beat/periodictask/add/"

    assert "alle 4:00" in parole(gestione.get(url))
    assert gestione.post(url, lavoro(crontab=calendario.pk)).status_code == 302

    creato = PeriodicTask.objects.get(name="Ogni notte")
    assert (creato.task, creato.crontab) == ("monitoraggio.report_pianificati", calendario)


@pytest.mark.parametrize(
    ("campi", "motivo"),
    [
        ({}, "Scegli un calendario oppure un intervallo."),
        ({"task": "os.system"}, "Scegli un'opzione valida"),
    ],
)
def test_a_job_without_a_time_or_not_of_the_portal_is_refused_in_italian(gestione, campi, motivo):
    risposta = gestione.post("/admin/django_celery_beat/periodictask/add/", lavoro(**campi))

    assert risposta.status_code == 200
    assert motivo in parole(risposta)
    assert "must be set" not in parole(risposta)
    assert not PeriodicTask.objects.filter(name="Ogni notte").exists()


def test_suspending_jobs_tells_beat_to_read_the_schedule_again(gestione):
    intervallo = IntervalSchedule.objects.create(every=5, period="minutes")
    creato = PeriodicTask.objects.create(name="Prova", task="prova", interval=intervallo)
    prima = PeriodicTasks.last_change()

    for azione, atteso in (("sospendi", False), ("attiva", True)):
        gestione.post(
            "/admin/django_celery_beat/periodictask/",
            {"action": azione, "_selected_action": [creato.pk], "index": "0"},
        )
        creato.refresh_from_db()
        assert creato.enabled is atteso
    assert PeriodicTasks.last_change() > prima


def test_only_managers_see_the_schedule(client, funzionario):
    client.force_login(funzionario)

    assert client.get("/admin/django_celery_beat/periodictask/").status_code == 403


# --- Italian -------------------------------------------------------------------------------------
def test_the_compiled_catalogue_is_that_of_its_source():
    cartella = Path(settings.BASE_DIR) / "fis_portal" / "sito" / "locale" / "it" / "LC_MESSAGES"
    sorgente = (cartella / "django.po").read_text()
    coppie = re.findall(r'(?<!")\nmsgid "(.+)"\nmsgstr "(.+)"', sorgente)

    assert len(coppie) > 100
    for inglese, italiano in coppie:
        chiave = inglese.encode().decode("unicode_escape").encode("latin-1").decode()
        atteso = italiano.replace('\\"', '"')
        assert gettext(chiave) == atteso


def test_months_and_plurals_are_written_the_italian_way():
    assert date_format(datetime.date(2026, 3, 5), "j F Y") == "5 marzo 2026"
    assert ngettext("%(counter)s result", "%(counter)s results", 2) % {"counter": 2} == (
        "2 risultati"
    )
