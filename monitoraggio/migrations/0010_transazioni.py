"""The history says which transaction wrote each event: what `since` in the API counts on (ADR 0025).

A column of the database alone: pghistory's triggers name the columns they fill, so the default
does. Older events have none: they come before any token.
"""

from django.db import migrations

from fis_portal.core.allora import senza_allora

# Whatever a public table is made of (monitoraggio.aperti.massa.mutamenti).
STORIE = (
    "community_adozioneevent",
    "community_bisognoevent",
    "community_cambiamentoistituzionaleevent",
    "community_destinatarioevent",
    "community_domandaemersaevent",
    "community_elementokitevent",
    "community_eventoevent",
    "community_eventofonteevent",
    "community_eventoprogettoevent",
    "community_levaevent",
    "community_lezioneevent",
    "community_lezionelevaevent",
    "community_lezionetemaevent",
    "community_materialeeventoevent",
    "community_partecipazioneevent",
    "community_praticabisognoevent",
    "community_praticadestinatarioevent",
    "community_praticaevent",
    "community_praticatemaevent",
    "community_relatoreevent",
    "community_resocontoeventoevent",
    "community_resocontoorganizzazioneevent",
    "community_riepilogoincontrievent",
    "community_segnolezioneevent",
    "community_serieeventievent",
    "community_sessioneeventoevent",
    "community_sessioneprogettoevent",
    "comuni_comuneevent",
    "comuni_provinciaevent",
    "comuni_regioneevent",
    "core_fonteevent",
    "outcomes_dimensioneevent",
    "outcomes_esitoevent",
    "outcomes_indicatoreevent",
    "outcomes_parterilevazioneevent",
    "outcomes_periodomonitoraggioevent",
    "outcomes_quadroimpattoevent",
    "outcomes_rendicontazioneevent",
    "outcomes_rilevazioneevent",
    "outcomes_targetperiodoevent",
    "progetti_faseprogettoevent",
    "progetti_fattoprogettoevent",
    "progetti_interventoevent",
    "progetti_macroareaevent",
    "progetti_organizzazioneevent",
    "progetti_partenariatoevent",
    "progetti_progettoevent",
    "progetti_progettofonteevent",
    "progetti_progettomacroareaevent",
    "progetti_progettotemaevent",
    "progetti_temaevent",
    "progetti_transizionefaseevent",
)
AGGIUNGI = """
ALTER TABLE {storia} ADD COLUMN transazione bigint;
ALTER TABLE {storia} ALTER COLUMN transazione SET DEFAULT (pg_current_xact_id()::text::bigint);
CREATE INDEX {storia}_transazione ON {storia} (transazione);
CREATE INDEX {storia}_quando ON {storia} USING brin (pgh_created_at) WITH (autosummarize);
"""
TOGLI = """
DROP INDEX {storia}_quando;
ALTER TABLE {storia} DROP COLUMN transazione;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("monitoraggio", "0009_verifica_riepiloghi"),
        ("core", "0006_lavori_pianificati"),
        ("comuni", "0002_coordinate_insieme"),
        ("progetti", "0005_svolgimento"),
        ("community", "0007_posti_ceduti"),
        ("outcomes", "0012_azioni_del_delegato"),
    ]

    operations = senza_allora(
        *(
            migrations.RunSQL(AGGIUNGI.format(storia=storia), TOGLI.format(storia=storia))
            for storia in STORIE
        )
    )
