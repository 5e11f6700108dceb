"""How the gate says no."""

from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError


class FileRifiutato(DomainError):
    """The file is not let in; the message says why and what to do."""


def rovinato() -> FileRifiutato:
    return FileRifiutato(
        "file_rovinato",
        _("Il file non si riesce ad aprire: è rovinato o incompleto. Aprilo con il programma con "
          "cui è stato fatto, salvalo di nuovo e ricaricalo."),
    )  # fmt: skip


def protetto() -> FileRifiutato:
    return FileRifiutato(
        "file_protetto", _("Il file è protetto da password: salvalo senza password e ricaricalo.")
    )


def troppo_grande_aperto() -> FileRifiutato:
    return FileRifiutato(
        "file_troppo_grande",
        _("Il file, una volta aperto, è troppo grande: elimina pagine, fogli o immagini inutili, "
          "oppure dividilo in più file."),
    )  # fmt: skip


def pericoloso(cosa: str) -> FileRifiutato:
    """`cosa` completes the sentence: "contiene macro"."""
    return FileRifiutato(
        "file_pericoloso",
        _("Il file contiene %(cosa)s, che il portale non accetta: toglili, oppure salva il "
          "documento in PDF (con «Stampa in PDF»), e ricaricalo.")
        % {"cosa": cosa},
    )  # fmt: skip
