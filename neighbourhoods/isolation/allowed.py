"""Every admin view that volunteers can open, and what the arguments of each mean. A view that is not here does not exist for them.

An argument is a kind of resolver.KINDS, WORD (it names no object), or one of the special kinds below. Views of plugins are added from
their `admin_views`. A new release of Wagtail, or of anything else, adds nothing by accident.
"""

WORD, REVISION_OR_WORD, BY_MODEL, RECORD = "word", "revision or word", "by model", "public record"
PAGE, IMAGE, DOCUMENT, REVISION = "page", "image", "document", "revision"


def named(prefix, names, **arguments):
    return {f"{prefix}{name}": arguments for name in names.split()}


SHELL = named("wagtailadmin_", "explore_root account logout dismissibles javascript_catalog sprite login") | {
    # the name of a kind of block, shown with its example
    "wagtailadmin_block_preview": {"id": WORD},
}
PAGES = (
    named(
        "wagtailadmin_pages:",
        "edit preview_on_edit view_draft delete unpublish copy convert_alias history history_results usage",
        page_id=PAGE,
    )
    | named("wagtailadmin_pages:", "move set_page_position", page_to_move_id=PAGE)
    | named("wagtailadmin_pages:", "move_confirm", page_to_move_id=PAGE, destination_id=PAGE)
    | named("wagtailadmin_pages:", "add_subpage", parent_page_id=PAGE)
    | named("wagtailadmin_pages:", "add preview_on_add", content_type_app_name=WORD, content_type_model_name=WORD, parent_page_id=PAGE)
    | named("wagtailadmin_pages:", "search search_results")
    | named("wagtailadmin_pages:", "revisions_revert revisions_view revisions_unschedule", page_id=PAGE, revision_id=REVISION)
    | named("wagtailadmin_pages:", "revisions_compare", pk=PAGE, revision_id_a=REVISION_OR_WORD, revision_id_b=REVISION_OR_WORD)
    | named("wagtailadmin_", "explore explore_results choose_page_child", parent_page_id=PAGE)
    | named(
        "wagtailadmin_choose_page",
        "_search _chosen_multiple _external_link _email_link _phone_link _anchor_link",
    )
    | named("wagtailadmin_", "choose_page")
    | named("wagtailadmin_api:pages:", "listing")
    | named("wagtailadmin_api:pages:", "detail", pk=PAGE)
    | named("wagtailadmin_editing_sessions:", "ping", app_label=WORD, model_name=WORD, object_id=BY_MODEL, session_id="editing session")
    | named("wagtailadmin_editing_sessions:", "release", session_id="editing session")
    | named("wagtail_bulk_", "action", app_label=WORD, model_name=WORD, action=WORD)
)
IMAGES = (
    named("wagtailimages:", "index index_results add add_multiple")
    | named("wagtailimages:", "edit delete image_usage edit_multiple delete_multiple", image_id=IMAGE)
    | named("wagtailimages:", "preview", image_id=IMAGE, filter_spec=WORD)
    | named("wagtailimages:", "create_multiple_from_uploaded_image delete_upload_multiple", uploaded_file_id="upload")
    | named("wagtailimages_chooser:", "choose choose_results chosen_multiple create")
    | named("wagtailimages_chooser:", "chosen", pk=IMAGE)
    | named("wagtailimages_chooser:", "select_format", image_id=IMAGE)
)
DOCUMENTS = (
    named("wagtaildocs:", "index index_results add add_multiple")
    | named("wagtaildocs:", "edit delete document_usage", document_id=DOCUMENT)
    | named("wagtaildocs:", "edit_multiple delete_multiple", doc_id=DOCUMENT)
    | named("wagtaildocs:", "create_multiple_from_uploaded_document delete_upload_multiple", uploaded_file_id="upload")
    | named("wagtaildocs_chooser:", "choose choose_results chosen_multiple create")
    | named("wagtaildocs_chooser:", "chosen", pk=DOCUMENT)
)
# None of wagtail-localize: Käännä (neighbourhoods/translate) does what volunteers need; its views ask for one right of the whole install.
OURS = (
    named("", "desk full_editing details feedback_admin choose_neighbourhood team team_link")
    | named("", "desk_help desk_sheet")
    | named("", "desk_help_page", page=WORD)
    | named("", "desk_care desk_later")
    | named("", "desk_checked", page_id=PAGE)
    | named("", "desk_write", form=WORD, copy=PAGE, **{"from": RECORD})
    | named("", "desk_keep", form=WORD)
    | named("", "desk_write_page", form=WORD, page_id=PAGE)
    | named("", "desk_preview", draft="draft")
    | named("", "desk_done", page_id=PAGE)
    | named("", "feedback_mark", pk="report")
    | named("", "team_member", pk="membership")
    | named("", "team_invitation", pk="invitation")
    | named("", "translate")
    | named("", "translate_page", page_id=PAGE, language=WORD)
    | named("", "translate_details", language=WORD)
    | named("", "desk_together", page_id=PAGE, revision_id=REVISION)
    | named("", "desk_acts desk_bin")
    | named("", "desk_page desk_bin_out", page_id=PAGE)
    | named("", "desk_undo", pk="act")
)
ALLOWED = {**SHELL, **PAGES, **IMAGES, **DOCUMENTS, **OURS}

# Open to people who are not signed in: signing in and out, and what those pages are drawn with.
FOR_STRANGERS = frozenset({"admin_login", "wagtailadmin_login", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog"})

# Words of a query or a form that name an object in some view, whatever the view.
CARRIES = {
    **dict.fromkeys(
        ("childOf", "child_of", "descendant_of", "ancestor_of", "parent_page_id", "parent_page", "new_parent_page", "destination_page_id"),
        PAGE,
    ),
    **dict.fromkeys(("target_pages[]", "target_pages", "chooser", "for_translation_of", "translation_of", "parent", "page_id"), PAGE),
    **dict.fromkeys(("destination", "destination_id", "page_to_move_id", "root_page", "root_page_id"), PAGE),
    **dict.fromkeys(("collection", "collection_id"), "collection"),
    **dict.fromkeys(("revision", "revision_id", "loaded_revision_id", "overwrite_revision_id"), REVISION),
    "image_id": IMAGE,
    "document_id": DOCUMENT,
    **dict.fromkeys(("translation_source_id", "translation_source"), "source"),
    "translation_id": "translation",
    "uploaded_file_id": "upload",
}
# What `id` is in the views of an app; elsewhere it is refused.
IDS = {
    "wagtailimages": IMAGE,
    "wagtaildocs": DOCUMENT,
    "wagtailadmin_choose_page": PAGE,
    "wagtailadmin_pages": PAGE,
    "wagtailadmin_api:pages": PAGE,
}
BULK = frozenset({"delete", "move", "publish", "unpublish", "add_to_collection"})
# Who belongs to several neighbourhoods begins at the root of all pages; these lists show only their own below it.
FROM_ROOT = frozenset(
    {"wagtailadmin_explore", "wagtailadmin_explore_results", "wagtailadmin_api:pages:listing", "wagtailadmin_choose_page_child"}
)
