"""The evaluator reads the rows of a report; only the Comune writes them.

Left writable to both: the report and its values, for the verdict, and the log of the states.
"""

from django.db import migrations

MIA = "SELECT id FROM outcomes_rendicontazione WHERE progetto_id IN (SELECT fis_progetti_del_comune())"
SCRITTE_DAL_COMUNE = {
    "outcomes_avanzamentoattivita": f"rendicontazione_id IN ({MIA})",
    "outcomes_spesarendicontata": f"rendicontazione_id IN ({MIA})",
    "outcomes_testorendicontazione": f"rendicontazione_id IN ({MIA})",
    "outcomes_proroga": f"rendicontazione_id IN ({MIA})",
    "outcomes_invio": f"rendicontazione_id IN ({MIA})",
    "outcomes_evidenza": f"rendicontazione_id IN ({MIA})",
    "outcomes_osservazione": f"rendicontazione_id IN ({MIA}) AND comunicata_il IS NOT NULL",
    "outcomes_parterilevazione": (
        f"rilevazione_id IN (SELECT id FROM outcomes_rilevazione WHERE rendicontazione_id IN ({MIA}))"
    ),
}


def _avanti() -> str:
    return "\n".join(
        f"""
        DO $$ DECLARE regola text; BEGIN
            SELECT qual INTO regola FROM pg_policies
            WHERE tablename = '{tabella}' AND policyname = 'area';
            EXECUTE 'DROP POLICY area ON {tabella}';
            EXECUTE 'CREATE POLICY area_legge ON {tabella} FOR SELECT TO portale_area USING ('
                || regola || ')';
        END $$;
        CREATE POLICY area ON {tabella} TO portale_area USING ({regola});
        """
        for tabella, regola in SCRITTE_DAL_COMUNE.items()
    )


def _indietro() -> str:
    return "\n".join(
        f"""
        DO $$ DECLARE regola text; BEGIN
            SELECT qual INTO regola FROM pg_policies
            WHERE tablename = '{tabella}' AND policyname = 'area_legge';
            EXECUTE 'DROP POLICY area_legge ON {tabella}';
            EXECUTE 'DROP POLICY area ON {tabella}';
            EXECUTE 'CREATE POLICY area ON {tabella} TO portale_area USING (' || regola || ')';
        END $$;
        """
        for tabella in SCRITTE_DAL_COMUNE
    )


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0006_promemoria")]
    operations = [migrations.RunSQL(_avanti(), _indietro())]
