from django.db import models
from django.utils.translation import gettext_lazy as _


class PrecisioneData(models.TextChoices):
    """How exactly a date is known: sources often give a month, a year or only their own date."""

    GIORNO = "giorno", _("giorno")
    MESE = "mese", _("mese")
    ANNO = "anno", _("anno")
    ATTESTATA = "attestata", _("attestata alla data della fonte")
