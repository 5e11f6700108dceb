"""Pages of the management area whose rows are made, or changed, by a service that may refuse."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.text import capfirst

from fis_portal.core.errors import DomainError


class ModuloDominio(forms.Form):
    """A form whose service may refuse: its remarks go beside the fields they are about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for campo in self.fields.values():
            campo.label = capfirst(str(campo.label))

    def add_domain_error(self, errore: DomainError) -> None:
        add_domain_error(self, errore)


def add_domain_error(form: forms.BaseForm, errore: DomainError) -> None:
    for campo, testi in errore.fields.items():
        for testo in testi:
            form.add_error(campo if campo in form.fields else None, testo)
    if not errore.fields:
        form.add_error(None, errore.message)


class NuovoConServizioForm(forms.ModelForm):
    """A form whose row is made by a service, which may refuse: then the page says why."""

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.creato: Any = None

    def crea(self, **dati: Any) -> Any:
        raise NotImplementedError

    def _post_clean(self) -> None:
        """After the checks of the model: the row, once made, would not be unique any more."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                with transaction.atomic():
                    self.creato = self.crea(by=self.by, **self.cleaned_data)
            except DomainError as errore:
                add_domain_error(self, errore)


class ConServizioMixin:
    """Adds by the service of `nuovo_form`; changes as usual."""

    nuovo_form: type[NuovoConServizioForm]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            chi = request.user

            class DiQuesta(self.nuovo_form):  # type: ignore[name-defined]
                def __init__(self, *args: Any, **altro: Any) -> None:
                    super().__init__(*args, by=chi, **altro)

            kwargs["form"] = DiQuesta
        return super().get_form(request, obj, change, **kwargs)  # type: ignore[misc]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)  # type: ignore[misc]
        else:
            for campo in obj._meta.concrete_fields:
                setattr(obj, campo.attname, getattr(form.creato, campo.attname))
