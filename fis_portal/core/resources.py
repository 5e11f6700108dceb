"""Exchange of tables with staff: what import-export needs to read and write a model.

A table is taken whole or not at all, in one transaction. Rows are recognised by a natural key;
a row that says what the portal already knows is left alone. Rows are written in batches; only a
batch the database refuses is tried row by row, to name the bad ones.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Result, RowResult

from fis_portal.core.columns import Colonna, Riferimento, colonne_riconosciute
from fis_portal.core.constraints import violated
from fis_portal.core.errors import DomainError
from fis_portal.core.import_preview import Anteprima, RigaErrata, RigaLetta
from fis_portal.core.import_writing import ScritturaLotti
from fis_portal.core.spreadsheets import Tabella

logger = logging.getLogger(__name__)

LOTTO = 500


class CaricaPerChiave(BaseInstanceLoader):
    """Reads every row the file names in one query."""

    def __init__(self, resource: "RegistroResource", dataset: tablib.Dataset) -> None:
        super().__init__(resource, dataset)
        chiavi = set(resource.chiavi_del_file(dataset))
        attributo = resource.colonna_chiave.attribute
        righe = resource.get_queryset().filter(**{f"{attributo}__in": chiavi})
        self.note = {str(getattr(riga, attributo)): riga for riga in righe}

    def get_instance(self, row: dict[str, Any]) -> models.Model | None:
        return self.note.get(self.resource.colonna_chiave.clean(row))


class RegistroResource(ScritturaLotti, Resource):
    """A model as a table. Subclasses declare `Colonna`s, the first being the natural key."""

    # Foreign keys read with the rows, and links read as sets of keys (attribute, relation, key).
    collegati: ClassVar[tuple[str, ...]] = ()
    insiemi: ClassVar[dict[str, tuple[str, str]]] = {}

    class Meta:
        instance_loader_class = CaricaPerChiave
        use_bulk = True
        batch_size = LOTTO
        skip_diff = True
        report_skipped = True
        use_transactions = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.numeri: Sequence[int] = ()
        self.lette = self.colonne_lette
        self.viste: dict[str, int] = {}
        self.corrente: models.Model | None = None

    # --- The table -------------------------------------------------------------------------------
    @property
    def model(self) -> type[models.Model]:
        return self._meta.model

    @property
    def colonne(self) -> list[Colonna]:
        return list(self.fields.values())

    @property
    def colonne_lette(self) -> list[Colonna]:
        return [colonna for colonna in self.colonne if not colonna.readonly]

    @property
    def colonna_chiave(self) -> Colonna:
        return self.colonne[0]

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls._meta.model._meta.verbose_name_plural)

    def get_import_id_fields(self) -> list[str]:
        return [next(iter(self.fields))]

    def get_queryset(self) -> models.QuerySet:
        return self.queryset_completo(self.model._default_manager.all())

    def queryset_completo(self, queryset: models.QuerySet) -> models.QuerySet:
        """With all that the columns show, so that no row asks the database again."""
        relazioni = [relazione for relazione, _chiave in self.insiemi.values()]
        return queryset.select_related(*self.collegati).prefetch_related(*relazioni)

    def get_user_visible_fields(self) -> list[Colonna]:
        return self.colonne

    def righe_esportate(self, queryset: models.QuerySet) -> Iterator[list[Any]]:
        for instance in self.queryset_completo(queryset).iterator(chunk_size=LOTTO):
            self.leggi_insiemi(instance)
            yield [colonna.cella(instance) for colonna in self.colonne]

    def leggi_insiemi(self, instance: models.Model) -> None:
        for attributo, (relazione, chiave) in self.insiemi.items():
            collegati = getattr(instance, relazione).all() if instance.pk else ()
            setattr(instance, attributo, tuple(sorted(str(_via(c, chiave)) for c in collegati)))

    # --- Reading a file --------------------------------------------------------------------------
    def importa(self, tabella: Tabella, *, prova: bool) -> Anteprima:
        """Take the whole table, or with `prova` only say what would happen.

        Raises DomainError if the columns are wrong. Nothing is written if one row is wrong.
        """
        dataset = self._dataset(tabella)
        result = self.import_data(
            dataset, dry_run=prova, raise_errors=False, rollback_on_validation_errors=True
        )
        return self._anteprima(result)

    def _dataset(self, tabella: Tabella) -> tablib.Dataset:
        riconosciute, ignote = colonne_riconosciute(tabella.intestazioni, self.colonne)
        nomi = list(riconosciute.values())
        doppie = {nome for nome in nomi if nomi.count(nome) > 1}
        doppie |= {n for n in tabella.intestazioni if tabella.intestazioni.count(n) > 1}
        if ignote:
            testo = _("Colonne sconosciute: %(ignote)s. Quelle ammesse sono: %(ammesse)s.")
        elif doppie:
            testo = _("Colonne ripetute: %(doppie)s.")
        elif self.colonna_chiave.column_name not in nomi:
            testo = _("Manca la colonna «%(chiave)s», che fa riconoscere le righe.")
        elif not tabella.righe:
            testo = _("Il file ha i nomi delle colonne ma nessuna riga.")
        else:
            self.numeri = [riga.numero for riga in tabella.righe]
            return tablib.Dataset(
                *(riga.valori for riga in tabella.righe),
                headers=[riconosciute[i] for i in tabella.intestazioni],
            )
        valori = {
            "ignote": ", ".join(f"«{nome}»" for nome in ignote),
            "ammesse": ", ".join(f"«{colonna.column_name}»" for colonna in self.colonne),
            "doppie": ", ".join(f"«{nome}»" for nome in sorted(doppie)),
            "chiave": self.colonna_chiave.column_name,
        }
        raise DomainError("file_non_valido", testo % valori)

    def chiavi_del_file(self, dataset: tablib.Dataset) -> Iterator[str]:
        for valore in dataset[self.colonna_chiave.column_name]:
            try:
                yield self.colonna_chiave.widget.clean(valore)
            except ValueError:  # said again, with its row, when the row is read
                continue

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        for colonna in self.colonne_lette:
            if isinstance(colonna.widget, Riferimento) and colonna.column_name in dataset.headers:
                colonna.widget.prepara(dataset[colonna.column_name])

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """The key must be there, readable and used once."""
        attributo = self.colonna_chiave.attribute
        try:
            chiave = self.colonna_chiave.clean(row)
        except ValueError as errore:
            raise ValidationError({attributo: str(errore)}) from errore
        if not chiave:
            raise ValidationError({attributo: _("è vuoto: serve a riconoscere la riga")})
        numero = self.numeri[kwargs["row_number"] - 1]
        prima = self.viste.setdefault(chiave, numero)
        if prima != numero:
            testo = _("«%(chiave)s» è già alla riga %(riga)s")
            raise ValidationError({attributo: testo % {"chiave": chiave, "riga": prima}})

    def init_instance(self, row: Any = None) -> models.Model:
        return self.model()

    def after_init_instance(
        self, instance: models.Model, new: bool, row: dict[str, Any], **kwargs: Any
    ) -> None:
        self.leggi_insiemi(instance)
        self.corrente = instance
        instance.riga_file = self.numeri[kwargs["row_number"] - 1]  # type: ignore[attr-defined]
        instance.prima = None if new else self._valori(instance)  # type: ignore[attr-defined]

    def _valori(self, instance: models.Model) -> list[Any]:
        return [colonna.valore(instance) for colonna in self.lette]

    def cambi(self, instance: Any) -> tuple[tuple[str, str, str], ...]:
        """What the file changes in the row: column, old and new value as people read them."""
        nuova = instance.prima is None
        prima = [None] * len(self.lette) if nuova else instance.prima
        return tuple(
            (colonna.column_name, "" if nuova else colonna.widget.render(vecchio), testo)
            for colonna, vecchio in zip(self.lette, prima, strict=True)
            if (valore := colonna.valore(instance)) != vecchio
            and ((testo := colonna.widget.render(valore)) or not nuova)
        )

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        """A row the file does not change is left alone."""
        if import_validation_errors or instance.prima is None:
            return False
        return not self.cambi(instance)

    def validate_instance(
        self,
        instance: Any,
        import_validation_errors: dict | None = None,
        validate_unique: bool = True,
    ) -> None:
        """Field rules; constraints and uniqueness are the database's, asked for whole batches."""
        errori = dict(import_validation_errors or {})
        try:
            self.completa(instance)
        except ValidationError as errore:
            errori = errore.update_error_dict(errori)
        chiavi_esterne = {f.name for f in self.model._meta.fields if f.is_relation}
        try:
            instance.clean_fields(exclude={*errori, *self._trovate(instance, chiavi_esterne)})
        except ValidationError as errore:
            errori = errore.update_error_dict(errori)
        if errori:
            raise ValidationError(errori)
        if violati := [str(vincolo.violation_error_message) for vincolo in violated(instance)]:
            raise ValidationError(violati)

    @staticmethod
    def _trovate(instance: models.Model, chiavi_esterne: set[str]) -> set[str]:
        # Rows just read by their key exist: no need to ask again, one query each.
        return {nome for nome in chiavi_esterne if getattr(instance, f"{nome}_id") is not None}

    def completa(self, instance: Any) -> None:
        """Fill in what a row may leave out, or refuse it with ValidationError. To override."""

    # --- The result ------------------------------------------------------------------------------
    def after_import_row(self, row: dict[str, Any], row_result: RowResult, **kwargs: Any) -> None:
        instance: Any = self.corrente
        # Names of new rows may need what only saving gives: the key always says which row it is.
        nome = self.colonna_chiave.testo(instance)
        lungo = self.etichetta(instance)
        row_result.diff = RigaLetta(
            numero=instance.riga_file,
            nome=f"{nome} – {lungo}" if lungo and lungo != nome else nome,
            cambi=() if row_result.is_skip() else self.cambi(instance),
        )

    def etichetta(self, instance: Any) -> str:
        """What people call the row: its second column, usually the name or the title."""
        return self.colonne[1].testo(instance)

    def _anteprima(self, result: Result) -> Anteprima:
        for errore in result.base_errors:
            raise errore.error
        anteprima = Anteprima(errate=list(self.rifiutate))
        anteprima.errate += [
            errata
            for riga, numero in zip(result.rows, self.numeri, strict=True)
            if (errata := self._errata(riga, numero))
        ]
        anteprima.errate.sort(key=lambda riga: riga.numero)
        errate = {riga.numero for riga in anteprima.errate}
        liste = {
            RowResult.IMPORT_TYPE_NEW: anteprima.nuove,
            RowResult.IMPORT_TYPE_UPDATE: anteprima.modificate,
            RowResult.IMPORT_TYPE_SKIP: anteprima.invariate,
        }
        for riga, numero in zip(result.rows, self.numeri, strict=True):
            if numero not in errate:
                liste[riga.import_type].append(riga.diff)
        return anteprima

    def _errata(self, riga: RowResult, numero: int) -> RigaErrata | None:
        if riga.validation_error is not None:
            return RigaErrata(numero, self.motivi(riga.validation_error))
        for errore in riga.errors:
            # Not a wrong value but a case nobody thought of: its place is the log.
            logger.error("import row failed", exc_info=errore.error)
            return RigaErrata(numero, (("", _("la riga non si riesce a leggere")),))
        return None

    def motivi(self, errore: ValidationError) -> tuple[tuple[str, str], ...]:
        nomi = {str(colonna.attribute): colonna.column_name for colonna in self.colonne}
        if not hasattr(errore, "error_dict"):
            return tuple(("", testo) for testo in errore.messages)
        return tuple(
            ("" if campo == NON_FIELD_ERRORS else nomi.get(campo, campo), testo)
            for campo, testi in errore.message_dict.items()
            for testo in testi
        )


def _via(riga: models.Model, percorso: str) -> Any:
    valore: Any = riga
    for nome in percorso.split("__"):
        valore = getattr(valore, nome)
    return valore
