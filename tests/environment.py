"""Loaded by pytest before Django: the tests have a var of their own and never touch the install's."""

import os
import tempfile

if "PIHAPIIRI_TESTS" not in os.environ:
    os.environ["PIHAPIIRI_TESTS"] = tempfile.mkdtemp(prefix="pihapiiri-tests-")
    for name in ("PIHAPIIRI_MODE", "EMAIL_URL", "MAIL_FROM", "KEEPER_EMAIL", "PIHAPIIRI_SITES", "SECRET_KEY"):
        os.environ.pop(name, None)
os.environ["PIHAPIIRI_VAR"] = os.environ["PIHAPIIRI_TESTS"]
os.environ["SECRET_KEY"] = "only for tests, long enough to please the checks of Django: 0123456789abcdefghij"
