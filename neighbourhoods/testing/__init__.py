"""PUBLIC. The tests that every plugin passes. A plugin runs them with three lines, in its own tests:

    from neighbourhoods.testing import PluginContract

    class TestContract(PluginContract):
        plugin = "events"

They need pytest-django, the settings of an install that has the plugin, and nothing else: each test makes two neighbourhoods of
its own. A test that does not concern a plugin (it has no feeds, no tasks ...) is not there. Whatever cannot be made from the
models alone is made by a method that the class overrides: `make_page`, `make_personal_data`, `block_value`.
"""

import pytest

pytest.register_assert_rewrite(*(f"{__name__}.{name}" for name in ("code", "content", "people", "running", "switched")))

from .ground import HERE, THERE, Ground, Visitor  # noqa: E402
from .suite import PluginContract  # noqa: E402

__all__ = ["HERE", "THERE", "Ground", "PluginContract", "Visitor"]
