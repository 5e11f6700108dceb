"""What is missing in the records of the projects."""

from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.quote import numero_it, quota
from monitoraggio.registro.base import Ambito, DefinizioneFigura, Figura, Voce
from progetti.models import Progetto
from progetti.selectors import MANCANZE


def _calcola(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    progetti = Progetto.objects.public().filter(is_demo=ambito.dimostrativi).finanziati(ambito.alla)
    conteggi = progetti.aggregate(
        tutti=Count("pk"),
        **{codice: Count("pk", filter=q) for codice, (_nome, q) in MANCANZE.items()},
    )
    tutti = conteggi["tutti"]
    return definizione.figura(
        ambito,
        frase=_("Quanto manca, campo per campo, nelle schede di %(n)s progetti.")
        % {"n": numero_it(tutti)},
        voci=[
            Voce(codice, capfirst(str(nome)), conteggi[codice], quota(conteggi[codice], tutti))
            for codice, (nome, _q) in MANCANZE.items()
        ],
        denominatore=tutti,
    )


COMPLETEZZA = DefinizioneFigura(
    codice="completezza",
    titolo=gettext_lazy("Che cosa manca nei dati"),
    definizione=gettext_lazy(
        "Progetti finanziati entro la data ai quali manca un dato, campo per campo. Manca perché "
        "nessuna fonte pubblica lo riporta, o perché non è ancora stato caricato."
    ),
    unita=gettext_lazy("progetti"),
    base=gettext_lazy("progetti finanziati, in un Intervento qualsiasi, entro la data"),
    calcola=_calcola,
)
