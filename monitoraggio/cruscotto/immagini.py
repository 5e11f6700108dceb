"""The chart of a figure as a picture of its own: all that must be said is written on it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fis_portal.core.charts import Foglio
from fis_portal.core.immagini import caratteri_di, png
from fis_portal.core.quote import data_it
from monitoraggio.cruscotto.pannelli import Pannello
from monitoraggio.render.grafici import LARGHEZZA, grafico
from monitoraggio.render.testi import LICENZA, note_figura


@dataclass(frozen=True, slots=True)
class Immagine:
    """A chart ready to leave: `svg` without fonts, to draw or to embed them in."""

    foglio: dict[str, Any]

    @property
    def disegno(self) -> str:
        return Foglio(**self.foglio).render()

    def svg(self) -> bytes:
        stile = caratteri_di(self.disegno)
        return Foglio(**self.foglio, stile=stile).render().encode()

    def png(self) -> bytes:
        detto = " ".join([self.foglio["avviso"], self.foglio["frase"], *self.foglio["note"]])
        return png(self.disegno, titolo=self.foglio["titolo"], descrizione=detto.strip())


def immagine(pannello: Pannello) -> Immagine | None:
    """None where there is nothing to draw."""
    dati = pannello.pagina.dati
    disegnato = grafico(dati, larghezza=LARGHEZZA)
    if disegnato is None:
        return None
    note = [nota for nota in (disegnato.nota, *note_figura(dati), pannello.in_breve) if nota]
    return Immagine(
        {
            "id": f"foglio-{dati['codice']}",
            "titolo": dati["titolo"],
            "frase": dati["frase"],
            "grafico": disegnato,
            "avviso": _("Dati dimostrativi: Comuni, progetti e importi sono inventati.")
            if dati["dimostrativi"]
            else "",
            "note": list(dict.fromkeys(note)),
            "piede": _piede(pannello),
        }
    )


def _piede(pannello: Pannello) -> list[str]:
    dati = pannello.pagina.dati
    quando = _("Calcolato dal portale al %(giorno)s. Unità: %(unita)s.") % {
        "giorno": data_it(pannello.richiesta.alla),
        "unita": dati["unita"],
    }
    if giorno := pannello.richiesta.conosciuto_al:
        come = _("Come i dati risultavano il %(giorno)s.") % {"giorno": data_it(giorno)}
        quando = f"{quando} {come}"
    filtri = pannello.pagina.filtri
    return [
        f"{quando} {_('Solo')} {filtri}." if filtri else quando,
        f"{capfirst(settings.SITE_NAME)}, {LICENZA}: {settings.SITE_URL}{pannello.url}",
    ]
