"""The alliance of a project as a chart and its table."""

from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fis_portal.core.charts import Alleanze, Alleato, Grafico, Tratto
from progetti.selectors.alleanze import Alleanza, Membro


def alleanza_grafico(alleanza: Alleanza, *, oggi: date, progetto: str) -> Grafico | None:
    """None where no date is known: there is nothing to draw, and the page says so."""
    if not alleanza.ha_date:
        return None
    return Alleanze(
        id="alleanza-grafico",
        titolo=_("L'alleanza nel tempo: %(progetto)s") % {"progetto": progetto},
        descrizione=_in_parole(alleanza),
        alleati=[_alleato(membro, alleanza) for membro in alleanza.membri],
        tratti=[
            Tratto(
                nome=_("Intervento %(codice)s") % {"codice": d.codice},
                dal=min(d.dal, oggi),
                al=min(d.al, oggi) if d.al else None,
            )
            for d in alleanza.durate
            if d.dal <= oggi
        ],
        oggi=oggi,
    ).render()


def _in_parole(alleanza: Alleanza) -> str:
    n = len(alleanza.membri)
    frasi = [ngettext("%(n)s ente per ruolo.", "%(n)s enti per ruolo.", n) % {"n": n}]
    nuovi = sum(m.is_tipo_nuovo for m in alleanza.membri)
    insieme = sum(bool(m.prima_volta_con) for m in alleanza.membri)
    frasi.append(
        _("Alla prima collaborazione nel programma: %(insieme)s. Tipi di ente nuovi: %(nuovi)s.")
        % {"insieme": insieme, "nuovi": nuovi}
    )
    if alleanza.senza_date:
        frasi.append(_("Senza date pubblicate: %(quanti)s.") % {"quanti": alleanza.senza_date})
    return " ".join([*frasi, _("Gli stessi dati sono nella tabella.")])


def _alleato(membro: Membro, alleanza: Alleanza) -> Alleato:
    return Alleato(
        nome=membro.nome,
        ruolo=capfirst(str(membro.ruolo.label)),
        tipo=membro.tipo,
        dal=membro.dal,
        al=membro.al,
        fasi=[_("Intervento %(codice)s") % {"codice": codice} for codice in membro.fasi],
        novita=novita_di(membro, alleanza),
    )


def novita_di(membro: Membro, alleanza: Alleanza) -> list[str]:
    """What is new about a body, in words."""
    novita = []
    if membro.is_tipo_nuovo:
        novita.append(_("nuovo tipo di ente nel progetto"))
    altri = {m.organizzazione for m in alleanza.membri} - {membro.organizzazione}
    if len(altri) > 1 and len(membro.prima_volta_con) == len(altri):
        novita.append(_("prima volta insieme con tutti gli altri"))
    elif membro.prima_volta_con:
        novita.append(
            _("prima volta insieme con %(chi)s") % {"chi": ", ".join(membro.prima_volta_con)}
        )
    return novita
