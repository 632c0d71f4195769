"""Events from calendars that others keep: fetched, compared with what is known, and put on pages."""
