"""Mounted at /<language>/dummyplugin/ on the sites that have the plugin on."""

from django.urls import path

from . import views, wishing

urlpatterns = [
    path("", views.free_now, name="free"),
    path("shelves/", views.shelves, name="shelves"),
    path("wish/<int:thing>/", wishing.WishView.as_view(), name="wish"),
]
