from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mobilization', '0016_tell_contests_apart'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='contest',
            constraint=models.UniqueConstraint(fields=('name', 'year'), name='contest_once_a_year'),
        ),
    ]
