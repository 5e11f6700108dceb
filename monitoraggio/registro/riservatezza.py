"""How a line of a figure on people is said when it may not be shown (see `persone`)."""

from dataclasses import replace

from django.utils.translation import gettext as _

from fis_portal.core.riservatezza import soglia_celle
from monitoraggio.registro.base import Voce


def taciuta(voce: Voce) -> Voce:
    return replace(
        voce,
        valore=None,
        quota=None,
        soppressa=True,
        nota=_("n.d.: meno di %(soglia)s persone, o ricavabile per differenza")
        % {"soglia": soglia_celle()},
    )
