"""What wagtail-localize remembers of the pages that are translated follows the blocks that are in use."""

import logging

from django.db.models import Q
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from .addresses_in_texts import keys_with, nameless

logger = logging.getLogger(__name__)

# In the column that says with which migration a source was made: its content has been changed since by one.
STALE = "blocks changed"


def refresh(sources):
    """Make the segments of these sources anew from the content that they hold; what was translated stays remembered."""
    from wagtail_localize.models import SourceDeletedError, get_schema_version

    for source in sources:
        try:
            source.refresh_segments()
        except SourceDeletedError:
            continue
        except Exception:
            # one page that cannot be read must not stop a migration or a switch
            logger.exception("The segments of the source of a translation could not be made: %s", source.pk)
            continue
        if source.schema_version == STALE:
            source.schema_version = get_schema_version(source.specific_content_type.app_label)
            source.save(update_fields=["schema_version"])


def refresh_neighbourhood(record):
    """Translators are offered the text of blocks whose plugin is on, and no other: call it when plugins were switched."""
    from wagtail.models import Page
    from wagtail_localize.models import TranslationSource

    from .plugin_blocks import plugin_blocks

    named = Q(pk__in=[])
    for _plugin, name, _block in plugin_blocks():
        named |= Q(content_json__contains=name)
    keys = Page.objects.filter(path__startswith=record.folder_path).values("translation_key")
    refresh(TranslationSource.objects.filter(named, object_id__in=keys).iterator(chunk_size=100))


def forget_names():
    """What pages no longer tell of their writers is nowhere in what was kept for translating either. Returns how many sources changed."""
    import json

    from django.apps import apps
    from django.contrib.contenttypes.models import ContentType
    from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource

    from .pages import BasePage

    changed = 0
    for model in apps.get_models():
        names = getattr(model, "personal_data", ()) if issubclass(model, BasePage) else ()
        sources = TranslationSource.objects.filter(specific_content_type=ContentType.objects.get_for_model(model)) if names else ()
        for source in sources:
            content = json.loads(source.content_json)
            page = model.objects.filter(translation_key=source.object_id, locale=source.locale_id).first()
            gone = [name for name in names if content.get(name) and not (page and getattr(page, name))]
            if not gone:
                continue
            source.content_json = json.dumps({**content, **dict.fromkeys(gone, "")})
            source.save(update_fields=["content_json"])
            about = {"context__object": source.object_id, "context__path__in": gone}
            strings = set(StringSegment.objects.filter(**about).values_list("string", flat=True))
            strings |= set(StringTranslation.objects.filter(**about).values_list("translation_of", flat=True))
            forget_strings(strings, **about)
            changed += 1
    return changed


def forget_strings(strings, **about):
    """Nothing of these contexts is kept, nor those strings, but where another page has them too."""
    from wagtail_localize.models import String, StringSegment, StringTranslation

    StringTranslation.objects.filter(**about).delete()
    StringSegment.objects.filter(**about).delete()
    String.objects.filter(pk__in=strings, segments=None, translations=None).delete()


def forget_address(address):
    """An address that no version of a page names any more is nowhere in what was kept for translating that page. Returns how many
    things changed. Where a page goes on naming it, its translators do too.
    """
    from .models import FreeTranslation, PageTranslation

    changed = 0
    for model, names in ((PageTranslation, ("texts", "written", "seen")), (FreeTranslation, ("source_texts",))):
        for row in model.objects.select_related("page").order_by("pk").iterator(chunk_size=500):
            named = [name for name in names if keys_with(getattr(row, name), address)]
            if named and not is_named(row.page.translation_key, address):
                model.objects.filter(pk=row.pk).update(**{name: nameless(getattr(row, name), address) for name in named})
                changed += 1
    return changed + forget_in_sources(address)


def forget_in_sources(address):
    import json

    from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource

    changed = 0
    for source in TranslationSource.objects.order_by("pk").iterator(chunk_size=500):
        about = {"context__object": source.object_id}
        content = json.loads(source.content_json)
        made = StringTranslation.objects.filter(**about).values_list("pk", "data")
        made = [pk for pk, data in made if keys_with(data, address)]
        if not (made or keys_with(content, address)) or is_named(source.object_id, address):
            continue
        strings = StringSegment.objects.filter(source=source).values_list("string", "string__data", "context")
        for string, context in [(string, context) for string, data, context in strings if keys_with(data, address)]:
            forget_strings([string], context=context)
        StringTranslation.objects.filter(pk__in=made).delete()
        source.content_json = json.dumps(nameless(content, address))
        source.save(update_fields=["content_json"])
        refresh([source])
        changed += 1
    return changed


def is_named(translation_key, address):
    """Whether a page of this family, in any language, names the address as it is or in an earlier version."""
    from wagtail.models import Page

    for page in Page.objects.filter(translation_key=translation_key).specific():
        if keys_with(page.serializable_data(), address) or any(keys_with(version.content, address) for version in page.revisions.all()):
            return True
    return False


@receiver(post_migrate, dispatch_uid="neighbourhoods-stale-sources")
def after_migrations(sender, **kwargs):
    """A migration has no code of pages and blocks, which segments are made with; afterwards there is."""
    if sender.label == "wagtail_localize":
        refresh(sender.get_model("TranslationSource").objects.filter(schema_version=STALE))
