"""What the theme of the management area leaves out of its own frame."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
PRINCIPALE = '<div id="main"'


@register.filter
def con_principale(pagina: SafeString) -> SafeString:
    """The frame of a page, with a `main` landmark where the theme only calls it so.

    It opens and closes that element far from every block: without copying the template there is
    no other place to say it.
    """
    detto = pagina.replace(PRINCIPALE, f'{PRINCIPALE} role="main"', 1)
    return mark_safe(detto)  # noqa: S308 - a rendered page plus an attribute of ours
