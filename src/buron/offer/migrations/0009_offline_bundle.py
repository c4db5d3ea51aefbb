import django.db.models.deletion
from django.db import migrations, models

import buron.offer.models.search


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0003_api_tokens"),
        ("offer", "0008_ideas"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfflineBundle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("epoch", models.BigIntegerField(default=buron.offer.models.search.new_epoch)),
                ("seq", models.BigIntegerField(default=0)),
                ("mark", models.CharField(blank=True, max_length=120)),
                ("made_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.office"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("office",), name="offlinebundle_once_per_office")
                ],
            },
        ),
        migrations.CreateModel(
            name="OfflineEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fiche", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("stamp", models.CharField(max_length=64)),
                ("digest", models.CharField(blank=True, max_length=12)),
                ("staff_digest", models.CharField(blank=True, max_length=12)),
                ("thumb", models.CharField(blank=True, max_length=24)),
                ("content", models.BinaryField(default=bytes)),
                ("staff", models.BinaryField(default=bytes)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.office"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["office", "seq"], name="offlineentry_changes")],
                "constraints": [
                    models.UniqueConstraint(fields=("office", "fiche"), name="offlineentry_once_per_fiche"),
                    models.CheckConstraint(
                        condition=models.Q(("seq__gte", 0)), name="offlineentry_seq_counts"
                    ),
                ],
            },
        ),
    ]
