"""Benchmark of methods: `manage.py bench methods` (the library, a path, a deck of cards)."""
