from django.urls import path

from monitoraggio.views import cruscotto, figure, grafici, provenienza, report

app_name = "monitoraggio"
urlpatterns = [
    path("", figure.figura_list, name="index"),
    path("dati/<slug:codice>/", figure.figura_detail, name="figura_detail"),
    path("cruscotto/", cruscotto.cruscotto_detail, name="cruscotto"),
    path("grafici/<slug:codice>.<slug:formato>", grafici.grafico_file, name="grafico"),
    path(
        "dati/<slug:codice>/<slug:alla>/<slug:che>.<slug:formato>",
        provenienza.figura_file,
        name="figura_file",
    ),
    path("riconciliazione/", provenienza.riconcilia, name="riconciliazione"),
    path("report/", report.report_list, name="report_list"),
    path("report/confronto/", report.report_confronto, name="report_confronto"),
    path(
        "report/comuni/<slug:comune>/<int:anno>/<slug:periodo>/",
        report.report_detail,
        name="comune_report_detail",
    ),
    path(
        "report/comuni/<slug:comune>/<int:anno>/<slug:periodo>/<int:versione>/<slug:formato>",
        report.report_download,
        name="comune_report_download",
    ),
    path("report/<int:anno>/<slug:periodo>/", report.report_detail, name="report_detail"),
    path(
        "report/<int:anno>/<slug:periodo>/<int:versione>/<slug:formato>",
        report.report_download,
        name="report_download",
    ),
]
