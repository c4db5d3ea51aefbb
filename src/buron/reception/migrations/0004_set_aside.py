import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reception", "0003_printed_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="SetAside",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[("act", "Acte d’accueil"), ("tally", "Feuille de bâtonnage")], max_length=5
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("conflict", "Deux postes disent deux choses"),
                            ("author", "La personne n’est plus membre de l’office"),
                            ("old", "Trop ancien pour entrer seul"),
                        ],
                        max_length=8,
                    ),
                ),
                ("payload", models.JSONField()),
                ("happened_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("author_name", models.CharField(blank=True, max_length=160)),
                ("sender_name", models.CharField(blank=True, max_length=160)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=160)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("counted", "Compté"),
                            ("replaced", "Mis à la place de l’autre"),
                            ("dropped", "Écarté"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="reception.act",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="reception.batch",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.office"
                    ),
                ),
            ],
            options={
                "ordering": ["settled_at", "-received_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=Q(("settled_at__isnull", True)),
                        fields=["office", "received_at"],
                        name="setaside_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "client_id", "digest"), name="setaside_once_per_content"
                    )
                ],
            },
        ),
    ]
