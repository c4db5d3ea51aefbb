from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0004_retention_runs'),
    ]

    operations = [
        migrations.RemoveField(model_name='user', name='groups'),
        migrations.RemoveField(model_name='user', name='user_permissions'),
        migrations.RemoveField(model_name='user', name='is_staff'),
        migrations.RemoveField(model_name='user', name='is_superuser'),
    ]
