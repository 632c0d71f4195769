"""Who may do what with rows of one neighbourhood, told to Wagtail before anything asks: it refuses a policy that comes later."""

from django.apps import apps
from wagtail.permissions import register_permission_policy


def register():
    from ..scoped import NeighbourhoodModel, NeighbourhoodPolicy

    for model in apps.get_models():
        if issubclass(model, NeighbourhoodModel):
            register_permission_policy(model, NeighbourhoodPolicy(model))
