"""Addresses of stories below /admin/."""

from django.urls import path

from . import views

urlpatterns = [
    path("methods/stories/", views.index, name="methods_stories"),
    path("methods/stories/tell/", views.choose, name="methods_stories_choose"),
    path("methods/stories/tell/<int:page_id>/", views.tell, name="methods_story_tell"),
    path("methods/stories/<int:pk>/publish/", views.publish, name="methods_story_publish"),
    path("methods/stories/<int:pk>/hide/", views.hide, name="methods_story_hide"),
]
