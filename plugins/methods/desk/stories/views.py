"""The desk's pages of stories, and what is done with one by a press."""

from functools import wraps

from django import forms
from django.contrib.messages import ERROR
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from neighbourhoods import desk_pages
from neighbourhoods.participation import see_other

from ...models import MethodPage, Story
from ...stories import checking, queries
from ...stories.forms import StoryForm

PER_PAGE, MOST_CHOICES = 20, 50
CHECK, OTHERS = "check", "others"


class HideForm(forms.Form):
    use_required_attribute = False
    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it hidden?"),
        choices=checking.HIDDEN_FOR.items,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The teller is told the reason, and may correct the story."),
        error_messages={"required": gettext_lazy("Choose a reason."), "invalid_choice": gettext_lazy("Choose a reason.")},
    )


def of_a_member(view):
    return require_http_methods(["GET", "HEAD", "POST"])(desk_pages.of_a_member(view))


def stopped(record):
    """Why nothing is published now, or an empty text. Hiding goes on as long as anybody reads the pages."""
    if record.state == "archived":
        return _("This site is archived. Nothing on it is changed any more.")
    return _("This site is paused. Nothing is published on it now.") if record.state != "active" else ""


def titles(record, keys):
    """{translation key: title of a method}, in the person's language where there is one. One query."""
    pages = MethodPage.objects.filter(path__startswith=record.folder_path, translation_key__in=keys, alias_of=None).order_by("-pk")
    found, own = {}, {}
    for key, title, language in pages.values_list("translation_key", "title", "locale__language_code"):
        found[key] = title
        if language == get_language():
            own[key] = title
    return found | own


def title_of(record, story):
    return titles(record, [story.key]).get(story.key, "")


def one_of(record, pk):
    found = Story.of(record).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@of_a_member
def index(request, record):
    return show(request, record)


def show(request, record, wrong=None):
    """The list; `wrong` is (pk, HideForm) of a story that was to be hidden without a reason."""
    rows = {CHECK: queries.waiting(record), OTHERS: Story.of(record).exclude(state=Story.State.WAITING).order_by("-sent_at", "-pk")}
    pages = {part: Paginator(found, PER_PAGE).get_page(request.GET.get(part)) for part, found in rows.items()}
    for page in pages.values():
        page.object_list = queries.dressed(page.object_list)
    listed = [story for page in pages.values() for story in page.object_list]
    if wrong and not any(story.pk == wrong[0] for story in listed):
        # it stood on another page of the list
        listed.append(story := queries.dressed([one_of(record, wrong[0])])[0])
        pages[CHECK].object_list.insert(0, story)
    named = titles(record, {story.key for story in listed})
    for story in listed:
        story.method = named.get(story.key, "")
        story.hide_form = wrong[1] if wrong and wrong[0] == story.pk else HideForm(auto_id=f"hide{story.pk}_%s")
        story.reason_hidden = checking.HIDDEN_FOR.get(story.hidden_for, "")
    context = {"pages": pages, "here": desk_pages.at("methods_stories", record), "tell": desk_pages.at("methods_stories_choose", record)}
    title = _("Tried here")
    return desk_pages.show(request, record, "methods/desk/stories/list.html", context, title=title, status=400 if wrong else 200)


def by_press(view):
    """A POST. A tap that was made after the session had ended comes back as a GET: it leads to the list, and changes nothing."""

    @of_a_member
    @wraps(view)
    def pressed(request, record, pk):
        story, back = one_of(record, pk), desk_pages.at("methods_stories", record)
        if request.method != "POST":
            return HttpResponseRedirect(back)
        return view(request, record, story) or see_other(back)

    return pressed


@by_press
def publish(request, record, story):
    if why := stopped(record):
        return desk_pages.say(request, why, level=ERROR)
    seen = request.POST.get("seen", "")
    try:
        act = checking.publish(
            record,
            story.pk,
            title_of(record, story),
            request.user,
            seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1,
        )
    except checking.ChangedMeanwhile:
        return desk_pages.say(request, _("Its teller has changed it since you read it. Read it once more."), level=ERROR)
    except Story.DoesNotExist:
        return gone(request)
    return desk_pages.say(request, _("Story published") if act else _("The story is published already."), undo=act)


@by_press
def hide(request, record, story):
    form = HideForm(request.POST, auto_id=f"hide{story.pk}_%s")
    if record.state == "archived":
        return desk_pages.say(request, stopped(record), level=ERROR)
    if not form.is_valid():
        return show(request, record, (story.pk, form))
    try:
        act = checking.hide(record, story.pk, title_of(record, story), request.user, form.cleaned_data["reason"])
    except Story.DoesNotExist:
        return gone(request)
    return desk_pages.say(request, _("Story hidden") if act else _("The story is hidden already."), undo=act)


def gone(request):
    desk_pages.say(request, _("Its teller has deleted it."), level=ERROR)


@of_a_member
def choose(request, record):
    """Of which method the story tells; ?q= finds one by its name."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:200]
    pages = MethodPage.objects.filter(path__startswith=record.folder_path, live=True, alias_of=None)
    pages = pages.filter(title__icontains=asked) if asked else pages
    found, rows = {}, pages.order_by("title", "pk").values_list("pk", "translation_key", "title", "locale__language_code")
    for pk, key, title, language in rows[: MOST_CHOICES * len(record.languages)]:
        if key not in found or language == get_language():
            found[key] = (title, language, desk_pages.at("methods_story_tell", record, pk))
    context = {"methods": list(found.values())[:MOST_CHOICES], "asked": asked, "is_full": len(found) >= MOST_CHOICES}
    context["back"] = desk_pages.at("methods_stories", record)
    return desk_pages.show(request, record, "methods/desk/stories/choose.html", context, title=_("Which method do you tell of?"))


@of_a_member
def tell(request, record, page_id):
    """An active resident's own story: everybody sees it at once."""
    page = MethodPage.objects.filter(path__startswith=record.folder_path, pk=page_id, live=True, alias_of=None).first()
    if page is None:
        raise Http404
    form = StoryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if why := stopped(record):
            form.add_error(None, why)
        else:
            _story, act = checking.tell(record, page, form.values(), request.user)
            desk_pages.say(request, _("Your story is on the page of the method.") if act else _("You have told this already."), undo=act)
            return HttpResponseRedirect(desk_pages.at("methods_stories", record))
    problems = form.problems()
    context = {
        "form": form,
        "problems": problems,
        "page": page,
        "action": desk_pages.at("methods_story_tell", record, page.pk),
        "back": desk_pages.at("methods_stories_choose", record),
    }
    title = _("Tell how it went here")
    return desk_pages.show(request, record, "methods/desk/stories/tell.html", context, title=title, status=400 if problems else 200)
