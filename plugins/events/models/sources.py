"""Where events come in from, what each source last said of them, how each run went, and which events may be the same one twice."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from neighbourhoods.scoped import NeighbourhoodModel

from ..calendar import states
from .series import Series, known_zone

ICS, FILE, LINKED_EVENTS = "ics", "file", "linked-events"
OPEN, SAME, DIFFERENT = "open", "same", "different"


class Source(NeighbourhoodModel):
    """A calendar that somebody else keeps. Its `address` may hold a secret: only coordinators may see it, and no report names it.

    It is never deleted, so that what its events were is known; `removed_at` says since when nothing comes in from it any more.
    """

    KINDS = (
        (ICS, _("Calendar (iCal)")),
        (LINKED_EVENTS, _("Linked Events")),
        (FILE, _("A calendar file")),
    )
    STATES = (
        (states.WELL, _("works")),
        (states.FAILING, _("does not answer")),
        (states.ASKING, _("waits for an answer")),
    )

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=KINDS, default=ICS)
    address = models.TextField(_("address"), max_length=2000, blank=True)
    # of Linked Events: ids of places with commas between them, and one keyword
    place = models.CharField(_("place"), max_length=300, blank=True)
    keyword = models.CharField(_("keyword"), max_length=200, blank=True)
    # given to its events, as topics.pack packs them
    topics = models.CharField(_("topics"), max_length=120, blank=True)
    # new events wait until a person shows them
    is_hidden_first = models.BooleanField(_("Check events before they are shown"), default=False)
    zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[known_zone], help_text=_("Empty: that of the neighbourhood.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    is_paused = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    # How it goes. What is fetched next, and how it went the last time.
    state = models.CharField(max_length=8, choices=STATES, default=states.WELL, editable=False)
    etag = models.CharField(max_length=500, blank=True, editable=False)
    modified = models.CharField(max_length=100, blank=True, editable=False)
    next_at = models.DateTimeField(default=timezone.now, editable=False)
    last_tried = models.DateTimeField(null=True, editable=False)
    last_success = models.DateTimeField(null=True, editable=False)
    # the last time that all of it was asked for, not only what has changed
    last_whole = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    # the Note that says why, as report.as_data keeps it
    note = models.JSONField(default=dict, blank=True, editable=False)
    # a person has said that what is missing is really gone
    believes_loss = models.BooleanField(default=False, editable=False)
    # whoever runs it now holds it until then
    held_until = models.DateTimeField(null=True, editable=False)
    # runs in a row that began and never came to an end
    starts = models.PositiveIntegerField(default=0, editable=False)
    # UIDs of the coming events that the source does not have any more, while a person is asked about them
    missing = models.JSONField(default=list, blank=True, editable=False)
    # time zones that its files describe themselves, as kept.Zones keeps them
    zones = models.JSONField(default=dict, blank=True, editable=False)
    # what the calendar says of itself
    title = models.CharField(max_length=500, blank=True, editable=False)

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = pgettext_lazy("calendar", "source")
        verbose_name_plural = pgettext_lazy("calendar", "sources")
        indexes = [models.Index(fields=["neighbourhood", "removed_at", "next_at"], name="events_sources_due")]

    def __str__(self):
        return self.name

    @property
    def is_active(self):
        return not self.is_paused and self.removed_at is None


class SourceFile(NeighbourhoodModel):
    """What was uploaded, packed with gzip, until it has been read and nobody is asked about it any more."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="upload")
    content = models.BinaryField()

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("calendar file")
        verbose_name_plural = _("calendar files")


class Imported(NeighbourhoodModel):
    """One event of a source, by its UID: what the source last said of it, and what of that was put on our page.

    `series` is empty for what has no page: it was over before it was ever here, or has no date yet.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="imported")
    uid = models.CharField(max_length=500)
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="imported")
    # calendar.kept.text_of the series, and its digest: the same again writes nothing
    said = models.TextField()
    digest = models.CharField(max_length=32)
    sequence = models.PositiveIntegerField(default=0)
    stamp = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # a person has said that it stays although its source has lost it
    is_kept = models.BooleanField(default=False)
    # a person does not want it to be shown, whatever the source says
    is_hidden = models.BooleanField(default=False)
    # names of putting.FIELDS that a person has written otherwise than the source
    corrected = models.JSONField(default=list)
    # {name of putting.FIELDS: digest} of what was put on the page, by which what a person has written is known
    put = models.JSONField(default=dict)
    # its dates are listed until this day only; null: a rule says all of them
    known_until = models.DateField(null=True)
    # the last day of its last date; null: it has no end, or no date yet
    last_day = models.DateField(null=True)

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("imported event")
        verbose_name_plural = _("imported events")
        constraints = [models.UniqueConstraint(fields=["source", "uid"], name="events_one_of_a_uid")]
        indexes = [
            models.Index(fields=["source", "known_until"], condition=models.Q(known_until__isnull=False), name="events_to_go_on"),
        ]

    def __str__(self):
        return self.uid


class ImportRun(NeighbourhoodModel):
    """How one run went. `notes` are Notes as report.as_data keeps them: they are translated when they are shown."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    started = models.DateTimeField(default=timezone.now)
    # none: it goes on, or was cut off
    ended = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=Source.STATES, default=states.WELL)
    # the source said that nothing has changed since
    is_unchanged = models.BooleanField(default=False)
    # its time was up before all was put on pages: the next run goes on
    is_partial = models.BooleanField(default=False)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    back = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["source", "-started"])]

    def __str__(self):
        return f"{self.source} {self.started:%Y-%m-%d %H:%M}"


class PossibleDuplicate(NeighbourhoodModel):
    """Two events that look like one: a person says whether they are. Nothing is ever merged."""

    STATES = ((OPEN, _("waits for an answer")), (SAME, _("the same event")), (DIFFERENT, _("two events")))

    first = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="+")
    # the one that came in later: it is hidden when both are the same
    second = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=STATES, default=OPEN)
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta(NeighbourhoodModel.Meta):
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="events_one_pair")]
        indexes = [models.Index(fields=["neighbourhood", "state"])]

    def __str__(self):
        return f"{self.first_id} = {self.second_id}?"
