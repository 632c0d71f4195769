"""What every plugin promises."""

from neighbourhoods.testing import PluginContract


class TestContract(PluginContract):
    plugin = "methods"
