import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from fis_portal.core.innesti import InnestoTrigger
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('core', '0005_posta_e_file'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('progetti', '0004_indirizzi_web'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attivita',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='creato il')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='aggiornato il')),
                ('ordine', models.PositiveSmallIntegerField(default=1, verbose_name='ordine')),
                ('titolo', models.CharField(max_length=200, verbose_name='titolo')),
                ('descrizione', models.TextField(blank=True, verbose_name='descrizione')),
                ('prevista_dal', models.DateField(blank=True, null=True, verbose_name='inizio previsto')),
                ('prevista_al', models.DateField(blank=True, null=True, verbose_name='fine prevista')),
                ('progetto', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attivita', to='progetti.progetto', verbose_name='progetto')),
            ],
            options={
                'verbose_name': 'attività',
                'verbose_name_plural': 'attività',
                'ordering': ['progetto', 'ordine', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AttivitaEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='creato il')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='aggiornato il')),
                ('ordine', models.PositiveSmallIntegerField(default=1, verbose_name='ordine')),
                ('titolo', models.CharField(max_length=200, verbose_name='titolo')),
                ('descrizione', models.TextField(blank=True, verbose_name='descrizione')),
                ('prevista_dal', models.DateField(blank=True, null=True, verbose_name='inizio previsto')),
                ('prevista_al', models.DateField(blank=True, null=True, verbose_name='fine prevista')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='progetti.attivita')),
                ('progetto', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='progetti.progetto', verbose_name='progetto')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Delegato',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='creato il')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='aggiornato il')),
                ('attivo', models.BooleanField(default=True, verbose_name='attivo')),
                ('organizzazione', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegati', to='progetti.organizzazione', verbose_name='organizzazione')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deleghe', to=settings.AUTH_USER_MODEL, verbose_name='utente')),
            ],
            options={
                'verbose_name': 'delegato',
                'verbose_name_plural': 'delegati',
                'ordering': ['organizzazione__nome_chiave', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DelegatoEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='creato il')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='aggiornato il')),
                ('attivo', models.BooleanField(default=True, verbose_name='attivo')),
                ('organizzazione', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='progetti.organizzazione', verbose_name='organizzazione')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='progetti.delegato')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='utente')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Documento',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='creato il')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='aggiornato il')),
                ('titolo', models.CharField(max_length=200, verbose_name='titolo')),
                ('categoria', models.CharField(choices=[('progetto', 'progetto esecutivo'), ('convenzione', 'convenzione o accordo'), ('atto', 'atto amministrativo'), ('studio', 'studio o ricerca'), ('relazione', 'relazione'), ('altro', 'altro')], max_length=12, verbose_name='categoria')),
                ('visibilita', models.CharField(choices=[('staff', 'solo il personale del programma'), ('progetto', 'anche il Comune e il valutatore del progetto'), ('pubblico', 'tutti')], default='staff', max_length=10, verbose_name='chi lo può scaricare')),
                ('data', models.DateField(blank=True, null=True, verbose_name='data del documento')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documenti', to='core.fileprotetto', verbose_name='file')),
                ('progetto', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documenti', to='progetti.progetto', verbose_name='progetto')),
            ],
            options={
                'verbose_name': 'documento',
                'verbose_name_plural': 'documenti',
                'ordering': ['progetto', '-data', 'titolo', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DocumentoEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='creato il')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='aggiornato il')),
                ('titolo', models.CharField(max_length=200, verbose_name='titolo')),
                ('categoria', models.CharField(choices=[('progetto', 'progetto esecutivo'), ('convenzione', 'convenzione o accordo'), ('atto', 'atto amministrativo'), ('studio', 'studio o ricerca'), ('relazione', 'relazione'), ('altro', 'altro')], max_length=12, verbose_name='categoria')),
                ('visibilita', models.CharField(choices=[('staff', 'solo il personale del programma'), ('progetto', 'anche il Comune e il valutatore del progetto'), ('pubblico', 'tutti')], default='staff', max_length=10, verbose_name='chi lo può scaricare')),
                ('data', models.DateField(blank=True, null=True, verbose_name='data del documento')),
                ('file', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.fileprotetto', verbose_name='file')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='progetti.documento')),
                ('progetto', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='progetti.progetto', verbose_name='progetto')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VoceSpesa',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='creato il')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='aggiornato il')),
                ('tipo', models.CharField(choices=[('risorse_umane', 'risorse umane'), ('viaggi', 'viaggi, vitto e alloggio'), ('materiali', 'materiali e attrezzature'), ('servizi', 'beni e servizi di terzi'), ('manutenzione', 'manutenzione e ristrutturazione'), ('altro', 'altro')], max_length=20, verbose_name='voce di costo')),
                ('descrizione', models.CharField(blank=True, max_length=200, verbose_name='descrizione')),
                ('preventivo_eur', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='preventivo (€)')),
                ('intervento', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='progetti.intervento', verbose_name='Intervento')),
                ('progetto', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='voci_spesa', to='progetti.progetto', verbose_name='progetto')),
            ],
            options={
                'verbose_name': 'voce di spesa',
                'verbose_name_plural': 'voci di spesa',
                'ordering': ['progetto', 'tipo', 'descrizione', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='VoceSpesaEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='creato il')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='aggiornato il')),
                ('tipo', models.CharField(choices=[('risorse_umane', 'risorse umane'), ('viaggi', 'viaggi, vitto e alloggio'), ('materiali', 'materiali e attrezzature'), ('servizi', 'beni e servizi di terzi'), ('manutenzione', 'manutenzione e ristrutturazione'), ('altro', 'altro')], max_length=20, verbose_name='voce di costo')),
                ('descrizione', models.CharField(blank=True, max_length=200, verbose_name='descrizione')),
                ('preventivo_eur', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='preventivo (€)')),
                ('intervento', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='progetti.intervento', verbose_name='Intervento')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='progetti.vocespesa')),
                ('progetto', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='progetti.progetto', verbose_name='progetto')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='attivita',
            constraint=models.UniqueConstraint(fields=('progetto', 'titolo'), name='attivita_titolo_unico', violation_error_message="Il progetto ha già un'attività con questo titolo."),
        ),
        migrations.AddConstraint(
            model_name='attivita',
            constraint=models.CheckConstraint(condition=models.Q(('prevista_dal__isnull', True), ('prevista_al__isnull', True), ('prevista_al__gte', models.F('prevista_dal')), _connector='OR'), name='attivita_date_in_ordine', violation_error_message="La fine dell'attività non può precedere l'inizio."),
        ),
        migrations.AddConstraint(
            model_name='delegato',
            constraint=models.UniqueConstraint(fields=('user', 'organizzazione'), name='delegato_unico_per_organizzazione', violation_error_message='Questa persona è già delegata di questo ente.'),
        ),
        migrations.AddConstraint(
            model_name='vocespesa',
            constraint=models.UniqueConstraint(fields=('progetto', 'intervento', 'tipo', 'descrizione'), name='voce_spesa_unica', nulls_distinct=False, violation_error_message='Il progetto ha già questa voce di spesa.'),
        ),
        migrations.AddConstraint(
            model_name='vocespesa',
            constraint=models.CheckConstraint(condition=models.Q(('preventivo_eur__isnull', True), ('preventivo_eur__gte', 0), _connector='OR'), name='voce_spesa_preventivo_non_negativo', violation_error_message='Il preventivo non può essere negativo.'),
        ),
        InnestoTrigger(
            model_name='attivita',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "progetti_attivitaevent" ("created_at", "descrizione", "id", "ordine", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prevista_al", "prevista_dal", "progetto_id", "titolo", "updated_at") VALUES (NEW."created_at", NEW."descrizione", NEW."id", NEW."ordine", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."prevista_al", NEW."prevista_dal", NEW."progetto_id", NEW."titolo", NEW."updated_at"); RETURN NULL;', hash='0f6266ee1f4d0e8a8746f393b11455009f85fd99', operation='INSERT', pgid='pgtrigger_insert_insert_98bb9', table='progetti_attivita', when='AFTER')),
        ),
        InnestoTrigger(
            model_name='attivita',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "progetti_attivitaevent" ("created_at", "descrizione", "id", "ordine", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prevista_al", "prevista_dal", "progetto_id", "titolo", "updated_at") VALUES (NEW."created_at", NEW."descrizione", NEW."id", NEW."ordine", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."prevista_al", NEW."prevista_dal", NEW."progetto_id", NEW."titolo", NEW."updated_at"); RETURN NULL;', hash='e59e245ec8047065bdbd847d3704260dca80683a', operation='UPDATE', pgid='pgtrigger_update_update_cda51', table='progetti_attivita', when='AFTER')),
        ),
        InnestoTrigger(
            model_name='attivita',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "progetti_attivitaevent" ("created_at", "descrizione", "id", "ordine", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prevista_al", "prevista_dal", "progetto_id", "titolo", "updated_at") VALUES (OLD."created_at", OLD."descrizione", OLD."id", OLD."ordine", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."prevista_al", OLD."prevista_dal", OLD."progetto_id", OLD."titolo", OLD."updated_at"); RETURN NULL;', hash='768a4d0d7ba19c50a187c5e15de22446cc4a47f0', operation='DELETE', pgid='pgtrigger_delete_delete_a99a5', table='progetti_attivita', when='AFTER')),
        ),
        InnestoTrigger(
            model_name='delegato',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "progetti_delegatoevent" ("attivo", "created_at", "id", "organizzazione_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "user_id") VALUES (NEW."attivo", NEW."created_at", NEW."id", NEW."organizzazione_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."user_id"); RETURN NULL;', hash='ef51a8cfa13ede108266351789c26e03b00a40df', operation='INSERT', pgid='pgtrigger_insert_insert_1da6e', table='progetti_delegato', when='AFTER')),
        ),
        InnestoTrigger(
            model_name='delegato',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "progetti_delegatoevent" ("attivo", "created_at", "id", "organizzazione_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "user_id") VALUES (NEW."attivo", NEW."created_at", NEW."id", NEW."organizzazione_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."user_id"); RETURN NULL;', hash='b20663f5b60e11fee233cde40d5a0d81d761353a', operation='UPDATE', pgid='pgtrigger_update_update_ab71e', table='progetti_delegato', when='AFTER')),
        ),
        InnestoTrigger(
            model_name='delegato',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "progetti_delegatoevent" ("attivo", "created_at", "id", "organizzazione_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "user_id") VALUES (OLD."attivo", OLD."created_at", OLD."id", OLD."organizzazione_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at", OLD."user_id"); RETURN NULL;', hash='b08660ff2f54d1195a85780c25f5474611c550bf', operation='DELETE', pgid='pgtrigger_delete_delete_70209', table='progetti_delegato', when='AFTER')),
        ),
        InnestoTrigger(
            model_name='documento',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "progetti_documentoevent" ("categoria", "created_at", "data", "file_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "progetto_id", "titolo", "updated_at", "visibilita") VALUES (NEW."categoria", NEW."created_at", NEW."data", NEW."file_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."progetto_id", NEW."titolo", NEW."updated_at", NEW."visibilita"); RETURN NULL;', hash='cfeb4ad0279ebfdbcc331fc7d69858ca2ee12d2f', operation='INSERT', pgid='pgtrigger_insert_insert_3a584', table='progetti_documento', when='AFTER')),
        ),
        InnestoTrigger(
            model_name='documento',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "progetti_documentoevent" ("categoria", "created_at", "data", "file_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "progetto_id", "titolo", "updated_at", "visibilita") VALUES (NEW."categoria", NEW."created_at", NEW."data", NEW."file_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."progetto_id", NEW."titolo", NEW."updated_at", NEW."visibilita"); RETURN NULL;', hash='a9ba20ebe3c2a1ad237d88687b501206a892ef98', operation='UPDATE', pgid='pgtrigger_update_update_39c59', table='progetti_documento', when='AFTER')),
        ),
        InnestoTrigger(
            model_name='documento',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "progetti_documentoevent" ("categoria", "created_at", "data", "file_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "progetto_id", "titolo", "updated_at", "visibilita") VALUES (OLD."categoria", OLD."created_at", OLD."data", OLD."file_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."progetto_id", OLD."titolo", OLD."updated_at", OLD."visibilita"); RETURN NULL;', hash='73684488d27f412835c31dfeef1e6fb34e21d86f', operation='DELETE', pgid='pgtrigger_delete_delete_39af0', table='progetti_documento', when='AFTER')),
        ),
        InnestoTrigger(
            model_name='vocespesa',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "progetti_vocespesaevent" ("created_at", "descrizione", "id", "intervento_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preventivo_eur", "progetto_id", "tipo", "updated_at") VALUES (NEW."created_at", NEW."descrizione", NEW."id", NEW."intervento_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."preventivo_eur", NEW."progetto_id", NEW."tipo", NEW."updated_at"); RETURN NULL;', hash='181a797000c1505c0e7a4fda9a8933606c2a4d5c', operation='INSERT', pgid='pgtrigger_insert_insert_a40a8', table='progetti_vocespesa', when='AFTER')),
        ),
        InnestoTrigger(
            model_name='vocespesa',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "progetti_vocespesaevent" ("created_at", "descrizione", "id", "intervento_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preventivo_eur", "progetto_id", "tipo", "updated_at") VALUES (NEW."created_at", NEW."descrizione", NEW."id", NEW."intervento_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."preventivo_eur", NEW."progetto_id", NEW."tipo", NEW."updated_at"); RETURN NULL;', hash='500498d28fa9b358a9157931b99e2649a25e9874', operation='UPDATE', pgid='pgtrigger_update_update_18fe8', table='progetti_vocespesa', when='AFTER')),
        ),
        InnestoTrigger(
            model_name='vocespesa',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "progetti_vocespesaevent" ("created_at", "descrizione", "id", "intervento_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preventivo_eur", "progetto_id", "tipo", "updated_at") VALUES (OLD."created_at", OLD."descrizione", OLD."id", OLD."intervento_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."preventivo_eur", OLD."progetto_id", OLD."tipo", OLD."updated_at"); RETURN NULL;', hash='090609da375766589731b1664c2a6d858ea1996f', operation='DELETE', pgid='pgtrigger_delete_delete_2b31b', table='progetti_vocespesa', when='AFTER')),
        ),
    ]
