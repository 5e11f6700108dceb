"""Tags and filters every template has without loading them (settings `TEMPLATES.builtins`).

Numbers, money, shares and dates as the portal writes them, the icon sprite, the breadcrumb, the
mark of the current section and query strings that keep the active filters.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template import engines
from django.template.context import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fis_portal.core.models import Fonte
from fis_portal.core.quote import MESI, NBSP, NON_DISPONIBILE, data_it, euro_it, numero_it

register = template.Library()

Numero = int | float | Decimal


def _esatto(value: Numero) -> int | Decimal:
    """Money fields carry two decimals: 450000.00 is written 450.000, 1234.50 as 1.234,5."""
    if isinstance(value, int):
        return value
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return int(exact) if exact == exact.to_integral_value() else exact.normalize()


@register.filter
def numero(value: Numero | None, decimals: int | None = None) -> str:
    """`{{ 1234.5|numero }}` -> 1.234,5. None prints nothing, never zero."""
    if value is None or value == "":
        return ""
    return numero_it(_esatto(value), decimals)


@register.filter
def euro(value: Numero | None) -> str:
    """`{{ importo|euro }}` -> 450.000 €; cents only where there are any."""
    return "" if value is None or value == "" else euro_it(_esatto(value))


@register.filter
def percento(value: int | None) -> str:
    """`{{ 73|percento }}` -> 73 %. The value is already a share: rounding belongs to core.quote."""
    return "" if value is None or value == "" else f"{numero(value)}{NBSP}%"


@register.filter
def valore(value: object) -> str:
    """A key figure: numbers in Italian form, texts as they are, "non disponibile" for None."""
    if value is None or value == "":
        return _(NON_DISPONIBILE)
    return numero(value) if isinstance(value, int | float | Decimal) else str(value)


@register.filter
def data(value: date | None) -> str:
    """`{{ giorno|data }}` -> 5 marzo 2026."""
    return data_it(value, vuoto="")


@register.filter
def mese(value: date | None) -> str:
    """`{{ giorno|mese }}` -> marzo 2026, for facts known only by month."""
    return f"{MESI[value.month - 1]} {value.year}" if value else ""


@register.filter
def dataora(value: datetime | None) -> str:
    """`{{ istante|dataora }}` -> 5 marzo 2026, ore 14:30 (time of Rome)."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return _("%(data)s, ore %(ora)s") % {"data": data(local), "ora": f"{local:%H:%M}"}


@register.filter
def iso(value: date | datetime | None) -> str:
    """Machine form for `<time datetime="…">`."""
    return value.isoformat() if value else ""


@register.simple_tag
def periodo(inizio: date | None, fine: date | None) -> str:
    """`{% periodo dal al %}` -> "dal 5 marzo 2026 al 2 aprile 2026", or the half that is known."""
    if inizio and fine:
        if inizio == fine:
            return data(inizio)
        return _("dal %(inizio)s al %(fine)s") % {"inizio": data(inizio), "fine": data(fine)}
    if inizio:
        return _("dal %(inizio)s") % {"inizio": data(inizio)}
    if fine:
        return _("fino al %(fine)s") % {"fine": data(fine)}
    return ""


@register.simple_tag
def quando(giorno: date | None, precisione: str = "giorno") -> str:
    """`{% quando t.data t.precisione %}`: no more exact than the source (PrecisioneData)."""
    if not giorno:
        return ""
    if precisione == "mese":
        return mese(giorno)
    if precisione == "anno":
        return str(giorno.year)
    if precisione == "attestata":
        return _("attestato al %(data)s") % {"data": data(giorno)}
    return data(giorno)


@register.simple_tag
def np(testo: str = "") -> SafeString:
    """`{% np %}`: what no source tells, said plainly (`testo`: other words for it)."""
    return format_html('<span class="fis-np">{}</span>', testo or _("Non pubblicato"))


@register.simple_tag
def fonte_link(fonte: Fonte | None) -> SafeString:
    """`{% fonte_link fatto.fonte %}`: the title of a source, a link where it has a page."""
    if fonte is None:
        return np(_("non indicata"))
    if not fonte.url:
        return format_html("{}", fonte.titolo)
    return format_html('<a href="{}" rel="noopener">{}</a>', fonte.url, fonte.titolo)


@register.simple_tag
@lru_cache(maxsize=512)
def icona(name: str, css: str = "", title: str = "") -> SafeString:
    """`{% icona "search" "icon-sm" %}`: an icon of static/img/icone.svg; hidden unless titled."""
    href = f"{static('img/icone.svg')}#it-{name}"
    classes = f"icon {css}".strip()
    role = format_html('role="img" aria-label="{}"', title) if title else 'aria-hidden="true"'
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}"></use></svg>',
        classes,
        mark_safe(role),  # noqa: S308 - a constant, or escaped by format_html above
        href,
    )


@register.simple_tag
def statico(path: str) -> str:
    """Like `static`, but "" where the manifest fails: the page of error 500 must not fail again."""
    try:
        return static(path)
    except ValueError:
        return ""


@register.simple_tag
def pagine(page: Page) -> list[int | str]:
    """Numbers of a pagination with gaps: 1 … 4 5 6 … 20."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag(takes_context=True)
def corrente(context: Context, url: str, *sotto: str) -> SafeString | str:
    """`<a href="{{ u }}"{% corrente u %}>`: aria-current "page", or "true" inside the section.

    `sotto`: sections with an address of their own that this entry stands for too.
    """
    request = context.get("request")
    if request is None or not url:
        return ""
    if request.path == url:
        return format_html(' aria-current="{}"', "page")
    sezioni = tuple(sezione for sezione in (url, *sotto) if sezione not in ("", "/"))
    if request.path.startswith(sezioni):
        return format_html(' aria-current="{}"', "true")
    return ""


@register.inclusion_tag("_layout/briciola.html")
def briciola(label: str, url_name: str = "", *args: object) -> dict[str, object]:
    """One step of the breadcrumb. With a URL name it is a link, without it is the current page."""
    url = ""
    if url_name.startswith("/"):
        url = url_name
    elif url_name:
        try:
            url = reverse(url_name, args=args)
        except NoReverseMatch:
            url = ""
    return {"label": label, "url": url, "is_ultima": not url_name}


# What the parts of the layout read from the context (core.context_processors.portale).
_DEL_PORTALE = (
    "SITE_NAME",
    "ENTE_TITOLARE",
    "ENTE_ATTUATORE",
    "CONTATTO_EMAIL",
    "DICHIARAZIONE_ACCESSIBILITA_URL",
    "CODICE_SORGENTE_URL",
)


@register.simple_tag(takes_context=True)
def fisso(context: Context, name: str, **valori: str) -> SafeString:
    """`{% fisso "_layout/piede.html" %}`: like include, for what only depends on the section.

    Rendered once per section, language and values, then kept: header and footer are most of the
    work of a small page. Such a part may use the portal's names, `valori` and `corrente`, no more.
    """
    request = context.get("request")
    portale = tuple((chiave, context.get(chiave, "")) for chiave in _DEL_PORTALE)
    percorso = _sezione(request.path) if request is not None else ""
    return _parte(name, percorso, get_language() or "", portale + tuple(valori.items()))


def _sezione(path: str) -> str:
    """The address of a section as it is; of all the pages inside one, the same."""
    pezzi = path.split("/")
    return path if len(pezzi) <= 3 else f"/{pezzi[1]}/…/"


@lru_cache(maxsize=256)
def _parte(
    name: str, percorso: str, _lingua: str, valori: tuple[tuple[str, str], ...]
) -> SafeString:
    request = SimpleNamespace(path=percorso) if percorso else None
    trovato: Any = engines["django"].get_template(name)
    modello: template.Template = trovato.template
    return modello.render(Context({**dict(valori), "request": request}))


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query.pop("page", None)
    return query


def _href(query: QueryDict) -> str:
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def qs_con(context: Context, **changes: Any) -> str:
    """`{% qs_con ordine="titolo" %}`: this page's query with some keys set; None or "" removes."""
    query = _query(context)
    for key, value in changes.items():
        values = value if isinstance(value, list | tuple) else [value]
        values = [str(v) for v in values if v not in (None, "")]
        if values:
            query.setlist(key, values)
        else:
            query.pop(key, None)
    return _href(query)


@register.simple_tag(takes_context=True)
def qs_piu(context: Context, key: str, value: object) -> str:
    """`{% qs_piu "tema" tema.slug %}`: the query with one more value of a filter (facet link)."""
    query = _query(context)
    if str(value) not in query.getlist(key):
        query.appendlist(key, str(value))
    return _href(query)


@register.simple_tag(takes_context=True)
def qs_meno(context: Context, key: str, value: object = None) -> str:
    """`{% qs_meno "tema" tema.slug %}`: the query without one value of a filter, or the key."""
    query = _query(context)
    left = [] if value is None else [v for v in query.getlist(key) if v != str(value)]
    if left:
        query.setlist(key, left)
    else:
        query.pop(key, None)
    return _href(query)


@register.simple_tag(takes_context=True)
def campi_nascosti(context: Context, *tranne: str) -> list[tuple[str, str]]:
    """Pairs of the current query to repeat as hidden inputs in a GET form, without `tranne`."""
    query = _query(context)
    pairs: Iterable[tuple[str, list[str]]] = query.lists()
    return [(key, value) for key, values in pairs if key not in tranne for value in values]
