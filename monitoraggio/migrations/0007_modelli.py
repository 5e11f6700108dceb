"""The templates and the schedule the portal starts with: rows that staff can change in the admin."""

from django.db import migrations

MODELLI = (
    (
        "Report mensile",
        "mensile",
        False,
        ("cambiamenti", "imbuto", "progetti", "incontri", "presenze", "citazioni"),
    ),
    (
        "Report trimestrale",
        "trimestrale",
        False,
        ("cambiamenti", "tutte", "citazioni", "pubblicati", "allegati"),
    ),
    (
        "Report annuale",
        "annuale",
        False,
        ("commento", "cambiamenti", "tutte", "citazioni", "pubblicati", "allegati"),
    ),
    ("Report di un Comune", "", True, ("commento", "cambiamenti", "tutte", "citazioni")),
)
GENERI = {"cambiamenti", "tutte", "commento", "citazioni", "pubblicati", "allegati"}
TITOLI = {"commento": "Introduzione"}
ATTIVI = {"mensile": "Report mensile", "trimestrale": "Report trimestrale"}


def add_templates(apps, schema_editor):
    Modello = apps.get_model("monitoraggio", "ModelloReport")
    Sezione = apps.get_model("monitoraggio", "SezioneModello")
    Pianificazione = apps.get_model("monitoraggio", "PianificazioneReport")
    for nome, tipo, di_un_comune, voci in MODELLI:
        modello, nuovo = Modello.objects.get_or_create(
            nome=nome, defaults={"tipo": tipo, "di_un_comune": di_un_comune}
        )
        for ordine, voce in enumerate(voci if nuovo else (), start=1):
            figura = "" if voce in GENERI else voce
            Sezione.objects.create(
                modello=modello,
                ordine=ordine,
                genere="figura" if figura else voce,
                figura=figura,
                titolo=TITOLI.get(voce, ""),
            )
    for tipo, nome in (*ATTIVI.items(), ("annuale", "Report annuale")):
        Pianificazione.objects.get_or_create(
            tipo=tipo,
            defaults={"attiva": tipo in ATTIVI, "modello": Modello.objects.get(nome=nome)},
        )


def remove_templates(apps, schema_editor):
    apps.get_model("monitoraggio", "PianificazioneReport").objects.all().delete()
    apps.get_model("monitoraggio", "ReportMonitoraggio").objects.update(modello=None)
    apps.get_model("monitoraggio", "ModelloReport").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("monitoraggio", "0006_composizione")]

    operations = [migrations.RunPython(add_templates, remove_templates)]
