"""A bounded memory of this process."""

import threading
from collections import OrderedDict
from weakref import WeakSet

everything = WeakSet()


class Memory:
    """The least recently used goes first. Safe for threads.

    A value is (record or None, pk or None, numbers, checked at) where `expire` is used, else anything.
    """

    def __init__(self, size):
        self.size = size
        self.lock = threading.Lock()
        self.values = OrderedDict()
        everything.add(self)

    def get(self, key):
        with self.lock:
            if key in self.values:
                self.values.move_to_end(key)
                return self.values[key]

    def put(self, key, value):
        with self.lock:
            self.values[key] = value
            self.values.move_to_end(key)
            while len(self.values) > self.size:
                self.values.popitem(last=False)

    def expire(self, pk=None):
        """Ask again at the next look: everything, or what is known of one neighbourhood."""
        with self.lock:
            for key, (record, known, numbers, _checked) in list(self.values.items()):
                if pk is None or known == pk:
                    self.values[key] = (record, known, numbers, float("-inf"))

    def clear(self):
        with self.lock:
            self.values.clear()
