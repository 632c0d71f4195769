"""Addresses below /<language>/ideas/."""

from .closing.urls import urlpatterns as closing
from .residents.urls import urlpatterns as residents

urlpatterns = [*residents, *closing]
