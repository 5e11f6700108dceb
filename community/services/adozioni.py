"""A Comune takes up the practice of another: as it is, or changed."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import StatoAdozione, TipoAdozione, Visibilita
from community.models import Adozione, Pratica
from community.services.pratiche import INSIEMI, check_versione, pratica_create
from comuni.models import Comune, Referente
from fis_portal.accounts.models import User
from fis_portal.accounts.services import avviso_send
from fis_portal.core.errors import DomainError
from progetti.models import Progetto

AVVISO_ADOZIONE = "pratica_adottata"
# Told by each in its own words, measured by each anew: a copy would claim what nobody saw.
COPIATI = ("sintesi", "problema", "come_funziona", "persone", "partner")


@transaction.atomic
def adozione_declare(
    *,
    pratica: Pratica,
    comune: Comune,
    tipo: str,
    che_cosa_cambia: str = "",
    progetto: Progetto | None = None,
    by: User,
) -> Adozione:
    """Say that a Comune adopts or adapts a practice; whoever offers it is told once.

    Said again it changes nothing. Raises DomainError: `non_condivisa`, `pratica_propria`,
    `dimostrativo`, `manca_che_cosa_cambia`.
    """
    # One Comune declares one thing at a time: twice at once is once.
    Comune.objects.select_for_update(of=("self",)).get(pk=comune.pk)
    gia = Adozione.objects.filter(pratica=pratica, comune=comune).first()
    if gia is not None:
        return gia
    _check_adottabile(pratica, comune)
    adozione = Adozione(
        pratica=pratica,
        comune=comune,
        progetto=progetto,
        tipo=tipo,
        che_cosa_cambia=_che_cosa_cambia(tipo, che_cosa_cambia),
        dichiarata_il=timezone.localdate(),
        by=by,
        is_demo=comune.is_demo,
    )
    adozione.full_clean(exclude=["pratica", "comune", "progetto", "by"])
    adozione.save()
    _notify(adozione)
    return adozione


@transaction.atomic
def adozione_update(
    *,
    adozione: Adozione,
    tipo: str,
    che_cosa_cambia: str,
    stato: str,
    esito: str,
    versione: str,
    by: User,
) -> Adozione:
    """Say how far it has come and how it went.

    Raises DomainError: `cambiata`, `manca_che_cosa_cambia`.
    """
    adozione = check_versione(Adozione, adozione.pk, versione)
    adozione.tipo = tipo
    adozione.che_cosa_cambia = _che_cosa_cambia(tipo, che_cosa_cambia)
    adozione.stato = StatoAdozione(stato)
    adozione.esito = esito.strip()
    adozione.full_clean(exclude=["pratica", "comune", "progetto", "by"])
    adozione.save()
    return adozione


@transaction.atomic
def pratica_da_adozione(*, adozione: Adozione, by: User) -> Pratica:
    """The adopting Comune's own practice, begun from the one it took up and tied to it. Twice is
    once; its team alone reads it until a `responsabile` shares it."""
    adozione = Adozione.objects.select_for_update(of=("self",)).get(pk=adozione.pk)
    gia = Pratica.objects.filter(da_adozione=adozione).first()
    if gia is not None:
        return gia
    madre = adozione.pratica
    dati: dict[str, Any] = {campo: getattr(madre, campo) for campo in COPIATI}
    dati |= {nome: list(getattr(madre, nome).all()) for nome in INSIEMI}
    dati["titolo"] = f"{madre.titolo[:140]} – {adozione.comune.nome}"[:200]
    dati["progetto"] = adozione.progetto
    dati["risultati"] = adozione.esito
    if adozione.che_cosa_cambia:
        cambia = _("Che cosa abbiamo cambiato: %(testo)s") % {"testo": adozione.che_cosa_cambia}
        dati["come_funziona"] = f"{madre.come_funziona}\n\n{cambia}".strip()
    nata = pratica_create(comune=adozione.comune, dati=dati, by=by)
    nata.da_adozione = adozione
    nata.save(update_fields=["da_adozione", "updated_at"])
    return nata


def _check_adottabile(pratica: Pratica, comune: Comune) -> None:
    if pratica.visibilita not in (Visibilita.COMUNITA, Visibilita.PUBBLICA):
        raise DomainError(
            "non_condivisa", _("Chi la offre non l'ha condivisa: non si può adottare.")
        )
    if pratica.comune_id == comune.pk:
        raise DomainError("pratica_propria", _("È una pratica del tuo Comune: la offri già."))
    if pratica.is_demo != comune.is_demo:
        raise DomainError(
            "dimostrativo",
            _("Le pratiche inventate e quelle reali non si mescolano: non si può adottare."),
        )


def _che_cosa_cambia(tipo: str, testo: str) -> str:
    testo = testo.strip()
    if tipo == TipoAdozione.ADATTA and not testo:
        messaggio = _("Chi adatta una pratica scrive che cosa cambia.")
        raise DomainError("manca_che_cosa_cambia", messaggio, {"che_cosa_cambia": [messaggio]})
    return testo


def _notify(adozione: Adozione) -> None:
    """Tell who acts for the Comune that offers it. The key names Comune and practice: a
    declaration withdrawn by staff and made again is not told twice."""
    pratica = adozione.pratica
    if pratica.comune_id is None:
        return
    indirizzo = settings.SITE_URL + reverse("area_pratiche:detail", args=[pratica.pk])
    referenti = Referente.objects.attivi().filter(comune=pratica.comune_id)
    for referente in referenti.select_related("user"):
        avviso_send(
            user=referente.user,
            tipo=AVVISO_ADOZIONE,
            chiave=f"{AVVISO_ADOZIONE}:{pratica.pk}:{adozione.comune_id}:{referente.user_id}",
            oggetto_template="community/email/pratica_adottata_oggetto.txt",
            testo_template="community/email/pratica_adottata_testo.txt",
            contesto={"adozione": adozione, "pratica": pratica, "indirizzo": indirizzo},
        )
