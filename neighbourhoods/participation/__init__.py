"""PUBLIC. Taking part without an account: the forms of residents, what is kept of their senders, own links, codes, confirmed addresses.

Every public form of a plugin is a `PublicFormView` with a `PublicForm`. docs/plugins.md tells how they go together.
"""

from . import confirming, forgetting, links, mails, photos, senders
from .forms import PublicEmailField, PublicForm, PublicLineField, PublicPhotoField, PublicTextField
from .views import PublicFormView, Sent, is_resting, no_store, see_other

__all__ = [
    "PublicEmailField",
    "PublicForm",
    "PublicFormView",
    "PublicLineField",
    "PublicPhotoField",
    "PublicTextField",
    "Sent",
    "confirming",
    "forgetting",
    "is_resting",
    "links",
    "mails",
    "no_store",
    "photos",
    "see_other",
    "senders",
]
