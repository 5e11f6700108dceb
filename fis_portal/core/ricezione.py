"""How much the web server takes in: a request that says it is larger than any file we accept is
refused before a byte of it is read (nginx says the same: client_max_body_size)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class LimiteUploadHandler(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS; it only looks at the length and passes everything on."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        if content_length > settings.UPLOAD_MAX_BYTE:
            raise RequestDataTooBig(f"body of {content_length} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
