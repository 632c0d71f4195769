"""The end of a call: the summary, files to take away, ideas that are merged, split or handed on."""
