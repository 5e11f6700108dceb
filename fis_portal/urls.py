from django.contrib import admin
from django.urls import include, path

from fis_portal.sito import urls_progetti
from progetti import urls as urls_elenco

# The list is of `progetti`, the page of one project puts several apps together: one namespace.
PROGETTI = ([*urls_elenco.urlpatterns, *urls_progetti.urlpatterns], urls_elenco.app_name)

urlpatterns = [
    path("", include("fis_portal.sito.urls")),
    path("progetti/", include(PROGETTI)),
    path("progetti/", include("outcomes.urls")),
    path("temi/", include("progetti.temi_urls")),
    path("comuni/", include("fis_portal.sito.urls_comuni")),
    path("eventi/", include("community.urls")),
    path("lezioni/", include("community.urls_lezioni")),
    path("pratiche/", include("community.urls_pratiche")),
    path("area-comuni/pratiche/", include("community.urls_area_pratiche")),
    path("monitoraggio/", include("monitoraggio.urls")),
    path("dati/", include("monitoraggio.urls_aperti")),
    path("incorpora/", include("monitoraggio.urls_incorpora")),
    path("accesso/", include("fis_portal.accounts.urls_accesso")),
    path("", include("fis_portal.accounts.urls")),
    path("area-comuni/", include("comuni.urls_area")),
    path("area-comuni/", include("outcomes.urls_area")),
    path("area-comuni/", include("outcomes.urls_chiavi")),
    path("area-comuni/riflessioni/", include("community.urls_area_riflessioni")),
    path("esperienze/riflessioni/", include("community.urls_riflessioni")),
    path("area-comuni/scadenze/", include("outcomes.urls_calendario")),
    path("area-comuni/lezioni/", include("community.urls_area_lezioni")),
    path("area-comuni/incontri/", include("community.urls_area_incontri")),
    path("area-valutatori/", include("outcomes.urls_valutatori")),
    path("area-valutatori/diario/", include("community.urls_area_diario")),
    path("salute/", include("fis_portal.core.urls")),
    path("api/v1/", include("fis_portal.api_urls")),
    path("admin/", admin.site.urls),
]

handler400 = "fis_portal.sito.views.errori.bad_request"
handler403 = "fis_portal.sito.views.errori.permission_denied"
handler404 = "fis_portal.sito.views.errori.not_found"
handler500 = "fis_portal.sito.views.errori.server_error"
