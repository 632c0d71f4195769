"""Addresses below /<language>/methods/: on the portal only."""

from django.urls import path

from . import portal

urlpatterns = [path("", portal.shared, name="shared")]
