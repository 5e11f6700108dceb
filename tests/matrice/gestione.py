"""The written rule for the pages of the management area that belong to a model.

Each model has the same kinds of pages; who may use them follows from the permissions that
fis_portal/sito/roles.py declares. What departs from that is written here, with its reason.
"""

import re
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models

from community import models as community
from community.models import (
    AccessoPersona,
    CambiamentoIstituzionale,
    CommentoLezione,
    Iscrizione,
    MossaPresenza,
    Persona,
    RichiestaInteressato,
    Riflessione,
    SegnoLezione,
)
from fis_portal.accounts.models import Invito, RinunciaAvviso
from fis_portal.core.models import FileProtetto, Messaggio, ParerePagina
from monitoraggio.models import (
    EdizioneDati,
    FileDati,
    FileReport,
    PianificazioneReport,
    ReportMonitoraggio,
    SezioneModello,
    SezioneReport,
    VersioneDati,
)
from outcomes import models as outcomes
from progetti.models import TransizioneFase
from tests.matrice.ruoli import ESTRANEI, can

# Logs: nobody writes them by hand, superusers included. Action -> never, whatever the role.
MAI: dict[type[models.Model], tuple[str, ...]] = {
    TransizioneFase: ("add", "change", "delete"),  # written by progetti.services.fasi
    Group: ("add", "change", "delete"),  # declared in sito.roles
    Invito: ("add", "change", "delete"),  # sent with «Invita»
    RinunciaAvviso: ("add", "change", "delete"),  # people's own choice
    ReportMonitoraggio: ("add", "change", "delete"),  # asked for, built, published: never typed
    FileReport: ("add", "change", "delete"),
    PianificazioneReport: ("add", "delete"),  # a row for each kind of report
    SezioneModello: ("add", "change", "delete"),  # on the page of the template
    SezioneReport: ("add", "change", "delete"),  # on the page of the draft
    EdizioneDati: ("add", "change", "delete"),  # planned or asked for, then built
    VersioneDati: ("add", "change", "delete"),
    FileDati: ("add", "change", "delete"),
    CommentoLezione: ("add",),  # written in the area of the Comuni
    SegnoLezione: ("add", "change", "delete"),  # what Comuni say
    Messaggio: ("add", "change", "delete"),  # written by what it tells, sent by the sweep
    FileProtetto: ("add", "change", "delete"),  # sent through the gate (core.allegati)
    MossaPresenza: ("add", "change"),  # sent by the phones at the door
    Riflessione: ("add", "change"),  # the Comune's own words
    CambiamentoIstituzionale: ("add", "change"),
    ParerePagina: ("add", "change"),  # what readers say: deleted if somebody wrote personal data
}

# Personal data: nobody is deleted (names are erased, counts stay); places are kept by services.
MAI |= {
    Persona: ("delete",),
    Iscrizione: ("add", "change", "delete"),
    RichiestaInteressato: ("change", "delete"),
    AccessoPersona: ("add", "change", "delete"),
}

# What Comuni, evaluators and services write: staff read it, and act through the review.
MAI |= dict.fromkeys(
    (
        outcomes.Rendicontazione,
        outcomes.Rilevazione,
        outcomes.ParteRilevazione,
        outcomes.AvanzamentoAttivita,
        outcomes.SpesaRendicontata,
        outcomes.TestoRendicontazione,
        outcomes.Invio,
        outcomes.Osservazione,
        outcomes.Evidenza,
        outcomes.Proroga,
        outcomes.PassaggioRendicontazione,
        outcomes.ChiaveComune,
        outcomes.RichiestaIdempotente,
        outcomes.AbbonamentoCalendario,
        outcomes.OrigineLezione,
    ),
    ("add", "change", "delete"),
)

# Written on the page of the row they are part of, or by the follow-up of a meeting.
MAI |= dict.fromkeys(
    (
        community.Relatore,
        community.DomandaEmersa,
        community.DecisioneIncontro,
        community.SeguitoAzione,
    ),
    ("add", "change", "delete"),
)

# Kind of page (what follows /admin/<app>/<model>/) -> one of these actions is enough to open it,
# one of these to POST, and what an empty POST is answered. With no action the method gets 405.
GUARDA = ("view", "change")


@dataclass(frozen=True)
class Tipo:
    """A kind of page: `tutte` asks for all the actions and not just one of them."""

    apre: tuple[str, ...]
    invia: tuple[str, ...]
    vuoto: int = 200
    tutte: bool = False


TIPI: dict[str, Tipo] = {
    "": Tipo(GUARDA, GUARDA),
    "add/": Tipo(("add",), ("add",)),
    "<object_id>/change/": Tipo(GUARDA, ("change",)),
    "<object_id>/delete/": Tipo(("delete",), ("delete",)),
    "<object_id>/history/": Tipo(GUARDA, GUARDA),
    "import/": Tipo(("add", "change"), ("add", "change"), vuoto=400, tutte=True),
    "process_import/": Tipo((), ("add", "change"), vuoto=400, tutte=True),
    "export/": Tipo(GUARDA, GUARDA),
}
# Pages that only one model has, by the model's label.
SOLO_SUE: dict[str, dict[str, Tipo]] = {
    "progetti.faseprogetto": {"<object_id>/passaggio/": Tipo(("change",), ("change",))},
    "accounts.user": {"<id>/password/": Tipo(("change",), ("change",))},
    "outcomes.periodomonitoraggio": {
        "tabellone/": Tipo(("view",), ("view",)),
        "scadenze.ics": Tipo(("view",), ()),
        "<object_id>/apri/": Tipo(("change",), ("change",), vuoto=422),
        "<object_id>/chiudi/": Tipo(("change",), ("change",), vuoto=422),
    },
    "outcomes.rendicontazione": {
        "<object_id>/esame/": Tipo(("view",), ("review",), vuoto=400),
        "<object_id>/proroga/": Tipo(("review",), ("review",), vuoto=422),
    },
    "community.evento": {
        "<object_id>/annulla/": Tipo(("change",), ("change",), vuoto=422),
        "<object_id>/ripristina/": Tipo(("change",), ("change",), vuoto=302),
        "<object_id>/sposta/": Tipo(("change",), ("change",), vuoto=422),
        "<object_id>/attestati/": Tipo(
            ("community.view_persona",), ("community.view_persona",), vuoto=422
        ),
        "<object_id>/inviti/": Tipo(
            ("community.add_iscrizione",), ("community.add_iscrizione",), vuoto=422
        ),
    },
    "community.materialeevento": {"<object_id>/scarica/": Tipo(("view",), ())},
    "community.resocontoevento": {
        "<object_id>/pubblica/": Tipo(("change",), ("change",), vuoto=302),
        "<object_id>/ritira/": Tipo(("change",), ("change",), vuoto=302),
    },
    "community.verbaleincontro": {
        "<object_id>/condividi/": Tipo(("change",), ("change",), vuoto=302),
        "<object_id>/seguito/": Tipo(("change",), ("change",), vuoto=302),
    },
    "community.azioneincontro": {"<object_id>/chiudi/": Tipo(("change",), ("change",), vuoto=422)},
    # Without a reason the comment is shown.
    "community.commentolezione": {
        "<object_id>/change/": Tipo(GUARDA, ("change",), vuoto=302),
    },
    "community.persona": {
        "doppioni/": Tipo(("erase",), ("erase",)),
        "<object_id>/unisci/": Tipo(("erase",), ("erase",), vuoto=422),
        "<object_id>/separa/": Tipo(("erase",), ("erase",), vuoto=302),
        "<object_id>/esporta/": Tipo(("erase",), ("erase",)),
        "<object_id>/cancella/": Tipo(("erase",), ("erase",), vuoto=422),
    },
    "community.richiestainteressato": {
        "<object_id>/evadi/": Tipo(("community.erase_persona",), ("community.erase_persona",)),
    },
    # Nothing to fill but a box to tick.
    "progetti.delegato": {"<object_id>/change/": Tipo(GUARDA, ("change",), vuoto=302)},
    "community.elementokit": {"<object_id>/scarica/": Tipo(("view",), ())},
    "progetti.documento": {"<object_id>/scarica/": Tipo(("view",), ())},
    "outcomes.quadroimpatto": {
        "comincia/": Tipo(("add",), ("add",), vuoto=422),
        "<object_id>/nuova-versione/": Tipo(("add",), ("add",), vuoto=302),
        "<object_id>/in-vigore/": Tipo(("enact",), ("enact",), vuoto=422),
        "<object_id>/confronta/": Tipo(("view",), ()),
        "<object_id>/pdf/": Tipo(("view",), ()),
    },
    "monitoraggio.reportmonitoraggio": {
        "chiedi/": Tipo(("request",), ("request",), vuoto=422),
        "<object_id>/pubblica/": Tipo(("publish",), ("publish",), vuoto=302),
        "<object_id>/riprova/": Tipo(("request",), ("request",), vuoto=302),
        "<object_id>/avanzamento/": Tipo(("view",), ()),
        "<object_id>/file/<formato>/": Tipo(("view",), ()),
        "<object_id>/costruisci/": Tipo(("request",), ("request",), vuoto=302),
        "<object_id>/nuova-versione/": Tipo(("request",), ("request",), vuoto=302),
        "<object_id>/scarta/": Tipo(("request",), ("request",), vuoto=302),
        "<object_id>/ritira/": Tipo(("publish",), ("publish",), vuoto=422),
        "<object_id>/anteprima/": Tipo(("view",), ()),
        "<object_id>/anteprima.pdf": Tipo(("view",), ()),
    },
    # Nothing to fill but a box to tick.
    "monitoraggio.pianificazionereport": {
        "<object_id>/change/": Tipo(GUARDA, ("change",), vuoto=302),
    },
    "monitoraggio.edizionedati": {
        "chiedi/": Tipo(("request",), ("request",), vuoto=302),
        "<object_id>/riprova/": Tipo(("request",), ("request",), vuoto=302),
        "<object_id>/avanzamento/": Tipo(("view",), ()),
    },
}
VAI_ALLA_SCHEDA = "<object_id>/"  # an old address: to everybody of the staff, "go to change/"
MODELLO = re.compile(r"/admin/(\w+)/(\w+)/(.*)")


@dataclass(frozen=True)
class PaginaModello:
    """An address of the management area that belongs to a model."""

    model: type[models.Model]
    tipo: str


def pagina_di_modello(indirizzo: str) -> PaginaModello | None:
    trovato = MODELLO.fullmatch(indirizzo)
    if trovato is None:
        return None
    app, nome, tipo = trovato.groups()
    for model in admin.site._registry:
        if (model._meta.app_label, model._meta.model_name) == (app, nome):
            return PaginaModello(model, tipo)
    return None


def tipo_di(pagina: PaginaModello) -> Tipo | None:
    """What is written about a kind of page; None when nothing is."""
    suoi = SOLO_SUE.get(pagina.model._meta.label_lower, {})
    return suoi.get(pagina.tipo) or TIPI.get(pagina.tipo)


def is_scritta(pagina: PaginaModello) -> bool:
    return pagina.tipo == VAI_ALLA_SCHEDA or tipo_di(pagina) is not None


def attesa(pagina: PaginaModello, ruolo: str, metodo: str) -> int:
    """The status that the rule gives for a page, a person and a method."""
    if metodo not in ("GET", "HEAD", "POST"):
        return 405
    if ruolo in ESTRANEI or pagina.tipo == VAI_ALLA_SCHEDA:
        return 302
    tipo = tipo_di(pagina)
    assert tipo is not None
    azioni = tipo.invia if metodo == "POST" else tipo.apre
    if not azioni:
        return 405
    permesse = [_puo(ruolo, pagina.model, azione) for azione in azioni]
    if not (all(permesse) if tipo.tutte else any(permesse)):
        return 403
    return tipo.vuoto if metodo == "POST" else 200


def _puo(ruolo: str, model: type[models.Model], azione: str) -> bool:
    if "." in azione:  # the right is another model's
        return can(ruolo, azione)
    if azione in MAI.get(model, ()):
        return False
    return can(ruolo, f"{model._meta.app_label}.{azione}_{model._meta.model_name}")
