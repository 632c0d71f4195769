"""What wagtail-localize remembers of the pages that are translated follows the blocks that are in use."""

import logging

from django.db.models import Q
from django.db.models.signals import post_migrate
from django.dispatch import receiver

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
    from wagtail_localize.models import String, StringSegment, StringTranslation, TranslationSource

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
            StringTranslation.objects.filter(**about).delete()
            StringSegment.objects.filter(**about).delete()
            String.objects.filter(pk__in=strings, segments=None, translations=None).delete()
            changed += 1
    return changed


@receiver(post_migrate, dispatch_uid="neighbourhoods-stale-sources")
def after_migrations(sender, **kwargs):
    """A migration has no code of pages and blocks, which segments are made with; afterwards there is."""
    if sender.label == "wagtail_localize":
        refresh(sender.get_model("TranslationSource").objects.filter(schema_version=STALE))
