"""The first page when the plugin is switched on, and the examples of an install that is tried out."""

from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from neighbourhoods.pages import add_section, ensure_page, read_example

from . import outlets, sending
from .checking import bring_up_to_date
from .models import Call, CallIndexPage, CallPage, Comment, Idea, StatusChange
from .models.calls import ASKED

EXAMPLES = Path(__file__).parent / "demo"
TEXTS = ("answerer", "what_happens", "rules")


def install(neighbourhood):
    is_new = not CallIndexPage.objects.filter(path__startswith=neighbourhood.folder_path).exists()
    ensure_page(neighbourhood, CallIndexPage, slug="ideat", title=_("Ideas"), show_in_menus=True)
    if is_new:
        add_section(neighbourhood, "ideas.question")


def load_examples(neighbourhood):
    if CallPage.objects.filter(path__startswith=neighbourhood.folder_path).exists():
        return
    indexes = {page.locale.language_code: page for page in CallIndexPage.objects.filter(path__startswith=neighbourhood.folder_path)}
    files = defaultdict(dict)
    for file in sorted((EXAMPLES / neighbourhood.slug).glob("call-*.md")):
        name, language, _suffix = file.name.split(".")
        files[name][language] = read_example(file)
    for versions in files.values():
        source, key = versions["fi"][0], None
        for language, (fields, body) in sorted(versions.items(), key=lambda one: one[0] != "fi"):
            if language in indexes:
                page = example_page(indexes[language], source, fields, body, key)
                key = page.translation_key
        if key:
            load_ideas(neighbourhood, Call.unscoped.get(key=key), source)


def example_page(index, source, fields, body, key):
    now = timezone.now()
    page = CallPage(
        title=fields["title"],
        slug=fields["slug"],
        body=body,
        answerer=fields.get("answerer_role", ""),
        what_happens=fields.get("what_happens", ""),
        rules=fields.get("rules", ""),
        opens_at=now + timedelta(days=source["opens"]),
        closes_at=now + timedelta(days=source["closes"]),
        answer_by=timezone.localdate() + timedelta(days=source["answer_by"]),
        answer_within_days=source.get("answer_within_days"),
        asks=",".join(ASKED),
        check_first=source["moderation"] != "after",
        comments_on=source["comments"],
        support_on=source["support"],
        locale=index.locale,
        is_example=bool(fields.get("example")),
    )
    if key:
        page.translation_key = key
    index.refresh_from_db()
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def load_ideas(neighbourhood, call, source):
    now = timezone.now()
    for fields in source["ideas"]:
        sent_at = now + timedelta(days=fields["sent"])
        idea = Idea.unscoped.create(
            neighbourhood_id=neighbourhood.pk,
            call=call,
            text=fields["text"],
            title=fields["title"],
            name=str(fields.get("from", "")).removeprefix("nimimerkki ").replace("ei nimeä", ""),
            via=fields.get("via", "web"),
            language=source["language"],
            state=Idea.State.PUBLIC,
            status=fields["status"],
            sent_at=sent_at,
            published_at=sent_at,
            due_on=sending.due_on(neighbourhood, call, sent_at),
            supports=fields.get("support", 0),
            is_example=True,
        )
        add_history(neighbourhood, idea, fields, now)
        for number, text in enumerate(fields.get("comments", ())):
            at = sent_at + timedelta(days=1 + number)
            rows = {"text": text, "language": source["language"], "state": Comment.State.PUBLIC, "sent_at": at}
            Comment.unscoped.create(neighbourhood_id=neighbourhood.pk, idea=idea, **rows)
        outlets.shown(neighbourhood, idea)


def add_history(neighbourhood, idea, fields, now):
    """ "-41 discussed: three offers were asked for": a day, a status and why; the last one carries the answer."""
    history = fields["history"]
    for number, line in enumerate(history):
        when, _colon, reason = line.partition(":")
        days, status = when.split()
        change = StatusChange(neighbourhood_id=neighbourhood.pk, idea=idea, status=status, reason=reason.strip())
        change.at = now + timedelta(days=int(days))
        if number:
            change.role = fields.get("answered_by", "")
        if number == len(history) - 1 and fields.get("answer"):
            change.answer, change.role = fields["answer"], fields["answered_by"]
        change.save()
    bring_up_to_date(idea)
