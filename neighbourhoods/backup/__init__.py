"""One file that holds an install: how it is made (`making`), what it looks like (`archive`), and how it comes back (`restore`)."""


class BackupError(Exception):
    """Its text is one sentence for a keeper. Nothing has been changed when it is raised."""


class Damaged(BackupError):
    """What should hold our data does not hold it whole."""
