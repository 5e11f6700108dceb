"""The sums are written in the order they are read in (ADR 22).

Written as they come, the hundreds of rows of a figure stand in as many pages of the table; in
order they stand in some ten.
"""

from django.db import migrations

CHIAVE = "fatti, diviso, is_demo, passo, dal, regione_id, intervento_id, valore_id"
PIEGA = """
CREATE OR REPLACE FUNCTION public.fis_riepiloghi_piega() RETURNS void
LANGUAGE sql SET search_path = public AS $$
WITH tolte AS (DELETE FROM monitoraggio_riepilogo RETURNING *)
INSERT INTO monitoraggio_riepilogo
SELECT {chiave}, sum(n)::integer AS n, sum(con_importo)::integer AS con_importo,
       sum(concesso) AS concesso
  FROM tolte GROUP BY {chiave}
HAVING sum(n) <> 0 OR sum(con_importo) <> 0 OR sum(concesso) <> 0
{ordine}
$$;
"""
IN_ORDINE = PIEGA.format(chiave=CHIAVE, ordine=f" ORDER BY {CHIAVE}")
COME_CAPITA = PIEGA.format(chiave=CHIAVE, ordine="")

RICOSTRUISCI = """
CREATE OR REPLACE FUNCTION public.fis_riepiloghi_ricostruisci() RETURNS void
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    LOCK TABLE progetti_progetto, progetti_progettomacroarea, progetti_progettotema,
        progetti_faseprogetto, progetti_transizionefase, progetti_intervento, comuni_comune,
        comuni_provincia IN SHARE ROW EXCLUSIVE MODE;
    TRUNCATE monitoraggio_contributo, monitoraggio_contributocomune, monitoraggio_riepilogo;
    INSERT INTO monitoraggio_contributo SELECT * FROM fis_contributi(NULL);
    INSERT INTO monitoraggio_contributocomune SELECT * FROM fis_contributi_comuni(NULL);
    {piega}
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("monitoraggio", "0010_transazioni")]

    operations = [
        migrations.RunSQL(IN_ORDINE, COME_CAPITA),
        migrations.RunSQL(
            RICOSTRUISCI.format(piega="PERFORM fis_riepiloghi_piega();"),
            RICOSTRUISCI.format(piega=""),
        ),
        migrations.RunSQL("SELECT public.fis_riepiloghi_piega();", migrations.RunSQL.noop),
    ]
