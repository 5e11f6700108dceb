"""The first sheet: what this workbook is and how to fill it in."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell

from outcomes.render.foglio_stili import TESTO, TITOLO
from outcomes.selectors.foglio.celle import testo_sicuro
from outcomes.selectors.modulo import Modulo


def istruzioni(libro: Any, modulo: Modulo) -> None:
    """Write the sheet of the instructions."""
    pagina = libro.create_sheet(_("Istruzioni"))
    pagina.column_dimensions["A"].width = 100
    pagina.protection.sheet = True
    pagina.protection.formatColumns = False
    rendicontazione = modulo.rendicontazione
    righe = [
        (str(rendicontazione.progetto), TITOLO),
        (_("Rendicontazione: %(periodo)s") % {"periodo": rendicontazione.periodo}, TITOLO),
        (_("Da inviare entro il %(data)s. Foglio scaricato il %(ora)s.")
         % {"data": f"{rendicontazione.scadenza:%d/%m/%Y}",
            "ora": f"{timezone.localtime():%d/%m/%Y alle %H:%M}"}, TESTO),
        ("", TESTO),
        *((testo, TESTO) for testo in _testi()),
    ]  # fmt: skip
    for testo, stile in righe:
        cella = WriteOnlyCell(pagina, testo_sicuro(testo))
        cella.style = stile
        pagina.append([cella])


def _testi() -> tuple[str, ...]:
    return (
        _("1. Compila solo le celle bianche. Quelle grigie sono bloccate: servono a riconoscere la "
          "riga quando ricarichi il foglio."),
        _("2. Puoi lasciare celle vuote: una bozza può essere incompleta. Vuoto non è zero: se il "
          "valore misurato è zero, scrivi 0."),
        _("3. «Il valore è»: scegli «misurato», «non ancora misurato» o «non misurabile» (e in "
          "questo caso scrivi perché). Se scrivi un valore puoi lasciarlo vuoto."),
        _("4. I numeri all'italiana, con la virgola per i decimali (1.234,56); le date come "
          "giorno/mese/anno (05/03/2026)."),
        _("5. Le percentuali si scrivono come numeratore e denominatore: il portale le calcola."),
        _("6. Niente formule: se un valore viene da un altro foglio, usa «incolla come valore»."),
        _("7. Per svuotare un valore già salvato, svuota la sua cella. Le righe che togli dal "
          "foglio restano com'erano nel portale."),
        _("8. Salva in formato .xlsx e carica il foglio nella pagina della rendicontazione: prima "
          "di scrivere qualcosa il portale ti mostra che cosa cambierebbe."),
        _("9. Se nel frattempo un collega ha cambiato le stesse righe, il portale te lo dice e "
          "scegli tu, riga per riga."),
        _("10. I documenti (evidenze) si caricano nel portale, non qui."),
    )  # fmt: skip
