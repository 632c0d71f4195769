"""The language of a request: chosen by the path, shown along the fallback chain."""
