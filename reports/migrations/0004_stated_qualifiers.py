from django.db import migrations, models

QUALIFIER = models.CharField(
    blank=True,
    choices=[
        ("", "đúng bằng"),
        ("hon", "hơn"),
        ("tren", "trên"),
        ("gan", "gần"),
        ("khoang", "khoảng"),
        ("uoc", "ước"),
        ("tu", "ít nhất"),
        ("den", "không quá"),
    ],
    default="",
    max_length=6,
    verbose_name="mức độ",
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_money_places")]

    operations = [
        migrations.AlterField("statedfigure", "qualifier", QUALIFIER),
        migrations.AlterField("historicalstatedfigure", "qualifier", QUALIFIER.clone()),
    ]
