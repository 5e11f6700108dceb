from django.db import models
from django.utils.translation import gettext_lazy as _


class PrecisioneData(models.TextChoices):
    """How exactly a date is known: sources often give a month, a year or only their own date."""

    GIORNO = "giorno", _("giorno")
    MESE = "mese", _("mese")
    ANNO = "anno", _("anno")
    ATTESTATA = "attestata", _("attestata alla data della fonte")


VOTO_POSITIVO = 4


class MotivoParere(models.TextChoices):
    """What a reader liked, or where he found difficulties, in a page (AGID feedback model)."""

    CHIARE = "chiare", _("Le informazioni sono chiare")
    COMPLETE = "complete", _("Le informazioni sono complete")
    TROVATO = "trovato", _("Ho trovato subito quello che cercavo")
    ALTRO_POSITIVO = "altro-positivo", _("Altro")
    POCO_CHIARE = "poco-chiare", _("Alcune informazioni non sono chiare")
    INCOMPLETE = "incomplete", _("Mancano informazioni")
    NON_TROVATO = "non-trovato", _("Non ho trovato quello che cercavo")
    PROBLEMA_TECNICO = "problema-tecnico", _("Qualcosa non ha funzionato")
    ALTRO_NEGATIVO = "altro-negativo", _("Altro")

    @classmethod
    def adatti(cls, voto: int) -> "list[MotivoParere]":
        """What one may like (4 or 5 stars) or find hard (1 to 3): the form asks one of the two."""
        positivi = [cls.CHIARE, cls.COMPLETE, cls.TROVATO, cls.ALTRO_POSITIVO]
        return positivi if voto >= VOTO_POSITIVO else [m for m in cls if m not in positivi]


class StatoFile(models.TextChoices):
    """What is known of a file somebody sent: only a clean one may be downloaded."""

    IN_VERIFICA = "in_verifica", _("in verifica")
    PULITO = "pulito", _("pulito")
    IN_QUARANTENA = "in_quarantena", _("in quarantena")


class StatoMessaggio(models.TextChoices):
    """Where an e-mail stands. Sent is the end; a failed one is queued again by hand."""

    IN_CODA = "in_coda", _("in coda")
    INVIATO = "inviato", _("inviato")
    FALLITO = "fallito", _("fallito")
