"""Addresses for the machines that watch the portal, below /salute/."""

from django.urls import path

from fis_portal.core import salute

app_name = "core"
urlpatterns = [
    path("", salute.liveness, name="liveness"),
    path("pronto/", salute.readiness, name="readiness"),
]
