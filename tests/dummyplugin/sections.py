from .queries import things


def newest(neighbourhood, language):
    """The things that came last; None, so nothing at all, while the shelf is empty."""
    found = things(neighbourhood, language, most=neighbourhood.config("dummyplugin").things_on_home)
    return {"things": found} if found else None
