"""Mounted at /<language>/dummyplugin/ on the sites that have the plugin on."""

from django.urls import path

from . import views

urlpatterns = [path("", views.free_now, name="free")]
