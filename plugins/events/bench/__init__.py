"""Benchmarks of events: `manage.py bench events` (lists, calendars, rows) and `manage.py bench imports` (sources, seats)."""
