"""Who enters the portal. What allauth stores has no page here: the portal's own pages show it."""

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401
from django.contrib import admin

from fis_portal.accounts.admin import inviti, utenti  # noqa: F401

for _model in [m for m in admin.site._registry if m.__module__.startswith("allauth.")]:
    admin.site.unregister(_model)
