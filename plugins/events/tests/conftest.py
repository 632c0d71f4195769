"""What the tests of events share that is asked for by its name."""

import pytest

from neighbourhoods import current


@pytest.fixture
def warm(monkeypatch):
    """Nothing is counted of the look, every few seconds, at whether what is remembered of a neighbourhood still holds."""
    monkeypatch.setattr(current, "CHECK_EVERY", 3600)
