"""Addresses of what came of a call, below /<language>/ideas/."""

from django.urls import path, register_converter

from . import views
from .exports import FORMATS


class CallKey:
    """A number of at most 18 digits: longer ones are no keys of a database, and no fault."""

    regex = "[0-9]{1,18}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class FileFormat:
    regex = "|".join(FORMATS)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(CallKey, "call_key")
register_converter(FileFormat, "file_format")

urlpatterns = [
    path("haku/<call_key:call>/yhteenveto/", views.of_call, name="summary"),
    path("haku/<call_key:call>/ideat.<file_format:ext>", views.export, name="export"),
]
