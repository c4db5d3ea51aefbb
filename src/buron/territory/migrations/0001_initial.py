import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='nom')),
                ('slug', models.CharField(error_messages={'unique': 'Une autre marque a déjà cette adresse courte.'}, max_length=50, unique=True, validators=[django.core.validators.RegexValidator('\\A[a-z0-9][a-z0-9-]{1,48}[a-z0-9]\\Z', 'L’adresse courte s’écrit en minuscules sans accent, chiffres et tirets, de 3 à 50 caractères.')], verbose_name='adresse courte')),
                ('join_code', models.CharField(max_length=20, unique=True, verbose_name='code d’invitation')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='nom')),
                ('slug', models.CharField(max_length=50, validators=[django.core.validators.RegexValidator('\\A[a-z0-9][a-z0-9-]{1,48}[a-z0-9]\\Z', 'L’adresse courte s’écrit en minuscules sans accent, chiffres et tirets, de 3 à 50 caractères.')], verbose_name='adresse courte')),
                ('kind', models.CharField(choices=[('permanent', 'Permanent'), ('seasonal', 'Saisonnier'), ('virtual', 'À distance (téléphone, courriel, site)'), ('out_of_walls', 'Hors les murs (marché, fête, salon)'), ('kiosk', 'Borne'), ('partner', 'Tenu par un partenaire')], default='permanent', max_length=12, verbose_name='type')),
                ('insee', models.CharField(blank=True, max_length=5, verbose_name='commune')),
                ('address', models.TextField(blank=True, max_length=300, verbose_name='adresse')),
                ('latitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='en service depuis le')),
                ('active_until', models.DateField(blank=True, null=True, verbose_name='en service jusqu’au')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='rang dans les listes')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['position', 'name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('office', 'slug'), name='desk_slug_once_per_office', violation_error_message='Un autre bureau a déjà cette adresse courte.'), models.CheckConstraint(condition=models.Q(('active_until__isnull', True), ('active_from__isnull', True), ('active_until__gte', models.F('active_from')), _connector='OR'), name='desk_ends_after_start', violation_error_message='La fin de service est avant son début.'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='desk_position_whole', violation_error_message='Indiquez la latitude et la longitude, ou aucune des deux.')],
            },
        ),
        migrations.CreateModel(
            name='OfficeCommune',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('insee', models.CharField(max_length=5, verbose_name='code INSEE')),
                ('latitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('position_source', models.CharField(choices=[('none', 'Non située'), ('learnt', 'Déduite des fiches'), ('set', 'Placée à la main')], default='none', max_length=6, verbose_name='origine de la position')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['insee'],
                'constraints': [models.UniqueConstraint(fields=('office', 'insee'), name='commune_once_per_office'), models.CheckConstraint(condition=models.Q(models.Q(('position_source', 'none'), ('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('position_source__in', ['learnt', 'set']), ('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='commune_position_has_source')],
            },
        ),
        migrations.CreateModel(
            name='OpeningActual',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='jour')),
                ('slots', models.JSONField(default=list)),
                ('reason', models.CharField(max_length=40, verbose_name='motif')),
                ('words', models.CharField(blank=True, max_length=120, verbose_name='précision')),
                ('recorded_at', models.DateTimeField(auto_now=True)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.desk')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['day', 'pk'],
                'indexes': [models.Index(fields=['office', 'day'], name='actual_day')],
                'constraints': [models.UniqueConstraint(fields=('desk', 'day'), name='actual_once_per_day')],
            },
        ),
        migrations.CreateModel(
            name='OpeningException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='jour')),
                ('slots', models.JSONField(default=list)),
                ('label', models.CharField(blank=True, max_length=80, verbose_name='précision')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.desk')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['day', 'pk'],
                'indexes': [models.Index(fields=['office', 'day'], name='exception_day')],
                'constraints': [models.UniqueConstraint(fields=('desk', 'day'), name='exception_once_per_day')],
            },
        ),
        migrations.CreateModel(
            name='OpeningReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=80, verbose_name='motif')),
                ('core', models.BooleanField(default=False)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['position', 'code', 'valid_from'],
                'constraints': [models.UniqueConstraint(fields=('office', 'code', 'valid_from'), name='opening_reason_version_once'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='opening_reason_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='OpeningSeason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='année')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='nom')),
                ('start', models.DateField(verbose_name='du')),
                ('end', models.DateField(verbose_name='au')),
                ('week', models.JSONField(default=dict)),
                ('holidays', models.CharField(choices=[('closed', 'Fermé les jours fériés'), ('main_closed', 'Fermé le 1er janvier, le 1er mai et le 25 décembre seulement'), ('usual', 'Comme un jour ordinaire'), ('sunday', 'Comme un dimanche')], default='closed', max_length=11, verbose_name='jours fériés')),
                ('school', models.CharField(choices=[('always', 'Tous les jours de la période'), ('only', 'Seulement pendant les vacances scolaires'), ('outside', 'Seulement hors vacances scolaires')], default='always', max_length=7, verbose_name='vacances scolaires')),
                ('zones', models.CharField(blank=True, max_length=3, verbose_name='zones')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.desk')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'ordering': ['year', 'start', 'pk'],
                'indexes': [models.Index(fields=['office', 'year', 'desk'], name='season_year_desk')],
                'constraints': [models.CheckConstraint(condition=models.Q(('end__gte', models.F('start'))), name='season_ends_after_start'), models.CheckConstraint(condition=models.Q(('school', 'always'), models.Q(('zones', ''), _negated=True), _connector='OR'), name='season_of_school_has_zones')],
            },
        ),
        migrations.CreateModel(
            name='BrandOffice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='territory.brand')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='brand_places', to='kernel.office')),
            ],
            options={
                'ordering': ['joined_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('brand', 'office'), name='office_once_per_brand')],
            },
        ),
    ]
