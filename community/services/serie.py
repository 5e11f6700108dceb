"""Meetings that come back: one event for each date, moved together from one of them on."""

import calendar
from collections.abc import Iterator
from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from community.enums import FrequenzaSerie
from community.models import Evento, SerieEventi
from community.services.annullamento import iscritti_notify
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError

MASSIMO = 100
GIORNI = {FrequenzaSerie.SETTIMANALE: 7, FrequenzaSerie.QUINDICINALE: 14}
# What every meeting of a series takes from the one it is laid out after. Agenda, materials and
# who comes are each one's own.
COPIATI = (
    "tipo",
    "titolo",
    "ora_inizio",
    "ora_fine",
    "modalita",
    "luogo",
    "indirizzo",
    "collegamento",
    "descrizione",
    "organizzatori",
    "intervento",
    "is_public",
    "is_riservato",
    "iscrizioni",
    "capienza",
    "is_demo",
)


@transaction.atomic
def serie_create(
    *, titolo: str, frequenza: str, dal: date, al: date, modello: Evento, by: User
) -> SerieEventi:
    """Lay out a meeting for each date from `dal` to `al`, after the pattern of `modello`.

    On its own day `modello` is the meeting itself. The same series asked for again is the one that
    exists. Raises DomainError: `serie_non_valida`, `serie_troppo_lunga`, `serie_di_uno`,
    `gia_in_serie`.
    """
    modello = Evento.objects.select_for_update(of=("self",)).get(pk=modello.pk)
    nuova = SerieEventi(titolo=titolo.strip(), frequenza=frequenza, dal=dal, al=al)
    _check_fields(nuova)
    if gia := SerieEventi.objects.filter(
        titolo=nuova.titolo, frequenza=frequenza, dal=dal, al=al, eventi__isnull=False
    ).first():
        return gia
    date_serie = list(serie_date(frequenza, dal, al))
    if len(date_serie) < 2:
        testo = _("In questi giorni c'è un solo incontro: non serve una serie.")
        raise DomainError("serie_di_uno", testo, {"al": [testo]})
    if modello.serie_id is not None:
        testo = _("L'evento è già in una serie: scegline uno che non lo è.")
        raise DomainError("gia_in_serie", testo, {"modello": [testo]})
    nuova.save()
    for giorno in date_serie:
        if giorno == modello.data_inizio:
            modello.serie = nuova
            modello.save(update_fields=["serie", "updated_at"])
        else:
            _evento_del(giorno, modello, nuova)
    return nuova


def serie_date(frequenza: str, dal: date, al: date) -> Iterator[date]:
    """The days of a series. Raises DomainError `serie_troppo_lunga` past a hundred."""
    giorno, passo = dal, 0
    while giorno <= al:
        if passo == MASSIMO:
            testo = _("Una serie ha al massimo %(n)s incontri: accorciala.") % {"n": MASSIMO}
            raise DomainError("serie_troppo_lunga", testo, {"al": [testo]})
        yield giorno
        passo += 1
        if frequenza == FrequenzaSerie.MENSILE:
            giorno = _mese_dopo(dal, passo)
        else:
            giorno = dal + passo * timedelta(days=GIORNI[FrequenzaSerie(frequenza)])


@transaction.atomic
def serie_sposta(
    *,
    evento: Evento,
    giorni: int,
    ora_inizio: time | None,
    ora_fine: time | None,
    luogo: str,
    indirizzo: str,
    by: User,
) -> int:
    """Change when and where this meeting of a series and the following ones are; how many changed.

    `giorni` moves them forward, or backward. Those past or called off stay as they are; whoever is
    registered is told once. Raises DomainError: `senza_serie`, `nel_passato`.
    """
    if evento.serie_id is None or evento.data_inizio is None:
        raise DomainError("senza_serie", _("L'evento non fa parte di una serie."))
    oggi = timezone.localdate()
    futuri = Evento.objects.select_for_update(of=("self",)).filter(
        serie=evento.serie_id, data_inizio__gte=max(evento.data_inizio, oggi), annullato_il=None
    )
    scarto = timedelta(days=giorni)
    cambiati = 0
    for uno in futuri.order_by("data_inizio", "pk"):
        prima = _quando_e_dove(uno)
        _sposta_uno(uno, scarto)
        uno.ora_inizio, uno.ora_fine = ora_inizio, ora_fine
        uno.luogo, uno.indirizzo = luogo.strip(), indirizzo.strip()
        if uno.data_inizio and uno.data_inizio < oggi:
            testo = _("Così un incontro finirebbe nel passato.")
            raise DomainError("nel_passato", testo, {"giorni": [testo]})
        if _quando_e_dove(uno) != prima:
            uno.save()
            iscritti_notify(uno, "evento_spostato", f"{uno.pk}:{uno.updated_at:%Y%m%d%H%M%S%f}")
            cambiati += 1
    return cambiati


def _check_fields(serie: SerieEventi) -> None:
    try:
        serie.full_clean()
    except ValidationError as errore:
        campi = errore.message_dict
        campi = {("al" if nome == "__all__" else nome): testi for nome, testi in campi.items()}
        testi = [testo for lista in campi.values() for testo in lista]
        raise DomainError("serie_non_valida", " ".join(testi), campi) from None


def _mese_dopo(dal: date, mesi: int) -> date:
    """The same weekday of a later month: the second Tuesday, the last Friday."""
    anno, mese = divmod(dal.year * 12 + dal.month - 1 + mesi, 12)
    mese += 1
    primo = date(anno, mese, 1)
    giorni = [
        date(anno, mese, giorno)
        for giorno in range(1, calendar.monthrange(anno, mese)[1] + 1)
        if (primo.weekday() + giorno - 1) % 7 == dal.weekday()
    ]
    return giorni[(dal.day - 1) // 7] if dal.day <= 28 else giorni[-1]


def _evento_del(giorno: date, modello: Evento, serie: SerieEventi) -> Evento:
    evento = Evento(
        serie=serie,
        slug=_slug_libero(f"{slugify(modello.titolo)[:100].strip('-')}-{giorno.isoformat()}"),
        data_inizio=giorno,
        **{campo: getattr(modello, campo) for campo in COPIATI},
    )
    if modello.data_inizio is not None:
        scarto = giorno - modello.data_inizio
        evento.data_fine = modello.data_fine + scarto if modello.data_fine else None
        evento.iscrizioni_al = modello.iscrizioni_al + scarto if modello.iscrizioni_al else None
    evento.full_clean(exclude=["serie"])
    evento.save()
    evento.progetti.set(modello.progetti.all())
    return evento


def _slug_libero(slug: str) -> str:
    libero, numero = slug, 1
    while Evento.objects.filter(slug=libero).exists():
        numero += 1
        libero = f"{slug}-{numero}"
    return libero


def _sposta_uno(evento: Evento, scarto: timedelta) -> None:
    if evento.data_inizio:
        evento.data_inizio += scarto
    if evento.data_fine:
        evento.data_fine += scarto
    if evento.iscrizioni_al:
        evento.iscrizioni_al += scarto


def _quando_e_dove(evento: Evento) -> tuple[object, ...]:
    return (
        evento.data_inizio,
        evento.ora_inizio,
        evento.ora_fine,
        evento.luogo,
        evento.indirizzo,
    )
