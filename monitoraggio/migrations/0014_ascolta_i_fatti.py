"""Which writes touch the facts of a project (0012) and its indicators; the care of their sums (ADR 22)."""

from django.db import migrations

# Whose facts a write touches, beside what 0008 listens to; and whose indicators. Reports say
# something of an indicator once they are sent: drafts are left alone.
_DI_RENDICONTAZIONE = (
    "SELECT r.progetto_id FROM {0} x JOIN outcomes_rendicontazione r ON r.id = x.rendicontazione_id"
)
_DELLA_RIGA = {
    "insert": "SELECT progetto_id FROM dopo",
    "delete": "SELECT progetto_id FROM prima",
    "update": "SELECT progetto_id FROM dopo UNION SELECT progetto_id FROM prima",
}


def _da(domanda: str) -> dict[str, str]:
    """The same question to the rows of each operation."""
    return {
        "insert": domanda.format("dopo"),
        "delete": domanda.format("prima"),
        "update": f"{domanda.format('dopo')} UNION {domanda.format('prima')}",
    }


DEI_FATTI = {
    "progetti_faseprogetto": {
        "insert": _DELLA_RIGA["insert"],
        "update": "SELECT d.progetto_id FROM dopo d JOIN prima p ON p.id = d.id WHERE (p.stato,"
        " p.importo_richiesto_eur) IS DISTINCT FROM (d.stato, d.importo_richiesto_eur)",
    },
    "progetti_intervento": {
        "update": "SELECT f.progetto_id FROM dopo d JOIN prima p ON p.id = d.id AND p.massimale_eur"
        " IS DISTINCT FROM d.massimale_eur JOIN progetti_faseprogetto f ON f.intervento_id = d.id",
    },
    "progetti_partenariato": _DELLA_RIGA,
    "progetti_derogaregola": _DELLA_RIGA,
    "progetti_organizzazione": {
        "update": "SELECT a.progetto_id FROM dopo d JOIN prima p ON p.id = d.id AND (p.tipo,"
        " p.comune_id) IS DISTINCT FROM (d.tipo, d.comune_id)"
        " JOIN progetti_partenariato a ON a.organizzazione_id = d.id",
    },
    # Whatever is written on a project itself: its history says it.
    "progetti_progettoevent": {"insert": "SELECT pgh_obj_id FROM dopo"},
    "outcomes_rendicontazione": {
        **_DELLA_RIGA,
        "update": "SELECT unnest(ARRAY[d.progetto_id, p.progetto_id]) FROM dopo d JOIN prima p"
        " ON p.id = d.id WHERE (p.progetto_id, p.periodo_id, p.scadenza) IS DISTINCT FROM"
        " (d.progetto_id, d.periodo_id, d.scadenza)",
    },
    "outcomes_invio": _da(_DI_RENDICONTAZIONE),
    "outcomes_proroga": _da(_DI_RENDICONTAZIONE),
    "monitoraggio_contributoindicatori": _DELLA_RIGA,
}
_DETTE = " AND r.stato IN ('inviata', 'accettata', 'validata')"
_DI_INDICATORE = (
    "SELECT q.progetto_id FROM {0} x JOIN outcomes_quadroimpatto q ON q.id = x.quadro_id"
)
_DI_DIMENSIONE = (
    "SELECT q.progetto_id FROM {0} x JOIN outcomes_indicatore i ON i.id = x.indicatore_id"
    " JOIN outcomes_quadroimpatto q ON q.id = i.quadro_id"
)
_DI_PARTE = (
    "SELECT r.progetto_id FROM {0} x JOIN outcomes_rilevazione v ON v.id = x.rilevazione_id"
    f" JOIN outcomes_rendicontazione r ON r.id = v.rendicontazione_id{_DETTE}"
)
DEGLI_INDICATORI = {
    "outcomes_quadroimpatto": _DELLA_RIGA,
    "outcomes_indicatore": _da(_DI_INDICATORE),
    "outcomes_dimensione": _da(_DI_DIMENSIONE),
    "outcomes_rilevazione": _da(_DI_RENDICONTAZIONE + _DETTE),
    "outcomes_parterilevazione": _da(_DI_PARTE),
    "outcomes_rendicontazione": {
        "delete": _DELLA_RIGA["delete"],
        "update": "SELECT unnest(ARRAY[d.progetto_id, p.progetto_id]) FROM dopo d JOIN prima p"
        " ON p.id = d.id WHERE (p.progetto_id, p.periodo_id, p.stato, p.accettata_il)"
        " IS DISTINCT FROM (d.progetto_id, d.periodo_id, d.stato, d.accettata_il)",
    },
    "outcomes_invio": _da(_DI_RENDICONTAZIONE + _DETTE),
    "outcomes_passaggiorendicontazione": _da(_DI_RENDICONTAZIONE + _DETTE),
    "outcomes_periodomonitoraggio": {
        "update": "SELECT r.progetto_id FROM dopo d JOIN prima p ON p.id = d.id AND (p.dal, p.al)"
        " IS DISTINCT FROM (d.dal, d.al) JOIN outcomes_rendicontazione r ON r.periodo_id = d.id",
    },
}
CHI = {"fatti": DEI_FATTI, "indicatori": DEGLI_INDICATORI}
FUNZIONE = {"fatti": "fis_contributi_aggiorna", "indicatori": "fis_indicatori_tocca"}


TRE = {
    "insert": "NEW TABLE AS dopo",
    "delete": "OLD TABLE AS prima",
    "update": "OLD TABLE AS prima NEW TABLE AS dopo",
}


def _trigger(che: str, tabella: str, quando: str, corpo: str) -> str:
    nome = f"{tabella}_{che}_{quando}"
    return f"""
CREATE FUNCTION public.{nome}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    {corpo}
    RETURN NULL;
END $$;
CREATE TRIGGER {nome} AFTER {quando.upper()} ON {tabella} REFERENCING {TRE[quando]}
FOR EACH STATEMENT EXECUTE FUNCTION public.{nome}();
"""


def _ascolta(che: str) -> str:
    return "".join(
        _trigger(
            che,
            tabella,
            quando,
            f"PERFORM {FUNZIONE[che]}(ARRAY(SELECT DISTINCT id FROM ({quali}) AS r (id)"
            " WHERE id IS NOT NULL ORDER BY id));",
        )
        for tabella, operazioni in CHI[che].items()
        for quando, quali in operazioni.items()
    )


ASCOLTA_VIA = "".join(
    f"DROP FUNCTION public.{tabella}_{che}_{quando}() CASCADE;"
    for che, tabelle in CHI.items()
    for tabella, operazioni in tabelle.items()
    for quando in operazioni
)
# Whoever counts the indicators of a project holds the same lock: what is written meanwhile names the
# project again afterwards.
TOCCA = """
CREATE FUNCTION public.fis_indicatori_tocca(ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN
        RETURN;
    END IF;
    PERFORM 1 FROM progetti_progetto WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM monitoraggio_contributoindicatori WHERE progetto_id = ANY(ids);
    INSERT INTO monitoraggio_indicatoridacontare SELECT unnest(ids) ON CONFLICT DO NOTHING;
END $$;
"""
PRIMA = "monitoraggio_contributo, monitoraggio_contributocomune, monitoraggio_riepilogo"
TUTTE = f"{PRIMA}, monitoraggio_contributoente, monitoraggio_riepilogofatti"
FONTI = (
    "progetti_progetto, progetti_progettomacroarea, progetti_progettotema, progetti_faseprogetto,"
    " progetti_transizionefase, progetti_intervento, comuni_comune, comuni_provincia"
)
CURA = """
CREATE OR REPLACE FUNCTION public.fis_riepiloghi_svuota() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    TRUNCATE {svuota};
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION public.fis_riepiloghi_ricostruisci() RETURNS void
LANGUAGE plpgsql SET search_path = public{memoria} AS $$
BEGIN
    LOCK TABLE {fonti} IN SHARE ROW EXCLUSIVE MODE;
    TRUNCATE {tutte};
    INSERT INTO monitoraggio_contributo SELECT * FROM fis_contributi(NULL);
    INSERT INTO monitoraggio_contributocomune SELECT * FROM fis_contributi_comuni(NULL);
    PERFORM fis_riepiloghi_piega();
    {ancora}
END $$;
"""
CURATI = CURA.format(
    svuota=f"{TUTTE}, monitoraggio_contributoindicatori, monitoraggio_indicatoridacontare",
    fonti=", ".join([FONTI, *sorted({*DEI_FATTI, *DEGLI_INDICATORI} - {*FONTI.split(", ")})]),
    tutte=f"{TUTTE}, monitoraggio_contributoindicatori",
    memoria=" SET work_mem = '256MB'",
    ancora="""INSERT INTO monitoraggio_contributoente SELECT * FROM fis_contributi_enti(NULL);
    INSERT INTO monitoraggio_indicatoridacontare SELECT DISTINCT progetto_id
      FROM outcomes_quadroimpatto WHERE progetto_id IS NOT NULL ON CONFLICT DO NOTHING;""",
)
COME_PRIMA = CURA.format(svuota=PRIMA, fonti=FONTI, tutte=PRIMA, memoria="", ancora="")


class Migration(migrations.Migration):
    dependencies = [("monitoraggio", "0013_riepiloghi_dei_fatti")]

    operations = [
        migrations.RunSQL(TOCCA, "DROP FUNCTION public.fis_indicatori_tocca(bigint[]);"),
        migrations.RunSQL(_ascolta("fatti") + _ascolta("indicatori"), ASCOLTA_VIA),
        migrations.RunSQL(CURATI, COME_PRIMA),
        migrations.RunSQL(
            "SELECT public.fis_riepiloghi_ricostruisci();", migrations.RunSQL.noop
        ),
    ]
