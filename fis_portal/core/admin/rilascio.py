"""Pages of the management area whose rows have files: deleted, the files go too."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from fis_portal.core.allegati import file_release


class RilasciaFileMixin:
    """What is deleted here lets go of its files; `file_di`: the way from a row to them."""

    file_di = "file"

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._release(type(obj).objects.filter(pk=obj.pk))
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._release(queryset)
        super().delete_queryset(request, queryset)  # type: ignore[misc]

    def _release(self, righe: QuerySet) -> None:
        con_file = righe.order_by().filter(**{f"{self.file_di}__isnull": False})
        for pk in con_file.values_list(self.file_di, flat=True).distinct():
            file_release(pk=pk)
