"""Addresses below /admin/."""

from django.urls import path

from . import answering, closing, views

urlpatterns = [
    path("ideas/", views.index, name="ideas_desk"),
    path("ideas/hear/", answering.hear, name="ideas_hear"),
    path("ideas/comment/<int:pk>/", views.comment, name="ideas_comment"),
    path("ideas/<int:pk>/", views.idea, name="ideas_idea"),
    path("ideas/<int:pk>/publish/", views.publish, name="ideas_publish"),
    path("ideas/<int:pk>/ask/", views.ask, name="ideas_ask"),
    path("ideas/<int:pk>/hide/", views.hide, name="ideas_hide"),
    path("ideas/<int:pk>/looked/", views.looked, name="ideas_looked"),
    path("ideas/<int:pk>/supports/", views.aside, name="ideas_supports"),
    path("ideas/<int:pk>/answer/", answering.answer, name="ideas_answer"),
    path("ideas/<int:pk>/photo-<slug:size>.jpg", views.photo, name="ideas_photo"),
    path("ideas/<int:pk>/merge/", closing.merge, name="ideas_merge"),
    path("ideas/<int:pk>/split/", closing.split, name="ideas_split"),
    path("ideas/<int:pk>/hand/", closing.hand_on, name="ideas_hand"),
    path("ideas/call/<int:pk>/", closing.call, name="ideas_call"),
    path("ideas/call/<int:pk>/ideas.<slug:ext>", closing.export, name="ideas_export"),
]
