"""Addresses of residents below /<language>/ideas/."""

from django.urls import path, register_converter

from . import codes, ideas, own, sending, support, talking


class Size:
    regex = "large|small"

    def to_python(self, value):
        return value

    to_url = to_python


class Key:
    """A number of at most 18 digits: longer ones are no keys of a database, and no fault."""

    regex = "[0-9]{1,18}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


register_converter(Size, "photo_size")
register_converter(Key, "key")
OWN = "oma/<str:secret>/"

urlpatterns = [
    path("laheta/<key:call>/", sending.SendView.as_view(), name="send"),
    path(OWN, own.OwnEmail.as_view(http_method_names=["get", "head"]), name="own"),
    path(f"{OWN}vahvista/", own.OwnEmail.as_view(), name="own_email"),
    path(f"{OWN}muokkaa/", own.OwnChange.as_view(), name="own_change"),
    path(f"{OWN}lisaa/", own.OwnMore.as_view(), name="own_more"),
    path(f"{OWN}peru/", own.OwnWithdraw.as_view(), name="own_withdraw"),
    path(f"{OWN}palauta/", own.OwnRestore.as_view(), name="own_restore"),
    path(f"{OWN}poista/", own.OwnErase.as_view(), name="own_erase"),
    path(f"{OWN}kuva-<photo_size:size>.jpg", own.OwnPhoto.as_view(), name="own_photo"),
    path("koodi/", codes.CodeView.as_view(), name="code"),
    path("linkki/", codes.LinkView.as_view(), name="link"),
    path("vahvista/<str:secret>/", codes.ConfirmView.as_view(), name="confirm"),
    path("<key:pk>/", ideas.idea, name="idea"),
    path("<key:pk>/kuva-<photo_size:size>.jpg", ideas.photo, name="photo"),
    path("<key:pk>/kannata/", support.SupportView.as_view(), name="support"),
    path("<key:pk>/kannatettu/<str:mark>/", support.Supported.as_view(), name="supported"),
    path("<key:pk>/kommentoi/", talking.CommentView.as_view(), name="comment"),
    path("<key:pk>/ilmoita/", talking.ReportView.as_view(), name="report"),
]
