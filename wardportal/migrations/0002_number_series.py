from django.db import migrations, models


class Migration(migrations.Migration):
    """Numbers of every app come from one table."""

    dependencies = [
        ('wardportal', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=20, verbose_name='sổ')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                ('last_number', models.PositiveIntegerField(default=0, verbose_name='số cuối')),
            ],
            options={
                'verbose_name': 'sổ cấp số',
                'verbose_name_plural': 'sổ cấp số',
                'constraints': [models.UniqueConstraint(fields=('series', 'year'), name='one_series_a_year')],
            },
        ),
    ]
