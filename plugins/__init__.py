"""Each plugin is a Django app in a folder of its own. None imports another; the core imports none."""
