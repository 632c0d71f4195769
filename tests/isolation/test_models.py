"""No model comes into the install without anybody saying to whom its rows belong."""

from django.core.exceptions import ImproperlyConfigured

from neighbourhoods.isolation import resolver

from .tables import models_by_table


def test_every_model_is_classified():
    unknown = []
    for model in models_by_table().values():
        try:
            assert resolver.classify(model) in (resolver.BELONGS, resolver.SHARED, resolver.SYSTEM)
        except ImproperlyConfigured as error:
            unknown.append(str(error))
    assert not unknown, "\n".join(unknown)
