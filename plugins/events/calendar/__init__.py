"""Calendars without Django: reading, rules, expanding, keeping up with a source, writing. Nothing here knows a database or a page."""
