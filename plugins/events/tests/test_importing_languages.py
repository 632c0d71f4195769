"""An imported event that somebody has translated is one event: it goes and comes back in all its languages."""

from neighbourhoods.scoped import activate
from plugins.events.models import EventIndexPage, EventPage

from .ground import LIST, noon, places, record  # noqa: F401
from .imports import event, page, ran, source


def test_a_translated_event_goes_and_comes_back_in_all_languages(record, visit):  # noqa: F811
    library = source(record)
    others = [event(str(number), f"Ilta {number}") for number in range(3)]
    ran(library, event(), *others)
    first = page(library)
    index = EventIndexPage.objects.get(path__startswith=record.home("sv").path)
    own = {name: getattr(first, name) for name in ("slug", "starts_on", "starts_at", "ends_at", "repeat", "translation_key")}
    with activate(record):
        swedish = EventPage(title="Kaffe", locale=index.locale, **own)
        index.add_child(instance=swedish)
        swedish.save_revision().publish()
    ran(library, *others)
    assert not EventPage.objects.filter(translation_key=first.translation_key, live=True).exists()
    assert visit("lintumaki").get(f"/sv/{LIST.split('/', 2)[2]}{first.slug}/").status_code == 410
    ran(library, event(), *others)
    assert EventPage.objects.filter(translation_key=first.translation_key, live=True).count() == 2
    swedish.refresh_from_db()
    assert swedish.title == "Kaffe" and not swedish.has_unpublished_changes
