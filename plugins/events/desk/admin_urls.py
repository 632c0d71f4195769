"""Addresses below /admin/. A date is called by the start that its rule gives it: 2026-12-01T18:00, or 2026-12-01."""

from django.urls import path

from . import dates, events

DATE = "events/<int:pk>/date/<str:original>/"
urlpatterns = [
    path("events/", events.index, name="events_desk"),
    path("events/dates/", events.next_dates, name="events_dates"),
    path("events/<int:pk>/", events.event, name="events_event"),
    path("events/<int:pk>/cancel/", events.cancel_all, name="events_cancel_all"),
    path("events/<int:pk>/restore/", events.restore_all, name="events_restore_all"),
    path(f"{DATE}cancel/", dates.cancel, name="events_cancel"),
    path(f"{DATE}restore/", dates.restore, name="events_restore"),
    path(f"{DATE}move/", dates.move, name="events_move"),
    path(f"{DATE}tell/", dates.tell, name="events_tell"),
    path(f"{DATE}following/", dates.part, name="events_part"),
]
