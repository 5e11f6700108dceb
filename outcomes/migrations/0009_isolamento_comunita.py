"""Row-level security of the community's tables (ADR 0016): what one reads, and what one writes.

Reading and writing differ here: a lesson told to all is read by all and changed by its team alone.
"""

from django.db import migrations

GRUPPO = """
CREATE FUNCTION public.fis_progetti_del_gruppo() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT fis_progetti_del_comune()
    UNION
    SELECT p.progetto_id
    FROM progetti_partenariato p
    JOIN progetti_delegato d ON d.organizzazione_id = p.organizzazione_id
    JOIN accounts_user u ON u.id = d.user_id
    WHERE d.user_id = fis_utente() AND d.attivo AND u.is_active
      AND (p.dal IS NULL OR p.dal <= (now() AT TIME ZONE 'Europe/Rome')::date)
      AND (p.al IS NULL OR p.al >= (now() AT TIME ZONE 'Europe/Rome')::date)
$$;
"""
MIO = "progetto_id IN (SELECT fis_progetti_del_comune())"
DEL_GRUPPO = "progetto_id IN (SELECT fis_progetti_del_gruppo())"
DEL_MIO_COMUNE = "comune_id IN (SELECT fis_comuni())"
CONDIVISA = "visibilita IN ('comunita', 'pubblica')"
UNA_LEZIONE = "lezione_id IN (SELECT id FROM community_lezione)"
UNA_PRATICA = "pratica_id IN (SELECT id FROM community_pratica)"
UN_EVENTO = "evento_id IN (SELECT id FROM community_evento)"
UN_VERBALE = "verbale_id IN (SELECT id FROM community_verbaleincontro)"
SONO_IO = "persona_id IN (SELECT id FROM community_persona)"

# Table -> which rows exist for the person. Without an entry below they are read and not written.
SI_LEGGE = {
    "community_persona": "user_id = fis_utente()",
    "community_iscrizione": SONO_IO,
    "community_partecipazione": SONO_IO,
    "community_accessopersona": "false",
    "community_richiestainteressato": "false",
    "community_evento": """(
        is_public
        OR (is_riservato AND id IN (
            SELECT evento_id FROM community_evento_progetti
            WHERE progetto_id IN (SELECT fis_progetti_del_gruppo())
        ))
        OR id IN (SELECT evento_id FROM community_iscrizione)
        OR id IN (SELECT evento_id FROM community_partecipazione)
        OR id IN (
            SELECT deciso_in_id FROM outcomes_quadroimpatto
            WHERE progetto_id IN (SELECT fis_progetti_del_gruppo())
        )
    )""",
    "community_sessioneevento": UN_EVENTO,
    "community_relatore": "sessione_id IN (SELECT id FROM community_sessioneevento)",
    "community_materialeevento": UN_EVENTO,
    "community_resocontoevento": f"is_public AND {UN_EVENTO}",
    "community_domandaemersa": "resoconto_id IN (SELECT id FROM community_resocontoevento)",
    "community_verbaleincontro": f"condiviso_il IS NOT NULL AND {DEL_GRUPPO}",
    "community_decisioneincontro": UN_VERBALE,
    "community_azioneincontro": UN_VERBALE,
    "community_seguitoazione": UN_VERBALE,
    "community_lezione": f"{CONDIVISA} OR {DEL_GRUPPO}",
    "community_commentolezione": f"{UNA_LEZIONE} AND nascosto_il IS NULL",
    "community_segnolezione": UNA_LEZIONE,
    "community_pratica": f"{CONDIVISA} OR {DEL_MIO_COMUNE} OR {DEL_GRUPPO}",
    "community_elementokit": UNA_PRATICA,
    "community_adozione": UNA_PRATICA,
    "community_riflessione": f"{CONDIVISA} OR {DEL_GRUPPO}",
    "community_cambiamentoistituzionale": f"{CONDIVISA} OR {DEL_MIO_COMUNE} OR {DEL_GRUPPO}",
    "outcomes_originelezione": "rendicontazione_id IN (SELECT id FROM outcomes_rendicontazione)",
}
SI_SCRIVE = {
    "community_lezione": MIO,
    "community_commentolezione": f"{UNA_LEZIONE} AND autore_id = fis_utente()",
    "community_segnolezione": f"{UNA_LEZIONE} AND {DEL_MIO_COMUNE}",
    "community_pratica": DEL_MIO_COMUNE,
    "community_elementokit": (
        f"pratica_id IN (SELECT id FROM community_pratica WHERE {DEL_MIO_COMUNE})"
    ),
    "community_adozione": f"{UNA_PRATICA} AND {DEL_MIO_COMUNE}",
    "community_riflessione": MIO,
    "community_cambiamentoistituzionale": DEL_MIO_COMUNE,
    "outcomes_originelezione": f"{UNA_LEZIONE} AND rendicontazione_id IN ("
    "SELECT id FROM outcomes_rendicontazione)",
}
FILE_DI_PRIMA = """(
    caricato_da_id = fis_utente()
    OR id IN (SELECT file_id FROM outcomes_evidenza)
    OR id IN (SELECT ricevuta_id FROM outcomes_invio)
    OR id IN (SELECT file_id FROM progetti_documento)
)"""
FILE_DI_ORA = """(
    caricato_da_id = fis_utente()
    OR id IN (SELECT file_id FROM outcomes_evidenza)
    OR id IN (SELECT ricevuta_id FROM outcomes_invio)
    OR id IN (SELECT file_id FROM progetti_documento)
    OR id IN (SELECT file_id FROM community_materialeevento)
    OR id IN (SELECT file_id FROM community_elementokit)
)"""


def _crea() -> str:
    righe = [GRUPPO, "SELECT public.fis_diritti_area();"]
    for tabella, regola in SI_LEGGE.items():
        righe += [
            f"ALTER TABLE {tabella} ENABLE ROW LEVEL SECURITY;",
            f"CREATE POLICY area ON {tabella} FOR SELECT TO portale_area USING ({regola});",
        ]
    for tabella, regola in SI_SCRIVE.items():
        righe.append(
            f"CREATE POLICY area_scrive ON {tabella} TO portale_area"
            f" USING ({regola}) WITH CHECK ({regola});"
        )
    righe.append(f"ALTER POLICY area ON core_fileprotetto USING ({FILE_DI_ORA});")
    return "\n".join(righe)


def _togli() -> str:
    righe = [f"ALTER POLICY area ON core_fileprotetto USING ({FILE_DI_PRIMA});"]
    righe += [f"DROP POLICY area_scrive ON {tabella};" for tabella in SI_SCRIVE]
    # The policies name each other's tables: the ones that use another go first.
    for tabella in SI_LEGGE:
        righe += [
            f"DROP POLICY area ON {tabella};",
            f"ALTER TABLE {tabella} DISABLE ROW LEVEL SECURITY;",
        ]
    righe.append("DROP FUNCTION public.fis_progetti_del_gruppo();")
    return "\n".join(righe)


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0008_decisione_e_origine"),
        ("community", "0001_iniziale"),
    ]
    operations = [migrations.RunSQL(_crea(), _togli())]
