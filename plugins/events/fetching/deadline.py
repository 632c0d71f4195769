"""How long a whole fetch may take, whatever it waits for."""

import time

from .refusals import Refused


class Deadline:
    """`seconds` from now for everything: names, connections, redirects and answers."""

    def __init__(self, seconds):
        self.seconds, self.end = seconds, time.monotonic() + seconds

    def left(self):
        """Seconds, more than zero. Raises Refused when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self):
        return Refused("slow", seconds=self.seconds)
