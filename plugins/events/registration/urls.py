"""Addresses of residents below /<language>/events/ on which they sign up."""

from django.urls import path, register_converter

from . import own, views


class Number:
    """At most 18 digits: longer ones are no keys of a database, and no fault."""

    regex = "[0-9]{1,18}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class Original:
    """A date as its series calls it: 2026-12-01T18:00, or 2026-12-01."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2})?"

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(Number, "sign_up")
register_converter(Original, "original")
OWN = "oma/<str:secret>/"

urlpatterns = [
    path("ilmoittaudu/<sign_up:pk>/", views.SignUpView.as_view(), name="sign_up"),
    path("ilmoittaudu/<sign_up:pk>/<original:original>/", views.SignUpView.as_view(), name="sign_up"),
    path(OWN, own.Seat.as_view(), name="seat"),
    path(f"{OWN}vahvista/", own.SeatConfirm.as_view(), name="seat_confirm"),
    path(f"{OWN}muuta/", own.SeatChange.as_view(), name="seat_change"),
    path(f"{OWN}peru/", own.SeatLeave.as_view(), name="seat_leave"),
    path(f"{OWN}en-mina/", own.SeatNotMe.as_view(), name="seat_not_me"),
]
