"""One's own record as a ZIP file, with its photos and PDFs (A7)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0009_rights_end"),
    ]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="failure",
            field=models.CharField(
                blank=True,
                choices=[
                    ("rights", "You no longer have the part in this program that you asked in."),
                    (
                        "terms",
                        "An agreement has changed, and the file would say more than it allows. Ask for the report again.",
                    ),
                    ("stopped", "You stopped it. Ask for it again when you need it."),
                    (
                        "no_pdf",
                        "PDF files cannot be made at the moment. Choose Excel or CSV, or ask your administrator.",
                    ),
                    ("too_long", "The report has too many rows for this kind of file. Choose CSV."),
                    (
                        "too_large",
                        "The files are too large for one ZIP file. Take the document, and open each file from its visit.",
                    ),
                    ("error", "The report could not be made. Ask for it again, or tell your administrator."),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="export",
            name="format",
            field=models.CharField(
                choices=[("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON"), ("zip", "ZIP")],
                max_length=4,
            ),
        ),
    ]
