from django.db import models
from django.utils.translation import gettext_lazy as _


class StatoFase(models.TextChoices):
    """State of a project in one Intervento of the programme."""

    CANDIDATA = "candidata", _("candidata")
    AMMESSA = "ammessa", _("ammessa")
    FINANZIATA = "finanziata", _("finanziata")
    IN_CORSO = "in_corso", _("in corso")
    CONCLUSA = "conclusa", _("conclusa")
    RITIRATA = "ritirata", _("ritirata")
    ESCLUSA = "esclusa", _("esclusa")


# The way a phase normally goes: each state implies that the ones before it were reached.
SCALA_FASE: tuple[StatoFase, ...] = (
    StatoFase.CANDIDATA,
    StatoFase.AMMESSA,
    StatoFase.FINANZIATA,
    StatoFase.IN_CORSO,
    StatoFase.CONCLUSA,
)
STATI_USCITA: frozenset[StatoFase] = frozenset({StatoFase.RITIRATA, StatoFase.ESCLUSA})

TRANSIZIONI_FASE: dict[StatoFase, frozenset[StatoFase]] = {
    StatoFase.CANDIDATA: frozenset({StatoFase.AMMESSA, *STATI_USCITA}),
    StatoFase.AMMESSA: frozenset({StatoFase.FINANZIATA, *STATI_USCITA}),
    StatoFase.FINANZIATA: frozenset({StatoFase.IN_CORSO, StatoFase.RITIRATA}),
    StatoFase.IN_CORSO: frozenset({StatoFase.CONCLUSA, StatoFase.RITIRATA}),
    StatoFase.CONCLUSA: frozenset(),
    StatoFase.RITIRATA: frozenset(),
    StatoFase.ESCLUSA: frozenset(),
}


def stati_da(stato: StatoFase) -> list[StatoFase]:
    """The state and those that imply it: reaching `conclusa` means having been `finanziata`."""
    return list(SCALA_FASE[SCALA_FASE.index(stato) :])


class TipoOrganizzazione(models.TextChoices):
    """Kind of body."""

    PA = "pa", _("pubblica amministrazione")
    ETS = "ets", _("ente del Terzo settore")
    UNIVERSITA = "universita", _("università o ente di ricerca")
    IMPRESA = "impresa", _("impresa")
    FONDAZIONE = "fondazione", _("fondazione")
    BANCA = "banca", _("banca o intermediario finanziario")
    ALTRO = "altro", _("altro")


class RuoloPartenariato(models.TextChoices):
    """Role of a body in a project; the first four are mandatory (Avviso pubblico 5-4-2019)."""

    PROPONENTE = "proponente", _("proponente")
    ATTUATORE = "attuatore", _("attuatore")
    INVESTITORE = "investitore", _("investitore o finanziatore privato")
    VALUTATORE = "valutatore", _("valutatore")
    PARTNER = "partner", _("partner")


RUOLI_OBBLIGATORI: tuple[RuoloPartenariato, ...] = (
    RuoloPartenariato.PROPONENTE,
    RuoloPartenariato.ATTUATORE,
    RuoloPartenariato.INVESTITORE,
    RuoloPartenariato.VALUTATORE,
)


class RegolaProgramma(models.TextChoices):
    """Rules of the programme that staff may set aside for one project, with a reason."""

    BENEFICIARIO = "beneficiario", _("solo Comuni capoluogo e Città metropolitane")
    UN_PROGETTO = "un_progetto", _("un solo progetto per Comune proponente")
    QUATTRO_PARTENARIATI = "quattro_partenariati", _("un ente è partner in quattro progetti al più")
    RUOLI_OBBLIGATORI = "ruoli_obbligatori", _("quattro ruoli obbligatori")
    MASSIMALE = "massimale", _("importo entro il massimale dell'Intervento")


class TipoVoceSpesa(models.TextChoices):
    """Eligible cost heads (Avviso pubblico 5-4-2019, as quoted by secondary sources)."""

    RISORSE_UMANE = "risorse_umane", _("risorse umane")
    VIAGGI = "viaggi", _("viaggi, vitto e alloggio")
    MATERIALI = "materiali", _("materiali e attrezzature")
    SERVIZI = "servizi", _("beni e servizi di terzi")
    MANUTENZIONE = "manutenzione", _("manutenzione e ristrutturazione")
    ALTRO = "altro", _("altro")


class CategoriaDocumento(models.TextChoices):
    """What a document of a project is."""

    PROGETTO = "progetto", _("progetto esecutivo")
    CONVENZIONE = "convenzione", _("convenzione o accordo")
    ATTO = "atto", _("atto amministrativo")
    STUDIO = "studio", _("studio o ricerca")
    RELAZIONE = "relazione", _("relazione")
    ALTRO = "altro", _("altro")


class VisibilitaDocumento(models.TextChoices):
    """Who may download a document."""

    STAFF = "staff", _("solo il personale del programma")
    PROGETTO = "progetto", _("anche il Comune e il valutatore del progetto")
    PUBBLICO = "pubblico", _("tutti")
