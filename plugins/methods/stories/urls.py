"""Addresses of stories below /<language>/methods/."""

from django.urls import path

from . import residents

OWN = "kokemus/<str:secret>/"

urlpatterns = [
    path("kerro/<uuid:record>/", residents.TellView.as_view(), name="tell"),
    path("kokemukset/<uuid:record>/", residents.stories, name="stories"),
    path(OWN, residents.OwnStory.as_view(), name="story"),
    path(f"{OWN}muokkaa/", residents.OwnChange.as_view(), name="story_change"),
    path(f"{OWN}poista/", residents.OwnDelete.as_view(), name="story_delete"),
]
