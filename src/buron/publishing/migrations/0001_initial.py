import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Kiosk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='nom')),
                ('form', models.CharField(choices=[('terminal', 'Borne extérieure ou intérieure'), ('table', 'Table tactile'), ('tablet', 'Tablette')], default='terminal', max_length=8, verbose_name='appareil')),
                ('place', models.CharField(blank=True, max_length=160, verbose_name='emplacement')),
                ('insee', models.CharField(blank=True, max_length=5, verbose_name='commune')),
                ('installed_on', models.DateField(verbose_name='en service depuis le')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retirée le')),
                ('idle_seconds', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(20), django.core.validators.MaxValueValidator(900)], verbose_name='retour à l’accueil après (secondes)')),
                ('low_reach', models.BooleanField(default=False, verbose_name='à hauteur de fauteuil d’office')),
                ('alert_hours', models.PositiveSmallIntegerField(blank=True, default=24, null=True, verbose_name='prévenir après (heures sans nouvelles)')),
                ('token_digest', models.CharField(max_length=64, null=True, unique=True)),
                ('token_made_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_seen_at', models.DateTimeField(null=True)),
                ('content_version', models.CharField(blank=True, max_length=64)),
                ('content_at', models.DateTimeField(null=True)),
                ('storage_used', models.BigIntegerField(null=True)),
                ('storage_quota', models.BigIntegerField(null=True)),
                ('waiting', models.PositiveIntegerField(null=True)),
                ('fault', models.CharField(blank=True, max_length=200)),
                ('desk', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.desk', verbose_name='bureau')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['name', 'pk'],
                'indexes': [models.Index(fields=['office', 'name'], name='kiosk_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(('retired_on__isnull', True), ('retired_on__gte', models.F('installed_on')), _connector='OR'), name='kiosk_ends_after_start', violation_error_message='La borne est retirée avant d’avoir été installée.')],
            },
        ),
        migrations.CreateModel(
            name='KioskDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('on_hours', models.PositiveIntegerField(default=0)),
                ('online_hours', models.PositiveIntegerField(default=0)),
                ('kiosk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='publishing.kiosk')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['-day', 'kiosk_id'],
                'indexes': [models.Index(fields=['office', 'day'], name='kiosk_day_day')],
                'constraints': [models.UniqueConstraint(fields=('kiosk', 'day'), name='kiosk_day_once'), models.CheckConstraint(condition=models.Q(('on_hours__lte', 16777215), ('online_hours__lte', 16777215)), name='kiosk_day_masks')],
            },
        ),
        migrations.CreateModel(
            name='KioskNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='le')),
                ('text', models.TextField(max_length=1000, verbose_name='ce qui a été fait')),
                ('author', models.CharField(max_length=160)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('kiosk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='publishing.kiosk')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['-day', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='KioskPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('week', models.JSONField(default=dict)),
                ('kiosk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plans', to='publishing.kiosk')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['kiosk_id', 'since'],
                'constraints': [models.UniqueConstraint(fields=('kiosk', 'since'), name='kiosk_plan_once_per_day')],
            },
        ),
        migrations.CreateModel(
            name='KioskUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('day', models.DateField()),
                ('hour', models.PositiveSmallIntegerField()),
                ('screen', models.CharField(max_length=16)),
                ('theme', models.CharField(max_length=24, null=True)),
                ('language', models.CharField(max_length=2)),
                ('gap', models.PositiveIntegerField(null=True)),
                ('is_estimated', models.BooleanField(default=False)),
                ('kiosk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='publishing.kiosk')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['office', 'day'], name='kiosk_use_day'), models.Index(fields=['kiosk', 'at'], name='kiosk_use_at')],
            },
        ),
        migrations.CreateModel(
            name='UseBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.UUIDField()),
                ('received_at', models.DateTimeField(auto_now_add=True)),
                ('taken', models.PositiveIntegerField()),
                ('refused', models.PositiveIntegerField(default=0)),
                ('kiosk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batches', to='publishing.kiosk')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['-received_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('kiosk', 'client_id'), name='use_batch_once')],
            },
        ),
    ]
