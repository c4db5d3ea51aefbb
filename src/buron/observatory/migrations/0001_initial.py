import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2200)])),
                ('title', models.CharField(blank=True, max_length=160)),
                ('state', models.CharField(choices=[('live', 'en cours d’écriture'), ('frozen', 'figé')], default='live', max_length=6)),
                ('left_out', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['-year'],
                'constraints': [models.UniqueConstraint(fields=('office', 'year'), name='report_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='FrozenReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('frozen_at', models.DateTimeField(auto_now_add=True)),
                ('frozen_by', models.CharField(max_length=160)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='observatory.report')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='frozen_report_number_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportProse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=80)),
                ('text', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('author', models.CharField(blank=True, max_length=160)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prose', to='observatory.report')),
            ],
            options={
                'ordering': ['section'],
                'constraints': [models.UniqueConstraint(fields=('report', 'section'), name='prose_once_per_section')],
            },
        ),
        migrations.CreateModel(
            name='ProseRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField(blank=True)),
                ('author_id', models.CharField(max_length=64)),
                ('author', models.CharField(max_length=160)),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('written_at', models.DateTimeField(auto_now=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
                ('prose', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='observatory.reportprose')),
            ],
            options={
                'ordering': ['-version'],
                'constraints': [models.UniqueConstraint(fields=('prose', 'version'), name='prose_revision_once')],
            },
        ),
        migrations.CreateModel(
            name='SeriesBreak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=80)),
                ('day', models.DateField()),
                ('note', models.CharField(max_length=300)),
                ('author', models.CharField(max_length=160)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['day', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('office', 'indicator', 'day'), name='series_break_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='DashboardSetting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dashboard', models.CharField(max_length=80)),
                ('frequency', models.CharField(choices=[('week', 'chaque semaine'), ('month', 'chaque mois'), ('quarter', 'chaque trimestre'), ('quadrimestre', 'chaque quadrimestre'), ('year', 'chaque année')], default='month', max_length=12)),
                ('due_day', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(31)])),
                ('due_month', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)])),
                ('note', models.CharField(blank=True, max_length=200)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['dashboard'],
                'constraints': [models.UniqueConstraint(fields=('office', 'dashboard'), name='dashboard_setting_once')],
            },
        ),
        migrations.CreateModel(
            name='ExternalFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=80)),
                ('period', models.CharField(max_length=24)),
                ('measure', models.CharField(choices=[('value', 'valeur'), ('evolution', 'évolution sur un an'), ('share', 'part')], default='value', max_length=10)),
                ('split', models.CharField(blank=True, max_length=40)),
                ('code', models.CharField(blank=True, max_length=80)),
                ('printed', models.CharField(max_length=40)),
                ('parts', models.CharField(blank=True, max_length=200)),
                ('source', models.CharField(max_length=200)),
                ('author', models.CharField(max_length=160)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['-period', 'indicator', 'split', 'measure', 'pk'],
                'indexes': [models.Index(fields=['office', 'indicator', 'period'], name='external_figure_of')],
                'constraints': [models.UniqueConstraint(fields=('office', 'indicator', 'period', 'measure', 'split', 'code', 'source'), name='external_figure_once_per_source')],
            },
        ),
    ]
