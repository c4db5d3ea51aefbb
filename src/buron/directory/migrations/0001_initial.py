import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person', 'Personne'), ('organisation', 'Organisme')], default='person', max_length=12, verbose_name='nature')),
                ('civility', models.CharField(blank=True, max_length=20, verbose_name='civilité')),
                ('first_name', models.CharField(blank=True, max_length=80, verbose_name='prénom')),
                ('last_name', models.CharField(blank=True, max_length=120, verbose_name='nom')),
                ('organisation_name', models.CharField(blank=True, max_length=160, verbose_name='raison sociale')),
                ('siret', models.CharField(blank=True, max_length=14, verbose_name='SIRET')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('email_key', models.CharField(blank=True, editable=False, max_length=254)),
                ('email_refused_at', models.DateTimeField(blank=True, null=True)),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('mobile', models.CharField(blank=True, max_length=30, verbose_name='portable')),
                ('address', models.TextField(blank=True, max_length=300, verbose_name='adresse')),
                ('postcode', models.CharField(blank=True, max_length=12, verbose_name='code postal')),
                ('city', models.CharField(blank=True, max_length=80, verbose_name='ville')),
                ('country', models.CharField(default='FR', max_length=2, verbose_name='pays')),
                ('address_refused_at', models.DateTimeField(blank=True, null=True)),
                ('language', models.CharField(default='fr', max_length=2, verbose_name='langue')),
                ('notes', models.TextField(blank=True, max_length=2000, verbose_name='remarques')),
                ('search_words', models.CharField(blank=True, editable=False, max_length=400)),
                ('last_contact_on', models.DateField(blank=True, null=True)),
                ('asked_again_on', models.DateField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='directory.party')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'ordering': ['search_words', 'pk'],
                'indexes': [models.Index(fields=['office', 'search_words'], name='party_words'), models.Index(fields=['office', 'email_key'], name='party_email'), models.Index(fields=['office', 'last_contact_on'], name='party_last_contact')],
                'constraints': [models.CheckConstraint(condition=models.Q(('erased_at__isnull', False), models.Q(('kind', 'person'), models.Q(('last_name', ''), _negated=True)), models.Q(('kind', 'person'), models.Q(('email', ''), _negated=True)), models.Q(('kind', 'organisation'), models.Q(('organisation_name', ''), _negated=True)), _connector='OR'), name='party_has_a_name'), models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('pk')), _negated=True), _connector='OR'), name='party_not_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=30, verbose_name='usage')),
                ('wording', models.TextField(max_length=1000, verbose_name='texte accepté')),
                ('language', models.CharField(default='fr', max_length=2)),
                ('channel', models.CharField(max_length=30, verbose_name='moyen')),
                ('proof', models.CharField(blank=True, max_length=200, verbose_name='preuve')),
                ('given_at', models.DateTimeField(verbose_name='donné le')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('withdrawn_by', models.CharField(blank=True, max_length=120)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='directory.party')),
            ],
            options={
                'verbose_name': 'consentement',
                'ordering': ['-given_at', '-pk'],
                'indexes': [models.Index(fields=['office', 'purpose'], name='consent_purpose')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('party', 'purpose'), name='consent_in_force_once'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='consent_ends_after_start')],
            },
        ),
        migrations.CreateModel(
            name='PartyLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('function', models.CharField(blank=True, max_length=80, verbose_name='fonction')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='téléphone')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='directory.party')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='functions', to='directory.party')),
            ],
            options={
                'ordering': ['function', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'person'), name='party_link_once'), models.CheckConstraint(condition=models.Q(('organisation', models.F('person')), _negated=True), name='party_link_not_itself')],
            },
        ),
        migrations.CreateModel(
            name='PartyRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30)),
                ('since', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='directory.party')),
            ],
            options={
                'ordering': ['code', 'pk'],
                'indexes': [models.Index(fields=['office', 'code'], name='party_role_code')],
                'constraints': [models.UniqueConstraint(fields=('party', 'code'), name='party_role_once')],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('erased_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(choices=[('silence', 'Sans nouvelles depuis trois ans, sans réponse à notre demande'), ('request', 'À la demande de la personne'), ('mistake', 'Saisi par erreur')], max_length=10, verbose_name='motif')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='contacts effacés')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='autres lignes effacées')),
                ('numbers', models.JSONField(default=list)),
                ('oldest_contact_on', models.DateField(blank=True, null=True)),
                ('newest_contact_on', models.DateField(blank=True, null=True)),
                ('author', models.CharField(max_length=160, verbose_name='par')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.office')),
            ],
            options={
                'verbose_name': 'effacement',
                'verbose_name_plural': 'effacements',
                'ordering': ['-erased_at', '-pk'],
                'indexes': [models.Index(fields=['office', '-erased_at'], name='erasure_recent')],
            },
        ),
    ]
