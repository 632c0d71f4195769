"""`manage.py bench NAME [--quick]`: measures what the install promises, with own databases and servers, and judges."""

import importlib
import pkgutil

from neighbourhoods import bench, paths
from neighbourhoods.bench.apart import NotMeasured
from neighbourhoods.console import ConsoleCommand


def found_benches():
    """{name: its run(quick)} of the core's and the plugins' benchmarks."""
    modules = [f"{bench.__name__}.{module.name}" for module in pkgutil.iter_modules(bench.__path__)]
    for pattern in ("*/bench.py", "*/bench/*.py"):
        files = sorted((paths.ROOT / "plugins").glob(pattern))
        modules += [".".join(file.relative_to(paths.ROOT).with_suffix("").parts) for file in files]
    found = {}
    for name in modules:
        module = importlib.import_module(name)
        if hasattr(module, "NAME"):
            found[module.NAME] = module.run
    return found


class Command(ConsoleCommand):
    help = "Measures what the install promises; the last line tells whether every limit held."
    # It has its own databases: whether this install is in order is another question.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--quick", action="store_true", help="Small sizes, SQLite only.")

    def handle(self, *, name, quick, **options):
        benches = found_benches()
        if name not in benches:
            self.stderr.write(f"There is no benchmark {name}. There are: {', '.join(sorted(benches))}.")
            raise SystemExit(1)
        try:
            failed = benches[name](quick)
        except NotMeasured as error:
            self.stderr.write(str(error))
            failed = ["measured to the end, no"]
        if failed:
            self.stdout.write(f"bench {name}: failed ({'; '.join(failed)})")
            raise SystemExit(1)
        self.stdout.write(f"bench {name}: ok")
