"""PUBLIC. E-mail addresses that stand in texts beside other words: where they are found, and how they are taken out.

A database that is asked for a part of a text also finds longer addresses, which are other people's: ask `stands_in` of what it found.
"""

import re

# what stands in the place of an address in a text that stays
GONE = "…"


def pattern(address):
    """anna@example.org stands in "Write to Anna@example.org." but not in "joanna@example.org" or "anna@example.org.uk"."""
    return re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)", re.IGNORECASE)


def stands_in(value, address):
    """Whether the address stands in a text, or anywhere in a table or list of them, as itself and not as a part of a longer one."""
    return bool(keys_with(value, address))


def keys_with(value, address, path=""):
    """Paths ("people.steward") at which the address stands in a text, or in the texts of a table or list."""
    if isinstance(value, dict):
        return [found for key, one in value.items() for found in keys_with(one, address, f"{path}.{key}" if path else key)]
    if isinstance(value, list):
        return [found for one in value for found in keys_with(one, address, path)]
    return [path] if isinstance(value, str) and pattern(address).search(value) else []


def nameless(value, address):
    """The same value without the address."""
    if isinstance(value, dict):
        return {name: nameless(one, address) for name, one in value.items()}
    if isinstance(value, list):
        return [nameless(one, address) for one in value]
    return pattern(address).sub(GONE, value) if isinstance(value, str) else value
