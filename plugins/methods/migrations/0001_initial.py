import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import neighbourhoods.pages


class Migration(migrations.Migration):
    initial = True

    dependencies = [("neighbourhoods", "0002_neighbourhoods")]

    operations = [
        migrations.CreateModel(
            name="MethodsIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("is_example", models.BooleanField(default=False, editable=False)),
                ("is_partly_translated", models.BooleanField(default=False, editable=False)),
                (
                    "lead",
                    models.TextField(blank=True, help_text="One or two sentences: what is here?", max_length=400, verbose_name="lead"),
                ),
            ],
            options={
                "verbose_name": "List: Methods",
                "verbose_name_plural": "Lists: Methods",
            },
            bases=(neighbourhoods.pages.FlatAddresses, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="MethodsPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("is_example", models.BooleanField(default=False, editable=False)),
                ("is_partly_translated", models.BooleanField(default=False, editable=False)),
                (
                    "lead",
                    models.TextField(blank=True, help_text="The main thing in one or two sentences.", max_length=400, verbose_name="lead"),
                ),
                ("body", models.JSONField(blank=True, verbose_name="text")),
            ],
            options={
                "verbose_name": "Page: Methods",
                "verbose_name_plural": "Pages: Methods",
            },
            bases=(neighbourhoods.pages.FlatAddresses, "wagtailcore.page"),
        ),
    ]
