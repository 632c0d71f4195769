"""Benchmarks of the core, one module each: `manage.py bench NAME`.

A benchmark's module has `NAME` and `run(quick) -> list of failed limits`, each as "limit, value"; empty when all held.
It brings its own databases, files and servers and leaves nothing behind. Only counts, bytes, memory and ratios of
interleaved runs decide; times are printed as guidance. A plugin's benchmarks are its own `bench.py`, or the modules of its `bench/`.
"""
