"""Methods on paper: one of them on an A4, and a deck of two-sided cards. With WeasyPrint as PDF, without it from the browser."""
