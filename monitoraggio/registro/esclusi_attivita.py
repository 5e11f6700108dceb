"""What the figures on what projects do leave out: exits, partnerships, reports, lessons."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _

from community.enums import Visibilita
from community.models import Adozione, Lezione
from monitoraggio.registro.base import Ambito, Gruppo
from monitoraggio.registro.esclusi import Ragioni, gruppi, passi
from monitoraggio.registro.fatti import partenariati_alla
from outcomes.models import Indicatore, QuadroImpatto, Rendicontazione
from progetti.enums import STATI_USCITA, StatoFase, stati_da
from progetti.models import Partenariato, TransizioneFase


def _non_pubblico(legame: str, altro: Q) -> tuple[Q, str]:
    return Q(**{f"{legame}__is_public": False}) & altro, _(
        "Di progetti la cui scheda non è ancora pubblica."
    )


def delle_uscite(ambito: Ambito) -> Iterator[Gruppo]:
    progetto = "fase__progetto"
    righe = TransizioneFase.objects.filter(
        a__in=sorted(STATI_USCITA), **{f"{progetto}__is_demo": ambito.dimostrativi}
    )
    ragioni: Ragioni = {
        "non_pubblici": _non_pubblico(progetto, Q(data__lte=ambito.alla)),
        "dopo": (
            Q(**{f"{progetto}__is_public": True}, data__gt=ambito.alla),
            _("Dopo questa data."),
        ),
    }
    return gruppi(righe, ragioni, _("uscite"))


def dei_partenariati(ambito: Ambito) -> Iterator[Gruppo]:
    finanziati = stati_da(StatoFase.FINANZIATA)
    righe = Partenariato.objects.filter(progetto__is_demo=ambito.dimostrativi).annotate(
        finanziato=passi(ambito.alla, finanziati, entro=True, di="progetto"),
        valido=Exists(partenariati_alla(ambito.alla).filter(pk=OuterRef("pk"))),
    )
    pubblico = Q(progetto__is_public=True)
    ragioni: Ragioni = {
        "non_pubblici": _non_pubblico("progetto", Q(finanziato=True, valido=True)),
        "non_finanziati": (
            pubblico & Q(finanziato=False),
            _("Di progetti non ancora finanziati a questa data."),
        ),
        "non_validi": (
            pubblico & Q(finanziato=True, valido=False),
            _("Cominciati dopo questa data, o finiti prima."),
        ),
    }
    return gruppi(righe, ragioni, _("partenariati"))


def delle_rendicontazioni(ambito: Ambito, dovute: QuerySet) -> Iterator[Gruppo]:
    righe = Rendicontazione.objects.filter(progetto__is_demo=ambito.dimostrativi)
    ragioni: Ragioni = {
        "non_pubblici": _non_pubblico("progetto", Q(scadenza__lte=ambito.alla)),
        "dopo": (
            Q(progetto__is_public=True) & ~Q(pk__in=dovute.values("pk")),
            _("A questa data non erano ancora scadute."),
        ),
    }
    return gruppi(righe, ragioni, _("rendicontazioni"))


def degli_indicatori(ambito: Ambito) -> Iterator[Gruppo]:
    righe = Indicatore.objects.filter(
        quadro__in=QuadroImpatto.objects.in_vigore_alla(ambito.alla),
        quadro__progetto__is_demo=ambito.dimostrativi,
    )
    ragioni: Ragioni = {
        "non_pubblici": _non_pubblico("quadro__progetto", Q()),
        "interni": (
            Q(quadro__progetto__is_public=True, is_public=False),
            _("Il progetto li tiene per sé: non sono pubblici."),
        ),
    }
    return gruppi(righe, ragioni, _("indicatori"))


def delle_lezioni(ambito: Ambito) -> Iterator[Gruppo]:
    righe = Lezione.objects.filter(is_demo=ambito.dimostrativi).annotate(
        detta_il=TruncDate(Coalesce("consenso_il", "created_at"))
    )
    ragioni: Ragioni = {
        "comunita": (
            Q(visibilita=Visibilita.COMUNITA),
            _("Condivise solo con la comunità di pratica."),
        ),
        "dopo": (
            Q(visibilita=Visibilita.PUBBLICA, detta_il__gt=ambito.alla),
            _("Raccontate a tutti dopo questa data."),
        ),
    }
    return gruppi(righe, ragioni, _("lezioni"))


def delle_adozioni(ambito: Ambito) -> Iterator[Gruppo]:
    righe = Adozione.objects.filter(is_demo=ambito.dimostrativi)
    ragioni: Ragioni = {
        "comunita": (
            Q(pratica__visibilita=Visibilita.COMUNITA, dichiarata_il__lte=ambito.alla),
            _("Di pratiche condivise solo con la comunità di pratica."),
        ),
        "dopo": (
            Q(pratica__visibilita=Visibilita.PUBBLICA, dichiarata_il__gt=ambito.alla),
            _("Dichiarate dopo questa data."),
        ),
    }
    return gruppi(righe, ragioni, _("adozioni"))
