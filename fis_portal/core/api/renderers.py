"""How the answers of the API are written."""

from rest_framework import renderers


class JsonRenderer(renderers.JSONRenderer):
    """JSON that names its character set: RFC 8259 implies UTF-8, not every client knows."""

    charset = "utf-8"
