"""Naapuruston tiedot: the one page on which volunteers change what is not a page of its own."""
