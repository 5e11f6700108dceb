"""A Comune writes its practices and the kit to replicate them."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.utils.text import slugify
from django.utils.translation import gettext as _

from community.models import ElementoKit, Pratica
from community.selectors.condivise import fu_condivisa
from comuni.models import Comune
from fis_portal.accounts.models import User
from fis_portal.core.allegati import file_accept, file_release, quota_check
from fis_portal.core.errors import DomainError
from fis_portal.core.models import FileProtetto

TIPI_KIT = frozenset({"pdf", "docx", "odt", "xlsx", "ods", "csv", "txt", "zip"})
INSIEMI = ("bisogni", "destinatari", "temi")
CAMPI = (
    "titolo",
    "progetto",
    "sintesi",
    "problema",
    "come_funziona",
    "risultati",
    "limiti",
    "tempo_mesi",
    "costo_eur",
    "costo_nota",
    "persone",
    "partner",
    "popolazione_min",
    "popolazione_max",
)


def versione_di(riga: Any) -> str:
    """What a form says it was drawn from."""
    return str(riga.updated_at.isoformat())


@transaction.atomic
def pratica_create(*, comune: Comune, dati: Mapping[str, Any], by: User) -> Pratica:
    """A practice of a Comune, read by its team alone until a `responsabile` shares it."""
    pratica = Pratica(comune=comune, autore=by, is_demo=comune.is_demo)
    _fill(pratica, dati)
    pratica.slug = _slug(pratica.titolo)
    pratica.full_clean(exclude=["slug", "comune", "progetto", "autore", "da_adozione"])
    try:
        with transaction.atomic():
            pratica.save()
    except IntegrityError:
        # The slug is of a practice that this person may not see.
        pratica.slug = _slug(pratica.titolo, unico=True)
        pratica.save()
    _fill_sets(pratica, dati)
    return pratica


@transaction.atomic
def pratica_save(*, pratica: Pratica, dati: Mapping[str, Any], versione: str, by: User) -> Pratica:
    """Change the text of a practice. Raises DomainError `cambiata` if somebody did meanwhile."""
    pratica = check_versione(Pratica, pratica.pk, versione)
    # Put in by the staff until now: from here on it is the team's.
    pratica.autore = pratica.autore or by
    _fill(pratica, dati)
    pratica.full_clean(exclude=["slug", "comune", "progetto", "autore", "da_adozione"])
    pratica.save()
    _fill_sets(pratica, dati)
    return pratica


@transaction.atomic
def pratica_delete(*, pratica: Pratica, by: User) -> None:
    """Throw a draft away, with its kit; the history keeps it. Raises DomainError `condivisa`."""
    pratica = Pratica.objects.select_for_update(of=("self",)).get(pk=pratica.pk)
    if fu_condivisa(pratica) or pratica.adozioni.exists():
        raise DomainError(
            "condivisa",
            _("Altri hanno già potuto leggerla, e non si elimina più: un responsabile può tenerla "
              "solo per il gruppo. Se va tolta del tutto, scrivi al programma."),
        )  # fmt: skip
    for elemento in pratica.kit.all():
        kit_remove(elemento=elemento, by=by)
    pratica.delete()


def check_versione(modello: type[Any], pk: int, versione: str) -> Any:
    """The row, locked, if it is still the one that was read."""
    riga = modello.objects.select_for_update(of=("self",)).get(pk=pk)
    if versione_di(riga) != versione:
        raise DomainError(
            "cambiata",
            _("Qualcuno l'ha cambiata mentre scrivevi: qui c'è ancora il tuo testo. Apri la pagina "
              "in un'altra scheda, confronta, poi salva di nuovo."),
        )  # fmt: skip
    return riga


@transaction.atomic
def kit_add(
    *,
    pratica: Pratica,
    tipo: str,
    titolo: str,
    descrizione: str = "",
    upload: UploadedFile | None = None,
    url: str = "",
    by: User,
) -> ElementoKit:
    """Add a piece to the kit: a file or an address, not both.

    Raises DomainError: those of the file gate, `quota_superata`, `file_o_indirizzo`.
    """
    if bool(upload) == bool(url):
        testo = _("Allega un file oppure scrivi un indirizzo: uno dei due.")
        raise DomainError("file_o_indirizzo", testo, {"upload": [testo]})
    elemento = ElementoKit(
        pratica=pratica,
        ordine=pratica.kit.count() + 1,
        tipo=tipo,
        titolo=titolo,
        descrizione=descrizione,
        url=url,
        file=_accept(pratica, upload, by) if upload else None,
    )
    elemento.full_clean(exclude=["pratica", "file"])
    elemento.save()
    return elemento


@transaction.atomic
def kit_remove(*, elemento: ElementoKit, by: User) -> None:
    """Take a piece out of the kit, and its file with it unless something else needs it."""
    elemento.delete()
    if elemento.file_id is not None:
        file_release(pk=elemento.file_id)


def _accept(pratica: Pratica, upload: UploadedFile, by: User) -> FileProtetto:
    if pratica.comune_id:
        # One Comune has one quota: its files are counted one upload at a time.
        Comune.objects.select_for_update(of=("self",)).get(pk=pratica.comune_id)
    usati = ElementoKit.objects.filter(
        pratica__comune=pratica.comune_id, file__isnull=False
    ).aggregate(byte=Sum("file__byte"), file=Count("pk"))
    quota_check(
        byte_usati=usati["byte"] or 0,
        file_usati=usati["file"],
        byte_nuovi=upload.size or 0,
        massimo_byte=settings.EVIDENZE_QUOTA_MB * 1_000_000,
        massimo_file=settings.EVIDENZE_QUOTA_FILE,
    )
    return file_accept(
        upload=upload,
        by=by,
        tipi=TIPI_KIT,
        massimo_byte=settings.EVIDENZE_MASSIMO_MB * 1_000_000,
    )


def _fill(pratica: Pratica, dati: Mapping[str, Any]) -> None:
    for campo in CAMPI:
        if campo in dati:
            setattr(pratica, campo, dati[campo])


def _fill_sets(pratica: Pratica, dati: Mapping[str, Any]) -> None:
    for nome in INSIEMI:
        if nome in dati:
            getattr(pratica, nome).set(dati[nome])


def _slug(titolo: str, *, unico: bool = False) -> str:
    base = slugify(titolo)[:100].strip("-") or "pratica"
    if unico or Pratica.objects.filter(slug=base).exists():
        return f"{base}-{secrets.token_hex(3)}"
    return base
