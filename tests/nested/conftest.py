"""Tests that run the suite in a copy of the project. Left out of a run without arguments, run when named."""

import os

import pytest


def pytest_configure(config):
    if os.environ.get("PIHAPIIRI_NESTED"):
        raise pytest.UsageError("tests/nested runs the suite in a copy, and does not start inside such a copy.")
