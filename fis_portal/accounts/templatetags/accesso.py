from typing import Any

from django import template
from django.template.context import Context

from fis_portal.accounts.aree import Area, aree_di

register = template.Library()


@register.simple_tag(takes_context=True)
def aree_personali(context: Context) -> list[Area]:
    """The areas of who is signed in, for the menu of templates/area/base.html."""
    request: Any = context["request"]
    return aree_di(request.user) if request.user.is_authenticated else []


@register.simple_tag(takes_context=True)
def area_corrente(context: Context, aree: list[Area]) -> str:
    """The address of the one area the page is in: the longest, as some lie inside others."""
    request: Any = context["request"]
    contengono = (a.url for a in aree if request.path.startswith(a.url))
    return max(contengono, key=len, default="")
