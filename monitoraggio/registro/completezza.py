"""What is missing in the records of the projects."""

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.expressions import BaseExpression
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fis_portal.core.quote import numero_it, quota
from monitoraggio.registro.base import Ambito, DefinizioneFigura, Figura, Testo, Voce
from progetti.models import FaseProgetto, Partenariato, Progetto, ProgettoMacroarea, ProgettoTema

_MANCANZE: dict[str, tuple[Testo, Q | BaseExpression]] = {
    "titolo": (gettext_lazy("Senza titolo"), Q(titolo="")),
    "sintesi": (gettext_lazy("Senza sintesi"), Q(sintesi="")),
    "cup": (gettext_lazy("Senza CUP"), Q(cup="")),
    "macroarea": (
        gettext_lazy("Senza macroarea"),
        ~Exists(ProgettoMacroarea.objects.filter(progetto=OuterRef("pk"))),
    ),
    "tema": (
        gettext_lazy("Senza tema"),
        ~Exists(ProgettoTema.objects.filter(progetto=OuterRef("pk"))),
    ),
    "partner": (
        gettext_lazy("Senza partner"),
        ~Exists(Partenariato.objects.filter(progetto=OuterRef("pk"))),
    ),
    "importo": (
        gettext_lazy("Senza alcun importo concesso"),
        ~Exists(
            FaseProgetto.objects.filter(progetto=OuterRef("pk"), importo_concesso_eur__isnull=False)
        ),
    ),
    "date": (gettext_lazy("Senza data di inizio"), Q(data_inizio__isnull=True)),
}


def _calcola(definizione: DefinizioneFigura, ambito: Ambito) -> Figura:
    progetti = Progetto.objects.public().filter(is_demo=ambito.dimostrativi).finanziati(ambito.alla)
    conteggi = progetti.aggregate(
        tutti=Count("pk"),
        **{codice: Count("pk", filter=q) for codice, (_etichetta, q) in _MANCANZE.items()},
    )
    tutti = conteggi["tutti"]
    return definizione.figura(
        ambito,
        frase=_("Quanto manca, campo per campo, nelle schede di %(n)s progetti.")
        % {"n": numero_it(tutti)},
        voci=[
            Voce(codice, str(etichetta), conteggi[codice], quota(conteggi[codice], tutti))
            for codice, (etichetta, _q) in _MANCANZE.items()
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
