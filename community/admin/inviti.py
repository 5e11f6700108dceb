"""Inviting people to a meeting from its page: written one per line, or all of the projects'."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldBooleanWidget

from community.models import Evento, Persona
from community.services.inviti import Invitato, invitati_dei_progetti, invito_create
from fis_portal.accounts.persone import persona
from fis_portal.core.admin.servizi import ModuloDominio

INVITA = "community.add_iscrizione"
CAMPI = ("nome", "cognome", "email")


class InvitiForm(ModuloDominio):
    persone = forms.CharField(
        label=_("chi inviti"),
        required=False,
        max_length=100_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 10}),
        help_text=_(
            "Una persona per riga: Nome; Cognome; e-mail. Per esempio: Ada; Prova; ada@example.org"
        ),
    )
    progetti = forms.BooleanField(
        label=_("tutti i referenti dei progetti invitati"),
        required=False,
        widget=UnfoldBooleanWidget,
    )

    def clean_persone(self) -> list[Invitato]:
        """Whom the lines name. Every wrong line is told: none of the others is kept."""
        invitati, errori = [], []
        for numero, riga in enumerate(self.cleaned_data["persone"].splitlines(), 1):
            if not riga.strip():
                continue
            try:
                invitati.append(_invitato(riga))
            except ValidationError as errore:
                testo = gettext("Riga %(n)s («%(riga)s»): %(perche)s")
                dati = {"n": numero, "riga": riga.strip()[:80], "perche": errore.messages[0]}
                errori.append(testo % dati)
        if errori:
            raise ValidationError([*errori, gettext("Nessuno è stato invitato.")])
        return invitati


def _invitato(riga: str) -> Invitato:
    parti = [parte.strip() for parte in riga.split(";")]
    if len(parti) != len(CAMPI) or not all(parti):
        raise ValidationError(gettext("scrivi nome, cognome ed e-mail separati da «;»."))
    puliti = [
        Persona._meta.get_field(campo).clean(parte, None)
        for campo, parte in zip(CAMPI, parti, strict=True)
    ]
    return Invitato(*puliti)


class AttoInviti:
    """Mixin of EventoAdmin, for who may add registrations."""

    def has_invita_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(INVITA)  # type: ignore[union-attr]

    @action(
        description=_("Invita"), url_path="inviti", permissions=["invita"], icon="outgoing_mail"
    )
    def inviti(self, request: HttpRequest, object_id: str) -> HttpResponse:
        evento = self.oggetto(request, object_id, "invita")  # type: ignore[attr-defined]

        def atto(persone: list[Invitato], progetti: bool) -> str:
            # An officer who is written by hand too is invited as what she is.
            tutti = [*persone, *(invitati_dei_progetti(evento) if progetti else ())]
            invitati = invito_create(evento=evento, persone=tutti, by=persona(request))
            return _esito(invitati, len({chi.email.lower() for chi in tutti}) - invitati)

        return self.con_modulo(  # type: ignore[attr-defined]
            request,
            evento,
            InvitiForm(request.POST if request.method == "POST" else None),
            atto,
            titolo=_("Invita"),
            testo=_testo(evento),
        )


def _testo(evento: Evento) -> str:
    quanti = len(invitati_dei_progetti(evento))
    referenti = ngettext(
        "I progetti invitati hanno %(n)s referente.",
        "I progetti invitati hanno %(n)s referenti.",
        quanti,
    ) % {"n": quanti}
    chi = gettext(
        "Ciascuno riceve una mail con il collegamento per accettare. Chi è già invitato o iscritto "
        "non ne riceve un'altra."
    )
    return f"{chi} {referenti}"


def _esito(nuovi: int, di_prima: int) -> str:
    testo = ngettext("Invitata %(n)s persona.", "Invitate %(n)s persone.", nuovi) % {"n": nuovi}
    if not di_prima:
        return testo
    altri = ngettext("%(n)s c'era già.", "%(n)s c'erano già.", di_prima) % {"n": di_prima}
    return f"{testo} {altri}"
