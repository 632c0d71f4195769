"""Addresses below /admin/. A date is called by the start that its rule gives it: 2026-12-01T18:00, or 2026-12-01."""

from django.urls import path

from . import dates, events, sources

DATE = "events/<int:pk>/date/<str:original>/"
urlpatterns = [
    path("events/", events.index, name="events_desk"),
    path("events/dates/", events.next_dates, name="events_dates"),
    path("events/<int:pk>/", events.event, name="events_event"),
    path("events/<int:pk>/cancel/", events.cancel_all, name="events_cancel_all"),
    path("events/<int:pk>/restore/", events.restore_all, name="events_restore_all"),
    path("events/sources/", sources.index, name="events_sources"),
    path("events/sources/add/", sources.add, name="events_source_add"),
    path("events/sources/<int:pk>/", sources.source, name="events_source"),
    path("events/sources/<int:pk>/change/", sources.change, name="events_source_change"),
    path("events/sources/<int:pk>/run/", sources.run, name="events_source_run"),
    path("events/sources/<int:pk>/pause/", sources.pause, name="events_source_pause"),
    path("events/sources/<int:pk>/believe/", sources.believe, name="events_source_believe"),
    path("events/sources/<int:pk>/keep/", sources.keep, name="events_source_keep"),
    path("events/sources/<int:pk>/remove/", sources.remove, name="events_source_remove"),
    path("events/pairs/<int:pk>/", sources.pair, name="events_pair"),
    path(f"{DATE}cancel/", dates.cancel, name="events_cancel"),
    path(f"{DATE}restore/", dates.restore, name="events_restore"),
    path(f"{DATE}move/", dates.move, name="events_move"),
    path(f"{DATE}tell/", dates.tell, name="events_tell"),
    path(f"{DATE}following/", dates.part, name="events_part"),
]
