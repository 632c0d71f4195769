"""The browser and the servers of the core's browser tests."""

from tests.browser.conftest import browser, change_files, install, mailbox, seeded, visiting

__all__ = ["browser", "change_files", "install", "mailbox", "seeded", "visiting"]
