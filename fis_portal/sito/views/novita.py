from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from fis_portal.core.pagine import pagina_pubblica
from fis_portal.sito.novita import Novita, novita_pubbliche


class NovitaFeed(Feed):
    """News of the portal (RFC 4287)."""

    feed_type = Atom1Feed
    title = _("Novità del Fondo Innovazione Sociale")
    subtitle = _("Incontri, resoconti, lezioni, pratiche e report appena pubblicati.")
    link = reverse_lazy("sito:home")
    feed_url = reverse_lazy("sito:novita")
    author_name = settings.ENTE_ATTUATORE
    item_guid_is_permalink = False

    def feed_guid(self) -> str:
        return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:novita"

    def items(self) -> list[Novita]:
        return novita_pubbliche()

    def item_title(self, item: Any) -> str:
        return item.titolo

    def item_description(self, item: Any) -> str:
        return escape(item.testo)  # a summary is read as HTML

    def item_link(self, item: Any) -> str:
        return item.url

    def item_guid(self, item: Any) -> str:
        return item.id

    def item_updateddate(self, item: Any) -> datetime:
        return item.aggiornata

    def item_categories(self, item: Any) -> list[str]:
        return [item.genere]


@pagina_pubblica
def novita(request: HttpRequest) -> HttpResponse:
    return NovitaFeed()(request)
