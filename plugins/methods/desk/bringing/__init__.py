"""Methods that somebody brings in files: they are read, checked as a whole, and put into the library as drafts."""
