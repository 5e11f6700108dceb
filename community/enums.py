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


class RuoloPartecipazione(models.TextChoices):
    """In what capacity a person attends."""

    PARTECIPANTE = "partecipante", _("partecipante")
    RELATORE = "relatore", _("relatore")
    ORGANIZZATORE = "organizzatore", _("organizzatore")
