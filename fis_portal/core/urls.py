"""Addresses for the machines that watch the portal."""

from django.urls import path

from fis_portal.core import salute

app_name = "core"
urlpatterns = [
    path("salute/", salute.liveness, name="liveness"),
    path("salute/pronto/", salute.readiness, name="readiness"),
]
