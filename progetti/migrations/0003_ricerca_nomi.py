from django.db import migrations

# What a project can be found by also stands around it: names of its Comune, temi, macroaree and
# partner, and its facts. A row trigger copies it into the project whenever the project is written;
# statement triggers write again the projects touched by a change around them (once per statement,
# however many rows it changes). Whoever makes the change: page, admin, import, raw SQL.
COPIA = """
CREATE FUNCTION progetti_ricerca_copia() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.nomi := concat_ws(' ',
    (SELECT concat_ws(' ', c.nome, p.nome, r.nome)
       FROM comuni_comune c
       LEFT JOIN comuni_provincia p ON p.id = c.provincia_id
       LEFT JOIN comuni_regione r ON r.id = p.regione_id
      WHERE c.id = NEW.comune_id),
    (SELECT string_agg(t.nome, ' ' ORDER BY t.id)
       FROM progetti_progettotema l JOIN progetti_tema t ON t.id = l.tema_id
      WHERE l.progetto_id = NEW.id),
    (SELECT string_agg(m.nome, ' ' ORDER BY m.id)
       FROM progetti_progettomacroarea l JOIN progetti_macroarea m ON m.id = l.macroarea_id
      WHERE l.progetto_id = NEW.id),
    (SELECT string_agg(o.nome, ' ' ORDER BY o.id)
       FROM progetti_partenariato l JOIN progetti_organizzazione o ON o.id = l.organizzazione_id
      WHERE l.progetto_id = NEW.id));
  NEW.fatti_testo := coalesce(
    (SELECT string_agg(f.testo, ' ' ORDER BY f.id)
       FROM progetti_fattoprogetto f WHERE f.progetto_id = NEW.id), '');
  RETURN NEW;
END $$;
CREATE TRIGGER progetti_ricerca_copia BEFORE INSERT OR UPDATE ON progetti_progetto
FOR EACH ROW EXECUTE FUNCTION progetti_ricerca_copia();
"""
COPIA_VIA = """
DROP TRIGGER progetti_ricerca_copia ON progetti_progetto;
DROP FUNCTION progetti_ricerca_copia();
"""

# Table whose rows change -> which projects to write again, given the changed rows.
LEGAMI = {
    tabella: "id IN (SELECT progetto_id FROM cambiate)"
    for tabella in (
        "progetti_progettotema",
        "progetti_progettomacroarea",
        "progetti_partenariato",
        "progetti_fattoprogetto",
    )
}
NOMI = {
    "progetti_tema": "id IN (SELECT l.progetto_id FROM progetti_progettotema l"
    " JOIN cambiate ON cambiate.id = l.tema_id)",
    "progetti_macroarea": "id IN (SELECT l.progetto_id FROM progetti_progettomacroarea l"
    " JOIN cambiate ON cambiate.id = l.macroarea_id)",
    "progetti_organizzazione": "id IN (SELECT l.progetto_id FROM progetti_partenariato l"
    " JOIN cambiate ON cambiate.id = l.organizzazione_id)",
    "comuni_comune": "comune_id IN (SELECT id FROM cambiate)",
    "comuni_provincia": "comune_id IN (SELECT c.id FROM comuni_comune c"
    " JOIN cambiate ON cambiate.id = c.provincia_id)",
    "comuni_regione": "comune_id IN (SELECT c.id FROM comuni_comune c"
    " JOIN comuni_provincia p ON p.id = c.provincia_id"
    " JOIN cambiate ON cambiate.id = p.regione_id)",
}


def _riscrive(tabella: str, quali: str, operazioni: str) -> tuple[str, str]:
    funzione = f"{tabella}_ricerca"
    crea = f"""
CREATE FUNCTION {funzione}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE progetti_progetto SET nomi = '' WHERE {quali};
  RETURN NULL;
END $$;
"""
    for operazione, righe in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        if operazione in operazioni:
            crea += f"""
CREATE TRIGGER {funzione}_{operazione.lower()} AFTER {operazione} ON {tabella}
REFERENCING {righe} TABLE AS cambiate FOR EACH STATEMENT EXECUTE FUNCTION {funzione}();
"""
    # A link moved to another project must leave the first one too.
    if operazioni != "UPDATE":
        crea += f"""
CREATE TRIGGER {funzione}_update_prima AFTER UPDATE ON {tabella}
REFERENCING OLD TABLE AS cambiate FOR EACH STATEMENT EXECUTE FUNCTION {funzione}();
"""
    return crea, f"DROP FUNCTION {funzione}() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("progetti", "0002_ricerca_campi"), ("comuni", "0001_iniziale")]
    operations = [
        migrations.RunSQL(COPIA, COPIA_VIA),
        *[
            migrations.RunSQL(*_riscrive(tabella, quali, "INSERT UPDATE DELETE"))
            for tabella, quali in LEGAMI.items()
        ],
        *[
            migrations.RunSQL(*_riscrive(tabella, quali, "UPDATE"))
            for tabella, quali in NOMI.items()
        ],
        migrations.RunSQL("UPDATE progetti_progetto SET nomi = '';", migrations.RunSQL.noop),
    ]
