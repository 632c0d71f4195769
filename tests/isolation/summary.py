"""The crawl's own line at the end of pytest's summary, also when it ran in another process."""

import pytest

TALLY = pytest.StashKey()
NAME = "isolation"


def count(config, requests, seconds, findings):
    """Adds what one persona's crawl has come to; `findings` {what: number}."""
    tally = config.stash.setdefault(TALLY, {})
    add(tally, {"personas": 1, "requests": requests, "seconds": seconds, **findings})


def add(tally, more):
    for name, number in more.items():
        tally[name] = tally.get(name, 0) + number


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[NAME] = session.config.stash.get(TALLY, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    add(node.config.stash.setdefault(TALLY, {}), getattr(node, "workeroutput", {}).get(NAME, {}))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter):
    """Outermost, so that only pytest's own last line follows."""
    result = yield
    if tally := terminalreporter.config.stash.get(TALLY, {}):
        terminalreporter.write_line(f"{NAME}: crawled in {tally['seconds']:.0f} s")
        told = ", ".join(
            f"{tally.get(name, 0)} {word}" for name, word in (("foreign", "foreign"), ("parity", "parity"), ("write", "writes"))
        )
        terminalreporter.write_line(f"{NAME}: {tally['requests']} requests, {tally['personas']} personas, {told}")
    return result
