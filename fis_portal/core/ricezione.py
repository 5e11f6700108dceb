"""What of a sent body is taken in: nothing of one too large, and never the half of one.

A request that says it is larger than any file we accept is refused before a byte of it is read
(nginx says the same: client_max_body_size). A body that stops before its declared end is refused as
well: for Django it would simply be a shorter form, with a file missing or a text cut in the middle.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class LimiteUploadHandler(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS: it looks at the lengths and passes everything on."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        if content_length > settings.UPLOAD_MAX_BYTE:
            raise RequestDataTooBig(f"body of {content_length} bytes")
        self._corpo, self._attesi = getattr(input_data, "_stream", None), content_length

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def upload_complete(self) -> None:
        """Everything is read: was it everything that was announced?"""
        letti = getattr(self._corpo, "_pos", self._attesi)  # LimitedStream of the WSGI handler
        if letti < self._attesi:
            raise BadRequest(f"body cut at {letti} of {self._attesi} bytes")
