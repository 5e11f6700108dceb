from django.db import models
from django.utils.translation import gettext_lazy as _


class Ripartizione(models.TextChoices):
    """ISTAT's five parts of Italy."""

    NORD_OVEST = "Nord-ovest", _("Nord-ovest")
    NORD_EST = "Nord-est", _("Nord-est")
    CENTRO = "Centro", _("Centro")
    SUD = "Sud", _("Sud")
    ISOLE = "Isole", _("Isole")


class TipoUts(models.IntegerChoices):
    """Kind of supra-municipal unit (ISTAT)."""

    PROVINCIA = 1, _("Provincia")
    PROVINCIA_AUTONOMA = 2, _("Provincia autonoma")
    CITTA_METROPOLITANA = 3, _("Città metropolitana")
    LIBERO_CONSORZIO = 4, _("Libero consorzio di Comuni")
    NON_AMMINISTRATIVA = 5, _("Unità non amministrativa")


class RuoloReferente(models.TextChoices):
    """What a person may do for a Comune: fill in, or also send."""

    COMPILATORE = "compilatore", _("compilatore")
    RESPONSABILE = "responsabile", _("responsabile")
