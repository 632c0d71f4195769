"""Addresses below /admin/."""

from django.urls import path

from . import changes, files, ready, taking
from .stories.urls import urlpatterns as stories

urlpatterns = [
    path("methods/take/<uuid:record>/", taking.take, name="methods_take"),
    path("methods/changes/<int:pk>/", changes.changes, name="methods_changes"),
    path("methods/ready/", ready.ready, name="methods_ready"),
    path("methods/files/", files.files, name="methods_files"),
    *stories,
]
