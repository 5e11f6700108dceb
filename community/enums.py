from django.db import models
from django.utils.translation import gettext_lazy as _


class TipoEvento(models.TextChoices):
    """Kinds of meeting of the community of practice."""

    GIORNATA_SCAMBIO = "giornata_scambio", _("giornata di scambio")
    LABORATORIO = "laboratorio", _("laboratorio")
    WEBINAR = "webinar", _("webinar")
    SEMINARIO = "seminario", _("seminario")
    OUTCOME_TEAM = "outcome_team", _("outcome team")
    INCONTRO_SUPPORTO = "incontro_supporto", _("incontro di supporto")
    PRESENTAZIONE = "presentazione", _("presentazione")


# The meetings that have a page of the diary for each project.
INCONTRI_DI_SUPPORTO = (TipoEvento.OUTCOME_TEAM, TipoEvento.INCONTRO_SUPPORTO)


class RuoloPartecipazione(models.TextChoices):
    """In what capacity a person attends."""

    PARTECIPANTE = "partecipante", _("partecipante")
    RELATORE = "relatore", _("relatore")
    ORGANIZZATORE = "organizzatore", _("organizzatore")


class ModalitaEvento(models.TextChoices):
    """How one takes part in a meeting."""

    PRESENZA = "presenza", _("in presenza")
    ONLINE = "online", _("online")
    IBRIDO = "ibrido", _("in presenza e online")


class IscrizioniEvento(models.TextChoices):
    """Who may register for a meeting through the portal."""

    CHIUSE = "chiuse", _("non servono o non passano dal portale")
    LIBERE = "libere", _("aperte a chiunque")
    SU_INVITO = "su_invito", _("solo a chi è invitato")


class FrequenzaSerie(models.TextChoices):
    """How often the meetings of a series come back."""

    SETTIMANALE = "settimanale", _("ogni settimana")
    QUINDICINALE = "quindicinale", _("ogni due settimane")
    MENSILE = "mensile", _("ogni mese, lo stesso giorno della settimana")


class MomentoMateriale(models.TextChoices):
    """When a material is of use."""

    PRIMA = "prima", _("da leggere prima")
    DOPO = "dopo", _("presentato o prodotto nell'incontro")


class VisibilitaMateriale(models.TextChoices):
    """Who may have a material."""

    PUBBLICO = "pubblico", _("tutti")
    ISCRITTI = "iscritti", _("chi è iscritto o era presente")


class StatoIscrizione(models.TextChoices):
    """Where a registration stands."""

    INVITATA = "invitata", _("invitata")
    ISCRITTA = "iscritta", _("iscritta")
    IN_ATTESA = "in_attesa", _("in lista d'attesa")
    ANNULLATA = "annullata", _("annullata")


class CanalePresenza(models.TextChoices):
    """How it became known that somebody came."""

    UFFICIO = "ufficio", _("registrata dall'ufficio")
    CODICE = "codice", _("codice QR all'ingresso")
    ELENCO = "elenco", _("elenco all'ingresso")
    FOGLIO = "foglio", _("foglio firme")


class AzionePersona(models.TextChoices):
    """What somebody did with the personal data of the community (access log)."""

    VISTA = "vista", _("scheda vista")
    ELENCO = "elenco", _("elenco visto")
    MODIFICA = "modifica", _("dati cambiati")
    ESPORTAZIONE = "esportazione", _("dati esportati")
    FOGLIO = "foglio", _("foglio firme caricato o scaricato")
    UNIONE = "unione", _("persone unite o separate")
    CANCELLAZIONE = "cancellazione", _("dati cancellati")


class TipoRichiesta(models.TextChoices):
    """What a person asks about her own data (GDPR art. 15 and 17)."""

    ACCESSO = "accesso", _("copia dei propri dati")
    CANCELLAZIONE = "cancellazione", _("cancellazione dei propri dati")


class CaricoAzione(models.TextChoices):
    """On whom an agreed action rests."""

    COMUNE = "comune", _("Comune")
    PARTNER = "partner", _("partner del progetto")
    FORMEZ = "formez", _("Formez")


class StatoAzione(models.TextChoices):
    """Where an agreed action stands."""

    APERTA = "aperta", _("aperta")
    FATTA = "fatta", _("fatta")
    LASCIATA = "lasciata", _("lasciata cadere")


class Visibilita(models.TextChoices):
    """Who reads what a team tells: raised one step at a time, by the owner's consent alone."""

    TEAM = "team", _("il gruppo del progetto")
    COMUNITA = "comunita", _("la comunità di pratica")
    PUBBLICA = "pubblica", _("tutti")


class TipoSegno(models.TextChoices):
    """What another Comune says of a lesson."""

    UTILE = "utile", _("utile a noi")
    RIUSATA = "riusata", _("riusata")


class TipoElementoKit(models.TextChoices):
    """What a piece of a replication kit is."""

    ATTO = "atto", _("atto amministrativo")
    CONVENZIONE = "convenzione", _("convenzione o accordo")
    CONTABILE = "contabile", _("dispositivo contabile")
    GIURIDICO = "giuridico", _("dispositivo giuridico")
    MODELLO = "modello", _("modello da compilare")
    ALTRO = "altro", _("altro")


class DimensioneComune(models.TextChoices):
    """How large the Comuni are that a practice is made for, by inhabitants."""

    PICCOLO = "fino-a-20000", _("fino a 20.000 abitanti")
    MEDIO = "fino-a-100000", _("da 20.001 a 100.000 abitanti")
    GRANDE = "fino-a-250000", _("da 100.001 a 250.000 abitanti")
    METROPOLI = "oltre-250000", _("oltre 250.000 abitanti")


class TipoAdozione(models.TextChoices):
    """How a Comune takes up a practice."""

    ADOTTA = "adotta", _("adotta")
    ADATTA = "adatta", _("adatta")


class StatoAdozione(models.TextChoices):
    """How far the adoption has come."""

    DICHIARATA = "dichiarata", _("dichiarata")
    AVVIATA = "avviata", _("avviata")
    A_REGIME = "a_regime", _("a regime")
    LASCIATA = "lasciata", _("lasciata")


class TipoCambiamento(models.TextChoices):
    """What changed in the institution (NUVAP, "Primi spunti dal lavoro di rete", 2019)."""

    UFFICIO = "ufficio", _("nuovo ufficio")
    SERVIZIO = "servizio", _("nuovo servizio")
    RUOLO = "ruolo", _("nuovo ruolo o competenza")
    PROCEDURA = "procedura", _("nuova procedura o regola")
    ALTRO = "altro", _("altro")


# First words of addresses of meetings, public and in the area: no meeting may be called so.
SLUG_RISERVATI = frozenset(
    "accoglienza agenda attestati azioni calendario diario informativa iscrizioni".split()
)
