"""allauth's names at the portal's addresses, and only those that the portal uses."""

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path, re_path
from django.views.generic import RedirectView

from fis_portal.accounts.views import accesso, secondo_fattore

urlpatterns = [
    path("entra/", accesso.EntraView.as_view(), name="account_login"),
    path("esci/", accesso.EsciView.as_view(), name="account_logout"),
    path("inattiva/", accesso.inattiva, name="account_inactive"),
    path("conferma/", accesso.ConfermaView.as_view(), name="account_reauthenticate"),
    path("password/dimenticata/", accesso.RecuperoView.as_view(), name="account_reset_password"),
    path(
        "password/dimenticata/inviata/",
        accesso.recupero_inviato,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/nuova/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z_-]+)/$",
        accesso.NuovaPasswordView.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "password/nuova/fatta/",
        accesso.nuova_password_fatta,
        name="account_reset_password_from_key_done",
    ),
    path("password/cambia/", accesso.CambiaPasswordView.as_view(), name="account_change_password"),
    # Who enters with SPID alone has no password: the way to get one is the mail.
    path(
        "password/scegli/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    path("secondo-fattore/", secondo_fattore.indice, name="mfa_index"),
    path(
        "secondo-fattore/verifica/",
        secondo_fattore.VerificaView.as_view(),
        name="mfa_authenticate",
    ),
    path(
        "secondo-fattore/conferma/",
        secondo_fattore.ConfermaCodiceView.as_view(),
        name="mfa_reauthenticate",
    ),
    path(
        "secondo-fattore/app/attiva/",
        secondo_fattore.AttivaAppView.as_view(),
        name="mfa_activate_totp",
    ),
    path(
        "secondo-fattore/app/togli/",
        secondo_fattore.DisattivaAppView.as_view(),
        name="mfa_deactivate_totp",
    ),
    path("secondo-fattore/codici/", secondo_fattore.codici, name="mfa_view_recovery_codes"),
    path(
        "secondo-fattore/codici/nuovi/",
        secondo_fattore.codici_crea,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "secondo-fattore/passkey/",
        RedirectView.as_view(pattern_name="mfa_index"),
        name="mfa_list_webauthn",
    ),
    path(
        "secondo-fattore/passkey/aggiungi/",
        secondo_fattore.AggiungiPasskeyView.as_view(),
        name="mfa_add_webauthn",
    ),
    path(
        "secondo-fattore/passkey/<int:pk>/togli/",
        secondo_fattore.TogliPasskeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(
        "secondo-fattore/passkey/conferma/",
        secondo_fattore.ConfermaPasskeyView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkey/", secondo_fattore.EntraPasskeyView.as_view(), name="mfa_login_webauthn"),
    # SPID and CIE: 404 unless the settings name an aggregator.
    path("esterno/negato/", accesso.oidc_negato, name="socialaccount_login_error"),
    path("esterno/annullato/", accesso.oidc_negato, name="socialaccount_login_cancelled"),
    path("esterno/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("esterno/<slug:provider_id>/ritorno/", oidc.callback, name="openid_connect_callback"),
]
