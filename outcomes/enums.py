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


class Sdg(models.TextChoices):
    """The 17 Sustainable Development Goals of the 2030 Agenda, by their Italian names."""

    POVERTA = "1", _("1. Sconfiggere la povertà")
    FAME = "2", _("2. Sconfiggere la fame")
    SALUTE = "3", _("3. Salute e benessere")
    ISTRUZIONE = "4", _("4. Istruzione di qualità")
    GENERE = "5", _("5. Parità di genere")
    ACQUA = "6", _("6. Acqua pulita e servizi igienico-sanitari")
    ENERGIA = "7", _("7. Energia pulita e accessibile")
    LAVORO = "8", _("8. Lavoro dignitoso e crescita economica")
    INFRASTRUTTURE = "9", _("9. Imprese, innovazione e infrastrutture")
    DISUGUAGLIANZE = "10", _("10. Ridurre le disuguaglianze")
    CITTA = "11", _("11. Città e comunità sostenibili")
    CONSUMO = "12", _("12. Consumo e produzione responsabili")
    CLIMA = "13", _("13. Lotta contro il cambiamento climatico")
    ACQUE = "14", _("14. Vita sott'acqua")
    TERRA = "15", _("15. Vita sulla Terra")
    PACE = "16", _("16. Pace, giustizia e istituzioni solide")
    PARTNERSHIP = "17", _("17. Partnership per gli obiettivi")


class Bes(models.TextChoices):
    """The 12 domains of equitable and sustainable well-being (BES, ISTAT)."""

    SALUTE = "01", _("1. Salute")
    ISTRUZIONE = "02", _("2. Istruzione e formazione")
    LAVORO = "03", _("3. Lavoro e conciliazione dei tempi di vita")
    ECONOMICO = "04", _("4. Benessere economico")
    RELAZIONI = "05", _("5. Relazioni sociali")
    POLITICA = "06", _("6. Politica e istituzioni")
    SICUREZZA = "07", _("7. Sicurezza")
    SOGGETTIVO = "08", _("8. Benessere soggettivo")
    PAESAGGIO = "09", _("9. Paesaggio e patrimonio culturale")
    AMBIENTE = "10", _("10. Ambiente")
    INNOVAZIONE = "11", _("11. Innovazione, ricerca e creatività")
    SERVIZI = "12", _("12. Qualità dei servizi")


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


class StatoMisura(models.TextChoices):
    """What can be said of the value of an indicator on a day."""

    MISURATO = "misurato", _("misurato")
    NON_ANCORA = "non_ancora", _("non ancora misurato")
    NON_MISURABILE = "non_misurabile", _("non misurabile")
    NON_CALCOLABILE = "non_calcolabile", _("non calcolabile")
    CONTESTATO = "contestato", _("contestato dal valutatore")
    RISERVATO = "riservato", _("non disponibile per riservatezza")


class TipoAvviso(models.TextChoices):
    """Kinds of mail about reports; one may do without each of them."""

    APERTURA = "rendicontazione_aperta", _("Si apre una rendicontazione")
    PROMEMORIA = "rendicontazione_promemoria", _("Promemoria prima e dopo la scadenza")
    PROROGA = "rendicontazione_proroga", _("La scadenza di una rendicontazione è spostata")
    RESTITUITA = "rendicontazione_restituita", _("Una rendicontazione torna con osservazioni")
    ACCETTATA = "rendicontazione_accettata", _("Una rendicontazione è accettata")
    VALIDATA = "rendicontazione_validata", _("I valori di una rendicontazione sono validati")
    CONTESTATA = "rilevazione_contestata", _("Il valutatore contesta un valore")
    RIEPILOGO = "rendicontazioni_riepilogo", _("Riepilogo settimanale per chi segue il programma")
