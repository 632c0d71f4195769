"""Stories at the desk: those that wait to be read, all others, and telling one's own."""
