"""What the reserved area shows of lessons, to who acts for a Comune or for a partner."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from community.enums import TipoSegno
from community.models import CommentoLezione, Lezione, SegnoLezione
from community.permissions import comune_di
from community.querysets import CondivisaQuerySet
from comuni.models import Comune, Referente
from comuni.permissions import acts_for_comune
from comuni.querysets import ReferenteQuerySet
from fis_portal.accounts.models import User
from progetti.permissions import acts_for_partner


def agisce(user: User) -> bool:
    """Does this person act for a Comune, or for a body that takes part in projects?"""
    return acts_for_comune(user) or acts_for_partner(user)


def lezioni_del_gruppo(user: User, oggi: date) -> CondivisaQuerySet:
    """The lessons of her own projects, whoever reads them."""
    return Lezione.objects.del_gruppo(user, oggi)


def lezioni_della_comunita(user: User) -> CondivisaQuerySet:
    """What all the teams share; the demonstrative ones for demonstrative people alone."""
    demo = Referente.objects.attivi().filter(user=user, comune__is_demo=True).exists()
    return Lezione.objects.della_comunita().con_dimostrativi(demo)


def comuni_di(user: User) -> list[Comune]:
    """The Comuni a person acts for."""
    return list(
        Comune.objects.filter(referenti__in=Referente.objects.attivi().filter(user=user)).order_by(
            "nome_chiave", "pk"
        )
    )


def per_conto_di(user: User) -> str:
    """For whom a person speaks, as her comments say."""
    nomi = [_("Comune di %(nome)s") % {"nome": comune.nome} for comune in comuni_di(user)]
    nomi += [
        delegato.organizzazione.nome
        for delegato in user.deleghe.attivi().select_related("organizzazione")
    ]
    return ", ".join(nomi)


def responsabili_di(lezione: Lezione) -> list[str]:
    """Who may decide that others read it, by name."""
    righe: ReferenteQuerySet = Referente.objects.attivi().responsabili()
    comune = comune_di(lezione)
    return [str(r.user) for r in righe.filter(comune=comune).select_related("user")]


@dataclass(frozen=True, slots=True)
class Voce:
    """What one of the reader's Comuni has said of the lesson."""

    comune: Comune
    utile: bool
    riusata: SegnoLezione | None


def voci_di(lezione: Lezione, user: User) -> list[Voce]:
    """What her Comuni may say of it: none of its own."""
    suoi = [comune for comune in comuni_di(user) if comune != comune_di(lezione)]
    segni = SegnoLezione.objects.filter(lezione=lezione, comune__in=suoi)
    detti = {(segno.comune_id, segno.tipo): segno for segno in segni}
    return [
        Voce(
            comune,
            utile=(comune.pk, TipoSegno.UTILE) in detti,
            riusata=detti.get((comune.pk, TipoSegno.RIUSATA)),
        )
        for comune in suoi
    ]


def commenti_di(lezione: Lezione) -> list[CommentoLezione]:
    """What the community says of it, but for what staff hid."""
    commenti = CommentoLezione.objects.filter(lezione=lezione, nascosto_il__isnull=True)
    return list(commenti.select_related("autore"))
