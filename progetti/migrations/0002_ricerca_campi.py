import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('progetti', '0001_iniziale'),
    ]

    operations = [
        migrations.AddField(
            model_name='progetto',
            name='fatti_testo',
            field=models.TextField(db_default='', default='', editable=False, verbose_name='testo dei fatti'),
        ),
        migrations.AddField(
            model_name='progetto',
            name='nomi',
            field=models.TextField(db_default='', default='', editable=False, verbose_name='nomi di Comune, temi, macroaree e partner'),
        ),
        # PostgreSQL cannot change what a generated column holds: out and in again.
        migrations.RemoveIndex(model_name='progetto', name='progetto_ricerca'),
        migrations.RemoveField(model_name='progetto', name='ricerca'),
        migrations.AddField(
            model_name='progetto',
            name='ricerca',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('titolo', config='italian', weight='A'), '||', django.contrib.postgres.search.SearchVector(models.Func(django.db.models.functions.text.Concat(models.F('titolo'), models.Value(' '), output_field=models.TextField()), function='fis_chiave'), config='simple', weight='A'), django.contrib.postgres.search.SearchConfig('italian')), '||', django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('nomi', config='italian', weight='B'), '||', django.contrib.postgres.search.SearchVector(models.Func(django.db.models.functions.text.Concat(models.F('nomi'), models.Value(' '), output_field=models.TextField()), function='fis_chiave'), config='simple', weight='B'), django.contrib.postgres.search.SearchConfig('italian')), django.contrib.postgres.search.SearchConfig('italian')), '||', django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('sintesi', 'fatti_testo', config='italian', weight='C'), '||', django.contrib.postgres.search.SearchVector(models.Func(django.db.models.functions.text.Concat(models.F('sintesi'), models.Value(' '), models.F('fatti_testo'), models.Value(' '), output_field=models.TextField()), function='fis_chiave'), config='simple', weight='C'), django.contrib.postgres.search.SearchConfig('italian')), django.contrib.postgres.search.SearchConfig('italian')), '||', django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('bisogno', 'destinatari', config='italian', weight='D'), '||', django.contrib.postgres.search.SearchVector(models.Func(django.db.models.functions.text.Concat(models.F('bisogno'), models.Value(' '), models.F('destinatari'), models.Value(' '), output_field=models.TextField()), function='fis_chiave'), config='simple', weight='D'), django.contrib.postgres.search.SearchConfig('italian')), django.contrib.postgres.search.SearchConfig('italian')), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='progetto',
            index=django.contrib.postgres.indexes.GinIndex(models.F('ricerca'), name='progetto_ricerca'),
        ),
        migrations.AddField(
            model_name='progetto',
            name='nomi_chiave',
            field=models.GeneratedField(db_persist=True, expression=models.Func(django.db.models.functions.text.Concat(models.F('titolo'), models.Value(' '), models.F('nomi'), models.Value(' '), output_field=models.TextField()), function='fis_chiave'), output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='progetto',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('nomi_chiave', name='gin_trgm_ops'), name='progetto_nomi_trgm'),
        ),
    ]
