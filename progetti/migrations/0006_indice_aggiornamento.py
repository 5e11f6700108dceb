from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progetti", "0005_svolgimento")]

    operations = [
        migrations.AddIndex(
            model_name="progetto",
            index=models.Index("updated_at", name="progetto_aggiornato"),
        ),
    ]
