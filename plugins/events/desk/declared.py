"""Admin views that volunteers may open, and what their arguments name."""

WHEN = dict.fromkeys(("starts_on", "starts_at", "ends_on", "ends_at"), "word")
RULE = dict.fromkeys(("repeats", "every", "weekdays", "which", "month_day", "dates", "ends", "until", "count", "sure"), "word")
EVENT = {"pk": "own row Series"}
DATE = {**EVENT, "original": "word"}
SOURCE = {"pk": "own row Source"}
TYPED = dict.fromkeys(("name", "address", "content", "place", "keyword", "topics", "is_hidden_first"), "word")
ONE = {"pk": "own row Registration"}
OPENING = ("capacity", "per", "closes_on", "closes_time", "closes_days", "most_companions", "asks_reminder", "keep_days")
OPENING = dict.fromkeys(OPENING, "word")
SEATS = {
    "events_seats": {},
    "events_seat_add": dict.fromkeys(("name", "email", "people", "past_queue"), "word"),
    "events_seats_came": {},
    "events_seats_sheet": {},
    "events_seats_csv": {},
}
VIEWS = {
    "events_desk": {"p": "word"},
    "events_dates": {**WHEN, **RULE, "part": "word"},
    "events_event": {**EVENT, "p": "word", "past": "word"},
    "events_cancel_all": {**EVENT, "reason": "word"},
    "events_restore_all": EVENT,
    "events_cancel": {**DATE, "reason": "word"},
    "events_restore": DATE,
    "events_move": {**DATE, **WHEN},
    "events_tell": {**DATE, "place": "word", "note": "word"},
    "events_part": DATE,
    "events_sources": {},
    "events_source_add": {"kind": "word", **TYPED},
    "events_source": {**SOURCE, "p": "word"},
    "events_source_change": {**SOURCE, **TYPED},
    "events_source_run": SOURCE,
    "events_source_pause": SOURCE,
    "events_source_believe": SOURCE,
    "events_source_keep": SOURCE,
    "events_source_remove": {**SOURCE, "events": "word"},
    "events_pair": {"pk": "own row PossibleDuplicate", "answer": "word"},
    "events_sign_up": {**EVENT, **OPENING},
    "events_sign_up_switch": {**EVENT, "action": "word"},
    **{f"{name}_of_all": {**EVENT, **more} for name, more in SEATS.items()},
    **{name: {**DATE, **more} for name, more in SEATS.items()},
    "events_seat_remove": {**ONE, "tells": "word"},
    "events_seat_let_in": ONE,
}
