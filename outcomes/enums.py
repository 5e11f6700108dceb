from django.db import models
from django.utils.translation import gettext_lazy as _


# --- Quadro: the impact framework ----------------------------------------------------------------
class StatoQuadro(models.TextChoices):
    """State of a version of an impact framework."""

    BOZZA = "bozza", _("bozza")
    IN_VIGORE = "in_vigore", _("in vigore")
    SUPERATO = "superato", _("superato")


class LivelloEsito(models.TextChoices):
    """Levels of a theory of change, from what is put in to what changes in the end."""

    INPUT = "input", _("risorse")
    ATTIVITA = "attivita", _("attività")
    OUTPUT = "output", _("realizzazioni")
    OUTCOME = "outcome", _("risultati")
    IMPATTO = "impatto", _("impatto")


class TipoIndicatore(models.TextChoices):
    """What kind of value an indicator takes."""

    CONTEGGIO = "conteggio", _("conteggio")
    NUMERO = "numero", _("numero")
    EURO = "euro", _("importo in euro")
    PERCENTUALE = "percentuale", _("percentuale")
    SI_NO = "si_no", _("sì o no")
    SCALA = "scala", _("scala")


class Direzione(models.TextChoices):
    """Which way is good."""

    CRESCE = "cresce", _("è bene che cresca")
    DIMINUISCE = "diminuisce", _("è bene che diminuisca")


class Cumulo(models.TextChoices):
    """How the values of several periods make one."""

    CUMULATIVO = "cumulativo", _("cumulativo: ogni valore comprende i precedenti")
    PER_PERIODO = "per_periodo", _("per periodo: i valori si sommano")


class StatoBase(models.TextChoices):
    """What is known of the baseline."""

    MISURATA = "misurata", _("misurata")
    NON_ANCORA = "non_ancora", _("non ancora misurata")
    NON_APPLICABILE = "non_applicabile", _("non applicabile")


class Frequenza(models.TextChoices):
    """How often an indicator is measured."""

    MENSILE = "mensile", _("ogni mese")
    TRIMESTRALE = "trimestrale", _("ogni tre mesi")
    SEMESTRALE = "semestrale", _("ogni sei mesi")
    ANNUALE = "annuale", _("ogni anno")
    FINALE = "finale", _("alla fine")


class Riservatezza(models.TextChoices):
    """Which small-cell rule the values follow in everything public (DESIGN.md section 6)."""

    NESSUNA = "nessuna", _("non conta persone")
    PERSONE = "persone", _("conta persone")
    SENSIBILE = "sensibile", _("conta minori o persone con disabilità")


# --- Rendicontazione: reporting and validation ---------------------------------------------------
class StatoRendicontazione(models.TextChoices):
    """State of a Comune's progress report for one period."""

    DA_INIZIARE = "da_iniziare", _("da iniziare")
    BOZZA = "bozza", _("bozza")
    INVIATA = "inviata", _("inviata")
    RESTITUITA = "restituita", _("restituita")
    ACCETTATA = "accettata", _("accettata")
    VALIDATA = "validata", _("validata")


TRANSIZIONI_RENDICONTAZIONE: dict[StatoRendicontazione, frozenset[StatoRendicontazione]] = {
    StatoRendicontazione.DA_INIZIARE: frozenset({StatoRendicontazione.BOZZA}),
    StatoRendicontazione.BOZZA: frozenset({StatoRendicontazione.INVIATA}),
    StatoRendicontazione.INVIATA: frozenset(
        {StatoRendicontazione.RESTITUITA, StatoRendicontazione.ACCETTATA}
    ),
    StatoRendicontazione.RESTITUITA: frozenset({StatoRendicontazione.INVIATA}),
    StatoRendicontazione.ACCETTATA: frozenset(
        {StatoRendicontazione.RESTITUITA, StatoRendicontazione.VALIDATA}
    ),
    # A verdict may be taken back, with a reason.
    StatoRendicontazione.VALIDATA: frozenset({StatoRendicontazione.ACCETTATA}),
}
# The Comune writes in these, and only in these.
STATI_APERTI: frozenset[StatoRendicontazione] = frozenset(
    {
        StatoRendicontazione.DA_INIZIARE,
        StatoRendicontazione.BOZZA,
        StatoRendicontazione.RESTITUITA,
    }
)
STATI_ACCETTATI: frozenset[StatoRendicontazione] = frozenset(
    {StatoRendicontazione.ACCETTATA, StatoRendicontazione.VALIDATA}
)


class StatoValore(models.TextChoices):
    """The three honest states of a value: zero is a value, empty is never zero."""

    MISURATO = "misurato", _("misurato")
    NON_ANCORA = "non_ancora", _("non ancora misurato")
    NON_MISURABILE = "non_misurabile", _("non misurabile")


class Verifica(models.TextChoices):
    """The evaluator's verdict on one measured value."""

    DA_VERIFICARE = "da_verificare", _("da verificare")
    VALIDATA = "validata", _("validata")
    CONTESTATA = "contestata", _("contestata")


class StatoAvanzamento(models.TextChoices):
    """How far a planned activity has come; empty is not said yet."""

    NON_INIZIATA = "non_iniziata", _("non iniziata")
    IN_CORSO = "in_corso", _("in corso")
    CONCLUSA = "conclusa", _("conclusa")
    SOSPESA = "sospesa", _("sospesa")
    ANNULLATA = "annullata", _("annullata")


class CapitoloTesto(models.TextChoices):
    """The free texts of a report, in the order they are asked."""

    NARRATIVA = "narrativa", _("Che cosa è successo nel periodo")
    DIFFICOLTA = "difficolta", _("Difficoltà incontrate")
    NON_FUNZIONATO = "non_funzionato", _("Che cosa non ha funzionato")
    PROSSIMI_PASSI = "prossimi_passi", _("Prossimi passi")


class SezioneRendicontazione(models.TextChoices):
    """The sections of a report: one screen section and one spreadsheet sheet each."""

    ATTIVITA = "attivita", _("Attività")
    INDICATORI = "indicatori", _("Indicatori")
    SPESE = "spese", _("Spese")
    TESTI = "testi", _("Racconto")
    EVIDENZE = "evidenze", _("Evidenze")


class Attendibilita(models.TextChoices):
    """Who vouches for a value shown somewhere."""

    DICHIARATO = "dichiarato", _("dichiarato dal Comune")
    ACCETTATO = "accettato", _("accettato dal programma")
    VALIDATO = "validato", _("validato dal valutatore")
    CONTESTATO = "contestato", _("contestato dal valutatore")
