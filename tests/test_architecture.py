"""Promises about the code itself."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.ROOT
OWN = [folder for name in ("neighbourhoods", "plugins", "tests") if (folder := ROOT / name).exists()]
SOURCES = sorted({file for folder in OWN for file in folder.rglob("*.py")} | {ROOT / "manage.py"})


def run(*arguments, **options):
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, **options)


def test_the_code_is_clean_by_ruff():
    result = run(sys.executable, "-m", "ruff", "check", "--no-cache", ".")
    assert result.returncode == 0, result.stdout


def test_imports_go_in_one_direction():
    result = run(sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


@pytest.mark.django_db
def test_no_migration_is_missing():
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_name_no_block():
    for file in (ROOT / "neighbourhoods" / "migrations").glob("*.py"):
        text = file.read_text()
        assert "StreamField" not in text and "Block" not in text


def test_the_check_of_a_deployment_gives_no_warning_in_production(tmp_path):
    environment = {
        "PATH": "/usr/bin:/bin",
        "PIHAPIIRI_VENV": "off",
        "PIHAPIIRI_VAR": str(tmp_path),
        "PIHAPIIRI_MODE": "production",
        "EMAIL_URL": "smtp://mail.example.org:25",
        "MAIL_FROM": "pihapiiri@example.org",
        "PIHAPIIRI_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": "neighbourhoods.settings",
    }
    result = run(sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING", env=environment)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "EMAIL_URL is missing"),
        ({"EMAIL_URL": "smtp://mail.example.org:25"}, "MAIL_FROM is missing"),
        ({"EMAIL_URL": "smtp://mail.example.org:25", "MAIL_FROM": "nobody"}, "MAIL_FROM is missing"),
        ({"EMAIL_URL": "smtp://mail.example.org:25", "MAIL_FROM": "a@example.org", "PIHAPIIRI_DEBUG": "1"}, "PIHAPIIRI_DEBUG"),
    ],
)
def test_production_refuses_to_start_without_mail_in_one_sentence(tmp_path, given, words):
    environment = {
        "PATH": "/usr/bin:/bin",
        "PIHAPIIRI_VENV": "off",
        "PIHAPIIRI_VAR": str(tmp_path),
        "PIHAPIIRI_MODE": "production",
        **given,
    }
    result = run(sys.executable, "manage.py", "start", "--port", "18999", env=environment)
    assert result.returncode == 1
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_no_file_has_more_than_400_lines():
    long = [f"{file.relative_to(ROOT)}: {count}" for file in SOURCES if (count := len(file.read_text().splitlines())) > 400]
    assert not [line for line in long if "migrations/" not in line]


def test_no_module_is_a_drawer_without_a_name():
    drawers = {"utils", "common", "helpers", "base", "misc"}
    assert not [file for file in SOURCES if drawers & set(Path(file.relative_to(ROOT)).with_suffix("").parts)]


def test_public_modules_say_that_they_are():
    for name in (
        "acts.py",
        "addresses_in_texts.py",
        "desk_pages.py",
        "pages.py",
        "participation/__init__.py",
        "fields.py",
        "plain_text.py",
        "plugin.py",
        "records.py",
        "scoped.py",
        "short_forms.py",
        "testing/__init__.py",
        "trail.py",
    ):
        text = ast.get_docstring(ast.parse((ROOT / "neighbourhoods" / name).read_text()))
        assert text.startswith("PUBLIC.")


def test_lock_files_have_hashes_and_name_no_place():
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text and "index-url" not in text


def test_the_test_lock_holds_the_same_versions_and_more():
    def pins(name):
        return set(re.findall(r"^([\w.\[\]-]+==[\w.]+(?: ; [^\\\n]*)?)", (ROOT / name).read_text(), re.M))

    assert pins("requirements.lock") and pins("requirements.lock") <= pins("requirements-test.lock")


def test_every_dependency_has_a_lower_bound():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for line in project["project"]["dependencies"] + project["dependency-groups"]["test"]:
        assert ">=" in line, line


def test_no_request_of_a_page_leaves_our_host():
    for file in [*ROOT.glob("neighbourhoods/templates/**/*.html"), *ROOT.glob("neighbourhoods/static/**/*"), *ROOT.glob("themes/**/*")]:
        if file.is_file():
            text = file.read_text(errors="ignore").replace("http://www.w3.org/2000/svg", "")
            assert "http://" not in text and "https://" not in text and "url(//" not in text, file


def test_every_model_with_personal_data_can_tell_and_erase_it():
    from django.apps import apps
    from django.db import models

    for model in apps.get_app_config("neighbourhoods").get_models():
        own = {field.name for field in model._meta.local_fields if isinstance(field, models.EmailField)}
        linked = model.__name__ in ("Membership", "SigninLink")
        if own or linked:
            assert model.personal_data and callable(model.erase), model


def test_workflows_private_pages_and_calls_to_other_hosts_are_off():
    assert settings.WAGTAIL_WORKFLOW_ENABLED is False
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAILEMBEDS_FINDERS == []
    assert "modelsearch" not in settings.INSTALLED_APPS


def test_a_task_is_offered_again_only_after_its_time_is_over():
    cluster = settings.Q_CLUSTER
    assert cluster["retry"] > cluster["timeout"]
    assert cluster["max_attempts"] and not cluster["catch_up"]


def test_no_transaction_is_opened_round_a_whole_request():
    assert not settings.DATABASE.get("ATOMIC_REQUESTS")
    if settings.SQLITE:
        assert settings.DATABASE["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        assert "synchronous=FULL" in settings.DATABASE["OPTIONS"]["init_command"]


@pytest.mark.django_db
def test_sqlite_runs_with_a_log_and_loses_nothing_at_a_power_cut():
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("the database is not SQLite")
    with connection.cursor() as cursor:
        values = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert values == ["wal", 2]
