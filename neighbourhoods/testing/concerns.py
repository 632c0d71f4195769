"""Marks of tests: which plugins a test concerns. Of all others it is not collected."""

from neighbourhoods.plugin import Plugin


def only_if(condition):
    """The test is for plugins of which `condition(plugin)` is true."""

    def mark(test):
        test.concerns = condition
        return test

    return mark


def gives(*names):
    """The test is for plugins that have one of these attributes or methods of the contract."""
    return only_if(lambda plugin: any(getattr(type(plugin), name) is not getattr(Plugin, name) for name in names))
