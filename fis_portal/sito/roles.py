"""What each staff role may do: groups as data, applied by `sync_roles`.

Top layer: it names the permissions of every app. A role is the sum of its entries; nothing that is
not written here is granted, and `sync_roles` takes away what is no longer written.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

RESPONSABILE = "Responsabile di programma"
FUNZIONARIO = "Funzionario di progetto"
LETTURA = "Lettura"

VEDE = ("view",)
CURA = ("view", "add", "change")
TUTTO = ("view", "add", "change", "delete")

REGISTRO = ("core.fonte", "comuni.regione", "comuni.provincia", "comuni.comune")
VOCABOLARI = ("progetti.intervento", "progetti.macroarea", "progetti.tema")
PROGETTI = (
    "progetti.organizzazione",
    "progetti.progetto",
    "progetti.progettofonte",
    "progetti.progettomacroarea",
    "progetti.progettotema",
    "progetti.fattoprogetto",
    "progetti.partenariato",
    "progetti.faseprogetto",
    "progetti.transizionefase",
    "progetti.derogaregola",
    "progetti.attivita",
    "progetti.vocespesa",
    "progetti.documento",
)
QUADRI = (
    "outcomes.quadroimpatto",
    "outcomes.esito",
    "outcomes.legameesito",
    "outcomes.indicatore",
    "outcomes.dimensione",
    "outcomes.targetperiodo",
)
EVENTI = (
    "community.evento",
    "community.eventoprogetto",
    "community.eventofonte",
    "community.riepilogoincontri",
    "community.serieeventi",
    "community.sessioneevento",
    "community.sessioneprogetto",
    "community.relatore",
    "community.materialeevento",
    "community.resocontoevento",
    "community.resocontoorganizzazione",
    "community.domandaemersa",
)
PERSONE = (
    "community.persona",
    "community.iscrizione",
    "community.partecipazione",
    "community.richiestainteressato",
)
# What phones at the door sent: it goes away with its event, and is never typed.
INGRESSO = ("community.mossapresenza",)
DIARIO = (
    "community.verbaleincontro",
    "community.decisioneincontro",
    "community.azioneincontro",
    "community.seguitoazione",
)
# What teams have not shared stays hidden without the permission `team_lezione`.
ESPERIENZE = (
    "community.lezione",
    "community.lezionetema",
    "community.lezioneleva",
    "community.commentolezione",
    "community.segnolezione",
    "community.pratica",
    "community.praticabisogno",
    "community.praticadestinatario",
    "community.praticatema",
    "community.elementokit",
    "community.adozione",
    "community.riflessione",
    "community.cambiamentoistituzionale",
    "community.domandaguida",
)
PAROLE = ("community.leva", "community.bisogno", "community.destinatario")
MONITORAGGIO = ("monitoraggio.datopubblicato",)
REPORT = (
    "monitoraggio.reportmonitoraggio",
    "monitoraggio.filereport",
    "monitoraggio.sezionereport",
    "monitoraggio.edizionedati",
    "monitoraggio.versionedati",
    "monitoraggio.filedati",
)
MODELLI = (
    "monitoraggio.modelloreport",
    "monitoraggio.sezionemodello",
    "monitoraggio.pianificazionereport",
)
DESTINATARI = ("monitoraggio.destinatarioreport",)
RENDICONTAZIONE = (
    "outcomes.rendicontazione",
    "outcomes.rilevazione",
    "outcomes.parterilevazione",
    "outcomes.avanzamentoattivita",
    "outcomes.spesarendicontata",
    "outcomes.testorendicontazione",
    "outcomes.invio",
    "outcomes.osservazione",
    "outcomes.evidenza",
    "outcomes.proroga",
    "outcomes.passaggiorendicontazione",
)
PERIODI = ("outcomes.periodomonitoraggio",)
CHIAVI = (
    "outcomes.chiavecomune",
    "outcomes.richiestaidempotente",
    "outcomes.abbonamentocalendario",
)
UTENZE = ("accounts.user", "comuni.referente", "progetti.delegato")
INVITI = ("accounts.invito",)
PIANIFICAZIONE = (
    "django_celery_beat.periodictask",
    "django_celery_beat.crontabschedule",
    "django_celery_beat.intervalschedule",
)

Concessioni = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

RUOLI: dict[str, Concessioni] = {
    LETTURA: (
        (REGISTRO + VOCABOLARI + PROGETTI + QUADRI + EVENTI + MONITORAGGIO + REPORT, VEDE),
        (RENDICONTAZIONE + PERIODI + ESPERIENZE + PAROLE + MODELLI, VEDE),
    ),
    FUNZIONARIO: (
        (RENDICONTAZIONE + PERIODI, VEDE),
        (("outcomes.rendicontazione",), ("review",)),
        (REGISTRO + VOCABOLARI + REPORT, VEDE),
        (("core.fonte",), CURA),
        (PROGETTI + QUADRI + EVENTI + PERSONE + DIARIO + ESPERIENZE, TUTTO),
        (PAROLE, VEDE),
        (INGRESSO, ("view", "delete")),
        (("outcomes.originelezione",), VEDE),
        (MONITORAGGIO, CURA),
        (MODELLI, VEDE),
        (("monitoraggio.reportmonitoraggio", "monitoraggio.edizionedati"), ("request",)),
    ),
    RESPONSABILE: (
        (RENDICONTAZIONE + CHIAVI, VEDE),
        (PERIODI, CURA),
        (("outcomes.rendicontazione",), ("review",)),
        (REGISTRO + VOCABOLARI + PROGETTI + QUADRI + EVENTI + PERSONE + MONITORAGGIO, TUTTO),
        (DIARIO + ESPERIENZE + PAROLE, TUTTO),
        (INGRESSO, ("view", "delete")),
        (("community.persona",), ("erase",)),
        (("community.lezione",), ("team",)),
        (("community.accessopersona", "outcomes.originelezione"), VEDE),
        (("outcomes.quadroimpatto",), ("enact",)),
        (UTENZE, CURA),
        (("comuni.referente", "progetti.delegato"), TUTTO),
        (INVITI, VEDE),
        (("core.parerepagina",), ("view", "delete")),
        (("auth.group", "core.messaggio", "core.fileprotetto"), VEDE),
        (("core.messaggio",), ("retry",)),
        (REPORT, VEDE),
        (MODELLI + DESTINATARI, TUTTO),
        (("monitoraggio.reportmonitoraggio",), ("request", "publish")),
        (("monitoraggio.edizionedati",), ("request",)),
        (PIANIFICAZIONE, TUTTO),
    ),
}


def permissions_of(ruolo: str) -> set[str]:
    """The permissions of a role as `app.codename`, the way `has_perm` wants them."""
    return {
        f"{modello.partition('.')[0]}.{azione}_{modello.partition('.')[2]}"
        for modelli, azioni in RUOLI[ruolo]
        for modello in modelli
        for azione in azioni
    }


@transaction.atomic
def sync_roles() -> dict[str, int]:
    """Make the groups what RUOLI says. Raises LookupError for a permission that does not exist."""
    esito = {}
    for ruolo in RUOLI:
        gruppo, _creato = Group.objects.get_or_create(name=ruolo)
        permessi = _permissions(permissions_of(ruolo))
        gruppo.permissions.set(permessi)
        esito[ruolo] = len(permessi)
    return esito


def _permissions(nomi: Iterable[str]) -> list[Permission]:
    cercati = set(nomi)
    condizione = Q()
    for nome in cercati:
        app, _punto, codename = nome.partition(".")
        condizione |= Q(content_type__app_label=app, codename=codename)
    trovati = list(Permission.objects.filter(condizione).select_related("content_type"))
    mancanti = cercati - {f"{p.content_type.app_label}.{p.codename}" for p in trovati}
    if mancanti:
        raise LookupError(f"unknown permissions: {', '.join(sorted(mancanti))}")
    return trovati
