"""The sidebar of the management area: grouped by the work, only what this person may open."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Title of the group, then (model as in the admin's addresses, title or None for its own, icon).
GRUPPI: tuple[tuple[Any, tuple[tuple[str, Any, str], ...]], ...] = (
    (
        gettext_lazy("Programma"),
        (
            ("progetti.progetto", None, "lightbulb"),
            ("progetti.faseprogetto", gettext_lazy("Fasi e importi"), "step"),
            ("progetti.transizionefase", gettext_lazy("Passaggi di stato"), "timeline"),
            ("progetti.organizzazione", None, "apartment"),
            ("progetti.partenariato", gettext_lazy("Partenariati"), "handshake"),
            ("progetti.delegato", None, "assignment_ind"),
            ("progetti.documento", None, "folder_open"),
            ("progetti.intervento", None, "account_balance"),
            ("progetti.macroarea", None, "category"),
            ("progetti.tema", None, "sell"),
            ("core.fonte", None, "link"),
        ),
    ),
    (
        gettext_lazy("Risultati"),
        (
            ("outcomes.quadroimpatto", None, "account_tree"),
            ("outcomes.esito", None, "flag"),
            ("outcomes.indicatore", None, "speed"),
        ),
    ),
    (
        gettext_lazy("Rendicontazione"),
        (
            ("outcomes.rendicontazione", gettext_lazy("Da esaminare e tutte"), "fact_check"),
            ("outcomes.periodomonitoraggio", gettext_lazy("Periodi e tabellone"), "grid_on"),
            ("outcomes.rilevazione", gettext_lazy("Valori misurati"), "monitoring"),
            ("outcomes.invio", gettext_lazy("Invii e ricevute"), "receipt_long"),
            ("outcomes.evidenza", None, "attach_file"),
            ("outcomes.osservazione", None, "rate_review"),
            ("outcomes.chiavecomune", gettext_lazy("Chiavi dei sistemi dei Comuni"), "key"),
        ),
    ),
    (
        gettext_lazy("Comuni"),
        (
            ("comuni.comune", None, "location_city"),
            ("comuni.referente", None, "badge"),
            ("comuni.provincia", None, "map"),
            ("comuni.regione", None, "public"),
        ),
    ),
    (
        gettext_lazy("Community"),
        (
            ("community.evento", None, "event"),
            ("community.serieeventi", None, "event_repeat"),
            ("community.verbaleincontro", None, "edit_note"),
            ("community.azioneincontro", None, "task_alt"),
            ("community.resocontoevento", None, "summarize"),
            ("community.riepilogoincontri", gettext_lazy("Totali di incontri"), "functions"),
            ("community.iscrizione", None, "how_to_reg"),
            ("community.partecipazione", gettext_lazy("Presenze"), "co_present"),
            ("community.persona", None, "group"),
            ("community.richiestainteressato", None, "privacy_tip"),
            ("community.accessopersona", None, "policy"),
        ),
    ),
    (
        gettext_lazy("Esperienze"),
        (
            ("community.lezione", None, "school"),
            ("community.commentolezione", None, "forum"),
            ("community.pratica", None, "menu_book"),
            ("community.adozione", None, "share"),
            ("community.riflessione", None, "psychology"),
            ("community.cambiamentoistituzionale", None, "change_circle"),
            ("community.domandaguida", None, "help"),
            ("community.leva", None, "bolt"),
            ("community.bisogno", None, "volunteer_activism"),
            ("community.destinatario", None, "diversity_3"),
        ),
    ),
    (
        gettext_lazy("Monitoraggio"),
        (
            ("monitoraggio.reportmonitoraggio", gettext_lazy("Report"), "description"),
            ("monitoraggio.modelloreport", gettext_lazy("Modelli di report"), "view_agenda"),
            ("monitoraggio.pianificazionereport", gettext_lazy("Report pianificati"), "schedule"),
            ("monitoraggio.destinatarioreport", gettext_lazy("Destinatari dei report"), "mail"),
            ("monitoraggio.datopubblicato", gettext_lazy("Dati pubblicati"), "format_quote"),
            ("monitoraggio.edizionedati", gettext_lazy("Dati aperti"), "database"),
            ("monitoraggio.versionedati", gettext_lazy("Versioni dei dati"), "history"),
            ("core.parerepagina", gettext_lazy("Pareri sulle pagine"), "reviews"),
        ),
    ),
    (
        gettext_lazy("Sistema"),
        (
            ("accounts.user", None, "person"),
            ("auth.group", gettext_lazy("Ruoli"), "shield_person"),
            ("django_celery_beat.periodictask", gettext_lazy("Lavori pianificati"), "schedule"),
            ("core.messaggio", gettext_lazy("Posta in uscita"), "mail"),
            ("core.fileprotetto", None, "attach_file"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups for django-unfold (UNFOLD["SIDEBAR"]["navigation"])."""
    registrati = {model._meta.label_lower: a for model, a in admin.site._registry.items()}
    gruppi: list[dict[str, Any]] = [
        {
            "title": "",
            "items": [
                {"title": _("La scrivania"), "icon": "home", "link": reverse("admin:index")},
            ],
        }
    ]
    for titolo, voci in GRUPPI:
        aperte = [
            _voce(registrati[nome], titolo_voce, icona)
            for nome, titolo_voce, icona in voci
            if nome in registrati and registrati[nome].has_view_permission(request)
        ]
        if aperte:
            gruppi.append({"title": str(titolo), "separator": True, "items": aperte})
    return gruppi


def _voce(model_admin: Any, titolo: Any, icona: str) -> dict[str, Any]:
    opts = model_admin.opts
    nome = str(titolo or opts.verbose_name_plural)
    return {
        "title": nome[:1].upper() + nome[1:],
        "icon": icona,
        "link": reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
    }


def stylesheet(request: HttpRequest) -> str:
    return static("css/gestione.css")


def favicon(request: HttpRequest) -> str:
    return static("img/favicon.svg")
