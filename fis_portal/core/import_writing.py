"""How imported rows reach the database: in batches, and with the refused ones named."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from import_export.results import Result

from fis_portal.core.columns import Colonna, Insieme
from fis_portal.core.constraints import holds
from fis_portal.core.import_preview import RigaErrata

Scrittura = Callable[[list[Any]], None]


class ScritturaLotti:
    """The writing half of RegistroResource."""

    insiemi: ClassVar[dict[str, tuple[str, str]]]
    create_instances: list[Any]
    update_instances: list[Any]
    lette: list[Colonna]
    cambi: Callable[[Any], tuple[tuple[str, str, str], ...]]
    motivi: Callable[[ValidationError], tuple[tuple[str, str], ...]]

    @property
    def model(self) -> type[models.Model]:
        raise NotImplementedError

    @property
    def colonna_chiave(self) -> Colonna:
        raise NotImplementedError

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rifiutate: list[RigaErrata] = []
        self.unici: dict[tuple[str, Any], int] = {}

    def bulk_create(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Result | None = None,
    ) -> None:
        self._scrivi(self.create_instances, self._crea, result)

    def bulk_update(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Result | None = None,
    ) -> None:
        self._scrivi(self.update_instances, self._aggiorna, result)

    def _crea(self, instances: list[Any]) -> None:
        self.model._default_manager.bulk_create(instances)
        self.scrivi_insiemi(instances)

    def _aggiorna(self, instances: list[Any]) -> None:
        campi = self._campi_da_scrivere(instances)
        if campi:
            # INSERT ... ON CONFLICT: ten times faster than bulk_update's CASE ... WHEN.
            self.model._default_manager.bulk_create(
                instances, update_conflicts=True, unique_fields=["pk"], update_fields=campi
            )
        self.scrivi_insiemi(instances)

    def _campi_da_scrivere(self, instances: Iterable[Any]) -> list[str]:
        cambiate = {nome for instance in instances for nome, _p, _d in self.cambi(instance)}
        del_modello = {f.name for f in self.model._meta.concrete_fields}
        campi = [
            str(colonna.attribute)
            for colonna in self.lette
            if colonna.column_name in cambiate and colonna.attribute in del_modello
        ]
        if "updated_at" in del_modello:
            campi.append("updated_at")
        return campi

    def scrivi_insiemi(self, instances: Sequence[Any]) -> None:
        """Write the links of the rows whose links changed."""
        for colonna in self.lette:
            if not isinstance(colonna.widget, Insieme):
                continue
            for instance in instances:
                if colonna.column_name in {nome for nome, _prima, _dopo in self.cambi(instance)}:
                    righe = [colonna.widget.trova(c) for c in colonna.valore(instance) or ()]
                    self.scrivi_insieme(instance, colonna, righe)

    def scrivi_insieme(self, instance: Any, colonna: Colonna, righe: list[Any]) -> None:
        relazione, _chiave = self.insiemi[str(colonna.attribute)]
        getattr(instance, relazione).set(righe)

    def _scrivi(self, instances: list[Any], scrittura: Scrittura, result: Result | None) -> None:
        lotto, instances[:] = list(instances), []
        if lotto and result is not None:
            self._scrivi_lotto(list(self._senza_doppioni(lotto, result)), scrittura, result)

    def _scrivi_lotto(self, lotto: list[Any], scrittura: Scrittura, result: Result) -> None:
        """Write a batch; if the database refuses it, halve it down to the rows to blame."""
        if not lotto:
            return
        try:
            with transaction.atomic():
                scrittura(lotto)
        except (IntegrityError, DataError) as errore:
            if len(lotto) == 1:
                self._rifiuta(lotto[0], ValidationError(self._motivo(errore)), result)
            else:
                meta = len(lotto) // 2
                self._scrivi_lotto(lotto[:meta], scrittura, result)
                self._scrivi_lotto(lotto[meta:], scrittura, result)

    def _motivo(self, errore: DatabaseError) -> str:
        vincolo = getattr(getattr(errore.__cause__, "diag", None), "constraint_name", None)
        for constraint in self.model._meta.constraints:
            if constraint.name == vincolo and constraint.violation_error_message:
                return str(constraint.violation_error_message)
        return _("è in contrasto con un'altra riga o con un dato collegato")

    def _rifiuta(self, instance: Any, errore: ValidationError, result: Result) -> None:
        self.rifiutate.append(RigaErrata(instance.riga_file, self.motivi(errore)))
        # What makes import-export roll the whole transaction back.
        result.append_invalid_row(instance.riga_file, {}, errore)

    # --- Uniqueness: one question per batch and rule ---------------------------------------------
    def _senza_doppioni(self, lotto: list[Any], result: Result) -> Iterator[Any]:
        doppi: dict[int, ValidationError] = {}
        for nome, condizione, messaggio in self._unicita():
            valori = {
                id(instance): getattr(instance, nome)
                for instance in lotto
                if getattr(instance, nome) is not None
                and (condizione is None or holds(condizione, instance) is not False)
            }
            filtro = {f"{nome}__in": set(valori.values())}
            presenti = dict(self.model._default_manager.filter(**filtro).values_list(nome, "pk"))
            for instance in lotto:
                valore = valori.get(id(instance))
                if valore is None:
                    continue
                riga = self.unici.setdefault((nome, valore), instance.riga_file)
                if riga != instance.riga_file:
                    testo = _("«%(valore)s» è già alla riga %(riga)s")
                    testo %= {"valore": valore, "riga": riga}
                elif presenti.get(valore, instance.pk) != instance.pk:
                    testo = str(messaggio)
                else:
                    continue
                doppi[id(instance)] = ValidationError({nome.removesuffix("_id"): testo})
        for instance in lotto:
            if errore := doppi.get(id(instance)):
                self._rifiuta(instance, errore, result)
            else:
                yield instance

    def _unicita(self) -> Iterator[tuple[str, Q | None, Any]]:
        """Single fields that must be unique, when, and what to say if they are not."""
        for campo in self.model._meta.concrete_fields:
            chiave = campo.primary_key or campo.name == self.colonna_chiave.attribute
            if campo.unique and not chiave:
                yield campo.attname, None, _("esiste già un'altra riga con questo valore")
        for vincolo in self.model._meta.constraints:
            if isinstance(vincolo, models.UniqueConstraint) and len(vincolo.fields) == 1:
                nome = self.model._meta.get_field(vincolo.fields[0]).attname  # type: ignore[union-attr]
                yield nome, vincolo.condition, vincolo.violation_error_message
