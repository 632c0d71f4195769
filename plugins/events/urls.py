"""Addresses below /<language>/events/. The names of the plugin's namespace are `events:date_ics` and so on."""

from django.urls import path

from .outgoing import views
from .registration.urls import urlpatterns as registration

urlpatterns = [
    *registration,
    path("<int:occurrence>.ics", views.date_ics, name="date_ics"),
    path("sarja/<uuid:key>.ics", views.series_ics, name="series_ics"),
    path("kaikki.ics", views.feed_ics, name="feed_ics"),
    path("aihe/<slug:topic>.ics", views.feed_ics, name="feed_ics"),
    path("kaikki.json", views.json, name="json"),
    path("linked-events.json", views.linked_events, name="linked_events"),
]
