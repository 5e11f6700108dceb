"""The habits of this code base, as tests (STYLE 3.9): what is written here is so everywhere.

Exceptions are listed beside their rule, each with its reason.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.db import models
from django.db.models.signals import ModelSignal
from django.template import engines
from django.template.loader import get_template

from tests.matrice.fabbriche import fabbriche

RADICE = Path(settings.BASE_DIR)
NOSTRE = ("core", "accounts", "comuni", "progetti", "community", "outcomes", "monitoraggio", "sito",
          "seed", "devtools")  # fmt: skip
PACCHETTI = ("fis_portal", "comuni", "progetti", "community", "outcomes", "monitoraggio")
MAIUSCOLE = {"Comune", "Comuni", "Provincia", "Province", "Regione", "Regioni", "Intervento",
             "Interventi", "Città", "ISTAT", "IPA", "CUP", "UTS", "SHA-256",
             "BES", "HTTP"}  # fmt: skip


def _nostri_modelli() -> list[type[models.Model]]:
    """Models of our apps, without the events that pghistory adds beside each."""
    return [
        model
        for app in apps.get_app_configs()
        if app.label in NOSTRE
        for model in app.get_models()
        if not hasattr(model, "pgh_tracked_model")
    ]


MODELLI = _nostri_modelli()
COLLEGAMENTI = {
    # Plain links between two rows, kept to follow their history: they have no page of their own.
    "accounts.UtenteGruppo",
    "progetti.ProgettoFonte",
    "community.EventoProgetto",
    "community.EventoFonte",
    "community.SessioneProgetto",
    "community.ResocontoOrganizzazione",
    "community.LezioneTema",
    "community.LezioneLeva",
    "community.PraticaBisogno",
    "community.PraticaDestinatario",
    "community.PraticaTema",
}


def _file(*estensioni: str, in_: tuple[str, ...] = PACCHETTI) -> Iterator[Path]:
    """Files git knows (or will): nothing generated, nothing of somebody else."""
    elenco = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *in_],
        cwd=RADICE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for nome in elenco:
        percorso = RADICE / nome
        if percorso.suffix in estensioni and "vendor" not in percorso.parts and percorso.exists():
            yield percorso


def _relativo(percorso: Path) -> str:
    return percorso.relative_to(RADICE).as_posix()


def _nome(model: type[models.Model]) -> str:
    return model._meta.label


# --- Models -------------------------------------------------------------------------------------
def test_every_model_has_a_page_in_the_management_area() -> None:
    senza = {_nome(model) for model in MODELLI if model not in admin.site._registry}

    assert senza == COLLEGAMENTI


def test_every_model_has_a_factory() -> None:
    senza = {_nome(model) for model in MODELLI if model not in fabbriche()}

    assert senza == COLLEGAMENTI


@pytest.mark.parametrize("model", MODELLI, ids=_nome)
def test_every_model_says_what_a_row_is_called(model: type[models.Model]) -> None:
    sua = next(c for c in model.__mro__ if "__str__" in vars(c))

    assert sua is not models.Model or _nome(model) in COLLEGAMENTI
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}("), "a sentence, not the list of fields"


@pytest.mark.parametrize("model", MODELLI, ids=_nome)
def test_names_of_models_and_fields_are_lower_case(model: type[models.Model]) -> None:
    if _nome(model) in COLLEGAMENTI:
        pytest.skip("a link: its name is never shown")
    nomi = [model._meta.verbose_name, model._meta.verbose_name_plural]
    nomi += [campo.verbose_name for campo in model._meta.fields if not campo.primary_key]

    for nome in map(str, nomi):
        parole = re.findall(r"[\w-]+", nome)
        maiuscole = {parola for parola in parole if parola != parola.lower()}
        assert maiuscole <= MAIUSCOLE, nome


# What goes with its row: parts of it, which nobody else points to.
PARTI = {
    "outcomes.AbbonamentoCalendario.user",  # a secret address of that person
    "core.FileProtetto.caricato_da",  # set to null: the file stays
    "accounts.Invito.user",
    "accounts.RinunciaAvviso.user",
    "comuni.Referente.user",
    "progetti.ProgettoMacroarea.progetto",
    "progetti.ProgettoTema.progetto",
    "progetti.FattoProgetto.progetto",
    "progetti.Partenariato.progetto",
    "progetti.FaseProgetto.progetto",
    "progetti.TransizioneFase.fase",
    "progetti.DerogaRegola.progetto",
    "community.Partecipazione.evento",
    "community.Iscrizione.evento",
    "community.Iscrizione.ceduta_a",  # set to null: she stays out, by herself
    "community.MossaPresenza.evento",
    "community.SessioneEvento.evento",
    "community.Relatore.sessione",
    "community.MaterialeEvento.evento",
    "community.ResocontoEvento.evento",
    "community.DomandaEmersa.resoconto",
    "community.DecisioneIncontro.verbale",
    "community.AzioneIncontro.verbale",
    "community.SeguitoAzione.azione",
    "community.SeguitoAzione.verbale",
    "community.CommentoLezione.lezione",
    "community.SegnoLezione.lezione",
    "community.ElementoKit.pratica",
    "outcomes.OrigineLezione.lezione",
    "community.RiepilogoIncontri.evento",  # where there is one: the totals of that event
    "monitoraggio.FileReport.report",
    "monitoraggio.SezioneModello.modello",
    "monitoraggio.SezioneReport.report",
    "monitoraggio.FileDati.versione",
    "progetti.Delegato.user",
    "progetti.Attivita.progetto",
    "progetti.VoceSpesa.progetto",
    "progetti.Documento.progetto",
    "outcomes.QuadroImpatto.progetto",
    "outcomes.Esito.quadro",
    "outcomes.LegameEsito.da",
    "outcomes.LegameEsito.a",
    "outcomes.Indicatore.quadro",
    "outcomes.Indicatore.esito",
    "outcomes.Dimensione.indicatore",
    "outcomes.TargetPeriodo.indicatore",
    "outcomes.Proroga.rendicontazione",
    "outcomes.Rilevazione.rendicontazione",
    "outcomes.ParteRilevazione.rilevazione",
    "outcomes.AvanzamentoAttivita.rendicontazione",
    "outcomes.SpesaRendicontata.rendicontazione",
    "outcomes.TestoRendicontazione.rendicontazione",
    "outcomes.PassaggioRendicontazione.rendicontazione",
    "outcomes.Osservazione.rendicontazione",
    "outcomes.Evidenza.rendicontazione",
    "outcomes.Evidenza.rilevazione",
    "outcomes.Evidenza.avanzamento",
    "outcomes.Evidenza.spesa",
    "outcomes.ChiaveComune.comune",
    "outcomes.ChiaveComune.by",
    "outcomes.RichiestaIdempotente.chiave_accesso",
}


def test_what_is_pointed_to_is_never_lost_by_accident() -> None:
    cascate = {
        f"{_nome(model)}.{campo.name}"
        for model in MODELLI
        if not model._meta.proxy
        for campo in model._meta.fields
        if campo.remote_field and campo.remote_field.on_delete is not models.PROTECT
    }

    assert cascate == PARTI


def test_every_model_keeps_its_history() -> None:
    senza = {_nome(model) for model in MODELLI if not hasattr(model, "pgh_event_models")}

    assert senza == {
        "community.AccessoPersona",  # the log itself: the database refuses any change
        "community.MossaPresenza",  # a log of what phones sent, never changed
        "monitoraggio.DestinatarioReport",  # whoever is taken off the list leaves no address
        "core.Messaggio",  # its text is blanked once sent: a history would keep it
        "outcomes.Invio",  # frozen: the database refuses any change
        "outcomes.PassaggioRendicontazione",  # the log itself
        "outcomes.RichiestaIdempotente",  # a memory of requests, forgotten after a while
        "core.ParerePagina",  # an opinion never changes, and is deleted for good with what it says
    }


# --- Migrations ---------------------------------------------------------------------------------
def test_migrations_have_names_that_say_what_they_do() -> None:
    nomi = [p.stem for p in _file(".py") if p.parent.name == "migrations" and p.stem != "__init__"]

    assert nomi
    assert [nome for nome in nomi if not re.fullmatch(r"\d{4}_[a-z_]+", nome)] == []
    assert [nome for nome in nomi if "_auto_" in nome or nome.endswith("_initial")] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


# --- Code ---------------------------------------------------------------------------------------
def test_nothing_of_ours_listens_to_signals() -> None:
    segnali = [
        valore
        for modulo in (models.signals,)
        for valore in vars(modulo).values()
        if isinstance(valore, ModelSignal)
    ]
    ascoltano = {
        getattr(riferimento(), "__module__", "")
        for segnale in segnali
        for (_chi, *_altro), riferimento, *_resto in segnale.receivers
        if callable(riferimento) and riferimento() is not None
    }

    assert segnali
    assert [nome for nome in ascoltano if nome.split(".")[0] in PACCHETTI] == []
    for percorso in _file(".py"):
        assert not re.search(r"^\s*@receiver\b", percorso.read_text(), re.MULTILINE), percorso


# Longer than 400 lines, and better whole.
FILE_LUNGHI = {
    "tests/matrice/tavola.py": "one table of all addresses: split, a gap would not be seen",
    "tests/outcomes/test_foglio_lettura.py": "every kind of cell, read one way",
    "community/migrations/0001_iniziale.py": "a first migration: frozen",
    "outcomes/migrations/0001_iniziale.py": "a first migration: frozen",
    "progetti/migrations/0001_iniziale.py": "a first migration: frozen",
    "monitoraggio/migrations/0006_composizione.py": "five models and their history: frozen",
}


def test_files_are_short() -> None:
    lunghi = {
        _relativo(percorso): righe
        for percorso in _file(".py", in_=(*PACCHETTI, "tests", "manage.py"))
        if (righe := len(percorso.read_text().splitlines())) > 400
        and _relativo(percorso) not in FILE_LUNGHI
    }

    assert lunghi == {}


@pytest.mark.parametrize("pesante", ["weasyprint", "pikepdf"])
def test_heavy_libraries_are_loaded_when_needed(pesante: str) -> None:
    for percorso in _file(".py"):
        for nodo in ast.parse(percorso.read_text()).body:
            if isinstance(nodo, ast.Import | ast.ImportFrom):
                nomi = [a.name for a in nodo.names] + [getattr(nodo, "module", None) or ""]
                assert not [n for n in nomi if n.split(".")[0] == pesante], _relativo(percorso)


def test_what_is_left_to_do_has_an_issue() -> None:
    for percorso in _file(".py", ".html", ".css", ".js", in_=(*PACCHETTI, "templates", "static")):
        for riga in percorso.read_text().splitlines():
            if re.search(r"\b(TODO|FIXME|XXX)\b", riga):
                assert re.search(r"#\d+", riga), f"{_relativo(percorso)}: {riga}"


DEL_CONTENITORE = ("docker-compose.yml", "deploy/Dockerfile")  # paths inside the image


def test_nothing_names_a_place_on_somebodys_machine() -> None:
    posto = re.compile(r"(?<![\w.])/(home/\w|root/|Users/|work/|tmp/\w)")
    estensioni = (".py", ".html", ".md", ".toml", ".yml", ".yaml", ".txt", ".css", ".js", "")

    for percorso in _file(*estensioni, in_=(".",)):
        if _relativo(percorso) not in DEL_CONTENITORE:
            trovato = posto.search(percorso.read_text())
            assert trovato is None or percorso == Path(__file__), (
                f"{_relativo(percorso)}: {trovato}"
            )


# --- Requirements -------------------------------------------------------------------------------
@pytest.mark.parametrize("nome", [
    "requirements.txt", "requirements-dev.txt", "requirements-embedded.txt", "constraints.txt"
])  # fmt: skip
def test_requirements_are_pinned(nome: str) -> None:
    for riga in _righe_requisiti(nome):
        assert re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.]+", riga.partition("#")[0].strip()), riga


def test_each_requirement_of_the_portal_says_why() -> None:
    for nome in ("requirements.txt", "requirements-dev.txt", "requirements-embedded.txt"):
        for riga in _righe_requisiti(nome):
            assert len(riga.partition("#")[2].strip()) > 5, f"{nome}: {riga}"


def _righe_requisiti(nome: str) -> list[str]:
    righe = (RADICE / nome).read_text().splitlines()
    return [riga for riga in righe if riga.strip() and not riga.startswith(("#", "-r"))]


# --- Templates ----------------------------------------------------------------------------------
TEMPLATES = RADICE / "templates"
PUBBLICI = [
    p for p in sorted(TEMPLATES.rglob("*.html")) if "admin" not in p.relative_to(TEMPLATES).parts
]


def _nome_template(percorso: Path) -> str:
    return percorso.relative_to(TEMPLATES).as_posix()


def test_every_template_is_used() -> None:
    fonti = [*_file(".py"), *TEMPLATES.rglob("*.html")]
    scritti = {percorso: percorso.read_text() for percorso in fonti}
    # Found by their name or, those of errors and of the admin, by Django's and unfold's own rules.
    di_regola = re.compile(r"(400|403|404|500|admin/(?!.*/_).*)\.html")

    for percorso in TEMPLATES.rglob("*.html"):
        nome = _nome_template(percorso)
        usato = any(nome in testo for altro, testo in scritti.items() if altro != percorso)
        assert usato or _per_cartella(nome, scritti) or di_regola.fullmatch(nome), nome


def _per_cartella(nome: str, scritti: dict[Path, str]) -> bool:
    """Named in two pieces: f"{CARTELLA}/stato.html"."""
    cartella, _barra, file = nome.rpartition("/")
    return any(cartella in testo and f"}}/{file}" in testo for testo in scritti.values())


def test_templates_are_short_and_can_be_read_by_django() -> None:
    for percorso in TEMPLATES.rglob("*.html"):
        assert len(percorso.read_text().splitlines()) <= 150, percorso
        get_template(_nome_template(percorso))


@pytest.mark.parametrize("percorso", PUBBLICI, ids=_nome_template)
def test_public_templates_trust_nothing_and_carry_no_inline_code(percorso: Path) -> None:
    testo = re.sub(r"{% comment %}.*?{% endcomment %}", "", percorso.read_text(), flags=re.DOTALL)

    assert not re.search(r"\|\s*safe\b|{%\s*autoescape off|\|\s*safeseq", testo)
    assert not re.search(r"<style\b", testo)
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", testo)
    assert not re.search(r"<[^>%]*\s(style|on\w+)\s*=", testo)
    assert not re.search(r"(href|src|action)=[\"']\s*javascript:", testo, re.IGNORECASE)


def test_templates_print_the_number_of_a_row_as_it_is() -> None:
    """`{{ x.pk }}` is «1.234» from the thousandth row on, and no script or form finds that row."""
    numero = re.compile(r"\{\{ (?:\w+\.)*(?:pk|id) \}\}")
    trovati = {
        percorso.name: numero.findall(percorso.read_text())
        for percorso in TEMPLATES.rglob("*.html")
        if numero.search(percorso.read_text())
    }
    assert not trovati, f'write |stringformat:"s" after: {trovati}'


def test_templates_escape_what_they_print() -> None:
    assert engines["django"].engine.autoescape is True


# --- Documents ----------------------------------------------------------------------------------
def test_the_glossary_names_every_model() -> None:
    glossario = (RADICE / "docs" / "glossario.md").read_text()

    assert {m for m in map(_nome, MODELLI) if f"`{m}`" not in glossario} == COLLEGAMENTI


@pytest.mark.parametrize("app", [
    "comuni", "progetti", "community", "outcomes", "monitoraggio", "fis_portal/core",
    "fis_portal/accounts", "fis_portal/sito", "fis_portal/seed", "fis_portal/devtools",
])  # fmt: skip
def test_every_app_tells_what_it_is(app: str) -> None:
    testo = (RADICE / app / "README.md").read_text()

    assert testo.startswith("# ")
    assert 10 <= len(testo.splitlines()) <= 60
