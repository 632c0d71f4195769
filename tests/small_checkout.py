"""A small copy of a checkout, whose one part is built here: the way from `manage.py` into `.venv` takes a second and no network."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = [
    "manage.py",
    "neighbourhoods/__init__.py",
    "neighbourhoods/bootstrap.py",
    "neighbourhoods/paths.py",
    "neighbourhoods/sentences.py",
]
# The tests may run in an environment without pip; the Python that it was made from is what a keeper starts with.
PYTHON = getattr(sys, "_base_executable", None) or sys.executable

# Stands in for Django: tells where and how a command arrived.
COMMAND_STAND_IN = {
    "django/__init__.py": "",
    "django/conf.py": "class settings:\n    DEBUG = False\n",
    "django/core/__init__.py": "",
    "django/core/exceptions.py": "class ImproperlyConfigured(Exception):\n    pass\n",
    "django/core/management.py": """
        import os, sys
        from django.core.exceptions import ImproperlyConfigured

        def execute_from_command_line(arguments):
            if "misconfigured" in arguments:
                raise ImproperlyConfigured("EMAIL_URL is missing.")
            print("ran", sys.prefix, os.environ["DJANGO_SETTINGS_MODULE"], *arguments[1:])
    """,
}
PYTEST_STAND_IN = {
    "pytest/__init__.py": "",
    "pytest/__main__.py": """
        import pathlib, signal, sys, time

        def told(number, frame):
            print("told", signal.Signals(number).name, flush=True)
            sys.exit(3)

        if "wait" in sys.argv:
            signal.signal(signal.SIGTERM, told)
            signal.signal(signal.SIGINT, told)
            pathlib.Path("waiting").touch()
            time.sleep(30)
        print("pytest", pathlib.Path("compiled").exists(), sys.prefix, *sys.argv[1:])
        print("1 failed in 0.01s", flush=True)
        sys.exit(1)
    """,
}


def build_wheel(folder, name, version, files):
    """Writes a wheel of the given files and returns its line for a lock file."""
    info = f"{name}-{version}.dist-info"
    content = {path: textwrap.dedent(text) for path, text in files.items()}
    content[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    content[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = ""
    for path, text in content.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record += f"{path},sha256={digest},{len(text.encode())}\n"
    content[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in content.items():
            archive.writestr(path, text)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


class SmallCheckout:
    """A copy of what makes the environment, with a lock file of one part, and a second one for the tests."""

    def __init__(self, folder):
        self.folder = folder / "checkout"
        self.wheels = folder / "wheels"
        self.stand_ins = folder / "stand-ins"
        self.venv = self.folder / ".venv"
        for path in COPIED:
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, target)
        (self.folder / "neighbourhoods" / "catalogues.py").write_text(
            "from pathlib import Path\n\ndef compile_all():\n    Path('compiled').touch()\n"
        )
        self.wheels.mkdir()
        self.empty = folder / "empty"
        self.empty.mkdir()
        self.lock("1.0")

    def lock(self, version):
        part = build_wheel(self.wheels, "sample", version, COMMAND_STAND_IN)
        (self.folder / "requirements.lock").write_text(part)
        (self.folder / "requirements-test.lock").write_text(part + build_wheel(self.wheels, "pytest", "9.0", PYTEST_STAND_IN))

    def stand_in_pip(self, code, version="23.0.1"):
        """A pip of this machine that says `version` and runs `code` when it shall install. Returns the environment for it."""
        (self.stand_ins / "pip").mkdir(parents=True, exist_ok=True)
        (self.stand_ins / "pip" / "__init__.py").touch()
        lines = [
            "import os, pathlib, sys, time",
            "if '--version' in sys.argv:",
            f"    sys.exit(print('pip {version} from somewhere (python 3.11)'))",
        ]
        (self.stand_ins / "pip" / "__main__.py").write_text("\n".join(lines) + "\n" + textwrap.dedent(code))
        return {"PYTHONPATH": str(self.stand_ins)}

    def environment(self, **changes):
        kept = {name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR") if name in os.environ}
        pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}
        return {**kept, **pip, "LC_ALL": "C.UTF-8", **changes}

    def begin(self, *arguments, python=PYTHON, **changes):
        return subprocess.Popen(
            [python, "manage.py", *arguments],
            cwd=self.folder,
            env=self.environment(**changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, *arguments, **changes):
        process = self.begin(*arguments, **changes)
        process.out, process.err = process.communicate(timeout=600)
        assert "Traceback" not in process.err
        return process

    def ran(self, process):
        return process.returncode == 0 and process.out.startswith(f"ran {self.venv} neighbourhoods.settings")
