from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from comuni.api.serializers import ComuneBreveSerializer
from fis_portal.core.api.righe import (
    Costante,
    Elenco,
    FonteSerializer,
    Importo,
    Pagina,
    RigaSerializer,
    Testo,
    fonte_unica,
    fonti_collegate,
)
from fis_portal.core.enums import PrecisioneData
from progetti.enums import RuoloPartenariato, StatoFase, TipoOrganizzazione
from progetti.models import (
    FaseProgetto,
    FattoProgetto,
    Partenariato,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
    TransizioneFase,
)

FONTE = {
    "codice": "formez-scheda-fis",
    "titolo": "Formez, scheda del progetto FIS",
    "url": "https://www.formez.it/",
    "url_archivio": None,
    "data": "2024-07-01",
    "nota": None,
}
TEMA = {
    "slug": "housing-sociale",
    "nome": "housing sociale",
    "descrizione": None,
    "valido_dal": None,
    "valido_al": None,
    "dimostrativo": False,
    "fonti": [FONTE],
}
FASE = {
    "intervento": "II",
    "stato": "in_corso",
    "importo_richiesto_eur": None,
    "importo_concesso_eur": "450000.00",
    "data_inizio": "2022-09-15",
    "data_fine": None,
    "fonte_importo": FONTE,
}
TRANSIZIONE = {
    "da": "ammessa",
    "a": "finanziata",
    "data": "2022-06-30",
    "precisione": "mese",
    "motivo": None,
    "atto": None,
    "fonte": FONTE,
}
PROGETTO = {
    "slug": "co-mix-co-generare-mixite-inclusive-nella-citta",
    "titolo": "CO-MIX - Co-generare Mixité inclusive nella città",
    "comune": {
        "codice_istat": "046017",
        "nome": "Lucca",
        "provincia": "LU",
        "regione": "Toscana",
    },
    "sintesi": None,
    "cup": None,
    "macroaree": [
        {"slug": "inclusione-sociale", "nome": "inclusione sociale", "prevalente": False}
    ],
    "temi": [{"slug": "housing-sociale", "nome": "housing sociale"}],
    "fasi": [FASE],
    "data_inizio_prevista": None,
    "data_fine_prevista": None,
    "data_inizio": None,
    "data_fine": None,
    "aggiornato_at": "2026-11-22T09:30:00.000000+00:00",
    "dimostrativo": False,
    "fonti": [FONTE],
    "url": "https://esempio.it/progetti/co-mix-co-generare-mixite-inclusive-nella-citta/",
}


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Intervento II",
            value={
                "codice": "II",
                "nome": "Sperimentazione",
                "massimale_eur": "450000.00",
                "dotazione_eur": "8100000.00",
                "descrizione": None,
                "nota": None,
                "dimostrativo": False,
                "fonti": [FONTE],
                "url": "https://esempio.it/progetti/?intervento=II",
            },
        )
    ]
)
class InterventoSerializer(RigaSerializer):
    codice = serializers.CharField()
    nome = serializers.CharField()
    massimale_eur = Importo(help_text=_("Massimo per un progetto."))
    dotazione_eur = Importo(help_text=_("Somma destinata all'Intervento."))
    descrizione = Testo()
    nota = Testo()
    dimostrativo = Costante(False)
    fonti = fonte_unica()
    url = Pagina("progetti:list", parametro="intervento", source="codice")


class VocabolarioSerializer(RigaSerializer):
    slug = serializers.SlugField()
    nome = serializers.CharField()
    descrizione = Testo()
    valido_dal = serializers.DateField(allow_null=True)
    valido_al = serializers.DateField(allow_null=True)
    dimostrativo = Costante(False)
    fonti = fonte_unica()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Inclusione sociale",
            value={
                **TEMA,
                "slug": "inclusione-sociale",
                "nome": "inclusione sociale",
                "url": "https://esempio.it/progetti/?macroarea=inclusione-sociale",
            },
        )
    ]
)
class MacroareaSerializer(VocabolarioSerializer):
    url = Pagina("progetti:list", parametro="macroarea", source="slug")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Housing sociale",
            value={**TEMA, "url": "https://esempio.it/temi/housing-sociale/"},
        )
    ]
)
class TemaSerializer(VocabolarioSerializer):
    url = Pagina("temi:detail", source="slug")


class ProgettoMacroareaSerializer(RigaSerializer):
    slug = serializers.SlugField(source="macroarea.slug")
    nome = serializers.CharField(source="macroarea.nome")
    prevalente = serializers.BooleanField(source="is_prevalente")


class ProgettoTemaSerializer(RigaSerializer):
    slug = serializers.SlugField(source="tema.slug")
    nome = serializers.CharField(source="tema.nome")


class FaseSerializer(RigaSerializer):
    intervento = serializers.CharField(source="intervento.codice")
    stato = serializers.ChoiceField(choices=StatoFase.choices)
    importo_richiesto_eur = Importo(allow_null=True)
    importo_concesso_eur = Importo(allow_null=True)
    data_inizio = serializers.DateField(allow_null=True)
    data_fine = serializers.DateField(allow_null=True)
    fonte_importo = FonteSerializer(allow_null=True)


class TransizioneSerializer(RigaSerializer):
    da = Testo(help_text=_("Stato di partenza; null al primo passaggio."))
    a = serializers.ChoiceField(choices=StatoFase.choices)
    data = serializers.DateField()  # type: ignore[assignment]
    precisione = serializers.ChoiceField(
        choices=PrecisioneData.choices,
        help_text=_("Quanto la fonte è precisa sulla data: il resto della data è convenzionale."),
    )
    motivo = Testo()
    atto = Testo()
    fonte = FonteSerializer(allow_null=True)


class FaseConPassaggiSerializer(FaseSerializer):
    passaggi = Elenco(
        TransizioneSerializer,
        lambda: TransizioneFase.objects.filter(fase=OuterRef("pk")).order_by("data", "pk"),
        help_text=_("I passaggi di stato, in ordine di data."),
    )


class FattoSerializer(RigaSerializer):
    testo = serializers.CharField()
    data = serializers.DateField(allow_null=True)  # type: ignore[assignment]
    fonte = FonteSerializer()


class PartenariatoSerializer(RigaSerializer):
    organizzazione = serializers.CharField(source="organizzazione.nome")
    tipo = Testo(
        source="organizzazione.tipo",
        help_text=_("Uno fra: %(tipi)s; null se nessuna fonte lo dice.")
        % {"tipi": ", ".join(TipoOrganizzazione.values)},
    )
    ruolo = serializers.ChoiceField(choices=RuoloPartenariato.choices)
    dal = serializers.DateField(allow_null=True)
    al = serializers.DateField(allow_null=True)
    impegno = Testo()
    fonte = FonteSerializer(allow_null=True)


@extend_schema_serializer(examples=[OpenApiExample("CO-MIX, Lucca", value=PROGETTO)])
class ProgettoSerializer(RigaSerializer):
    slug = serializers.SlugField()
    titolo = Testo(help_text=_("null se nessuna fonte lo riporta."))
    comune = ComuneBreveSerializer()
    sintesi = Testo()
    cup = Testo(help_text=_("Codice unico di progetto."))
    macroaree = Elenco(
        ProgettoMacroareaSerializer,
        lambda: ProgettoMacroarea.objects.filter(progetto=OuterRef("pk")).order_by(
            "-is_prevalente", "macroarea__ordine", "pk"
        ),
    )
    temi = Elenco(
        ProgettoTemaSerializer,
        lambda: ProgettoTema.objects.filter(progetto=OuterRef("pk")).order_by(
            "tema__ordine", "tema__nome_chiave", "pk"
        ),
    )
    fasi = Elenco(
        FaseSerializer,
        lambda: FaseProgetto.objects.filter(progetto=OuterRef("pk")).order_by("intervento__ordine"),
        help_text=_("Il percorso negli Interventi del programma."),
    )
    data_inizio_prevista = serializers.DateField(allow_null=True)
    data_fine_prevista = serializers.DateField(allow_null=True)
    data_inizio = serializers.DateField(allow_null=True)
    data_fine = serializers.DateField(allow_null=True)
    aggiornato_at = serializers.DateTimeField(source="updated_at")
    dimostrativo = serializers.BooleanField(source="is_demo")
    fonti = fonti_collegate(lambda: Progetto.fonti.through.objects.filter(progetto=OuterRef("pk")))
    url = Pagina("progetti:detail", source="slug")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "CO-MIX, Lucca",
            value={
                **PROGETTO,
                "fasi": [{**FASE, "passaggi": [TRANSIZIONE]}],
                "bisogno": None,
                "destinatari": None,
                "nota": None,
                "fatti": [{"testo": "6 appartamenti.", "data": None, "fonte": FONTE}],
                "partenariati": [
                    {
                        "organizzazione": "Fondazione Casa Lucca",
                        "tipo": "fondazione",
                        "ruolo": "partner",
                        "dal": None,
                        "al": None,
                        "impegno": None,
                        "fonte": FONTE,
                    }
                ],
            },
        )
    ]
)
class ProgettoDettaglioSerializer(ProgettoSerializer):
    fasi = Elenco(
        FaseConPassaggiSerializer,
        lambda: FaseProgetto.objects.filter(progetto=OuterRef("pk")).order_by("intervento__ordine"),
        help_text=_("Il percorso negli Interventi del programma, con i passaggi di stato."),
    )
    bisogno = Testo()
    destinatari = Testo()
    nota = Testo()
    fatti = Elenco(
        FattoSerializer,
        lambda: FattoProgetto.objects.filter(progetto=OuterRef("pk")).order_by("ordine", "pk"),
        help_text=_("Fatti pubblicati, ciascuno con la sua fonte."),
    )
    partenariati = Elenco(
        PartenariatoSerializer,
        lambda: Partenariato.objects.filter(progetto=OuterRef("pk")).order_by(
            "ruolo", "organizzazione__nome_chiave", "pk"
        ),
    )
