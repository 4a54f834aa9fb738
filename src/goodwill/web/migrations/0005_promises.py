import django.db.models.deletion
import django.utils.timezone
import goodwill.web.models.backing
import goodwill.web.models.promises
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0003_office'),
    ]

    operations = [
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=goodwill.web.models.promises._number, max_length=20, unique=True)),
                ('party', models.CharField(db_index=True, max_length=12)),
                ('kind', models.CharField(default='other', max_length=10)),
                ('text', models.TextField(blank=True)),
                ('case', models.CharField(blank=True, max_length=200)),
                ('channel', models.CharField(blank=True, max_length=10)),
                ('given_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(db_index=True)),
                ('whole_day', models.BooleanField(default=True)),
                ('next_step', models.TextField(blank=True)),
                ('state', models.CharField(db_index=True, default='open', max_length=10)),
                ('ended_at', models.DateTimeField(null=True)),
                ('reply', models.TextField(blank=True)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='promised', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Moved',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_before', models.DateTimeField()),
                ('due_after', models.DateTimeField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('promise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='web.promise')),
            ],
        ),
        migrations.CreateModel(
            name='Backing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(default=goodwill.web.models.backing._number, max_length=16, unique=True)),
                ('person', models.CharField(db_index=True, max_length=12)),
                ('party', models.CharField(db_index=True, max_length=12)),
                ('sort', models.CharField(default='backing', max_length=10)),
                ('text', models.TextField(blank=True)),
                ('asked_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, max_length=10)),
                ('words', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(db_index=True, null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_backing', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Apart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(db_index=True, max_length=12)),
                ('person', models.CharField(db_index=True, max_length=12)),
                ('set_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('party', 'person'), name='apart_once')],
            },
        ),
    ]
