"""Addresses below /admin/."""

from django.urls import path

from . import views

urlpatterns = [
    path("trials/diary/", views.index, name="experiments_diary"),
    path("trials/<int:page_id>/diary/", views.write, name="experiments_write"),
    path("trials/diary/<int:pk>/", views.entry, name="experiments_entry"),
    path("trials/diary/<int:pk>/hide/", views.hide, name="experiments_entry_hide"),
    path("trials/diary/<int:pk>/show/", views.show_again, name="experiments_entry_show"),
]
