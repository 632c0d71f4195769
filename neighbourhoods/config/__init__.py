"""The files of neighbourhoods: read, planned, applied."""
