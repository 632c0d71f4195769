"""Addresses below /admin/. A date is called by the start that its rule gives it: 2026-12-01T18:00, or 2026-12-01."""

from django.urls import path

from . import dates, events, opening, seats, sources

ALL = "events/<int:pk>/seats/"
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
    path("events/<int:pk>/sign-up/", opening.sign_up, name="events_sign_up"),
    path("events/<int:pk>/sign-up/switch/", opening.switch, name="events_sign_up_switch"),
    path(ALL, seats.index, name="events_seats_of_all"),
    path(f"{ALL}add/", seats.add, name="events_seat_add_of_all"),
    path(f"{ALL}came/", seats.came, name="events_seats_came_of_all"),
    path(f"{ALL}sheet/", seats.sheet, name="events_seats_sheet_of_all"),
    path(f"{ALL}file/", seats.export, name="events_seats_csv_of_all"),
    path(f"{DATE}seats/", seats.index, name="events_seats"),
    path(f"{DATE}seats/add/", seats.add, name="events_seat_add"),
    path(f"{DATE}seats/came/", seats.came, name="events_seats_came"),
    path(f"{DATE}seats/sheet/", seats.sheet, name="events_seats_sheet"),
    path(f"{DATE}seats/file/", seats.export, name="events_seats_csv"),
    path("events/registration/<int:pk>/remove/", seats.remove, name="events_seat_remove"),
    path("events/registration/<int:pk>/let-in/", seats.let_in, name="events_seat_let_in"),
    path(f"{DATE}following/", dates.part, name="events_part"),
]
