"""The contract, for every plugin that is installed: a class of tests for each."""

from neighbourhoods import registry
from neighbourhoods.testing import PluginContract

for plugin in registry.installed():
    name = f"Test{plugin.label.title().replace('_', '')}"
    globals()[name] = type(name, (PluginContract,), {"plugin": plugin.label})
