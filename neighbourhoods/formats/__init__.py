"""Dates, times and numbers where Django's own ways do not do: 24 hours everywhere, the day before the month, and Somali.

Plain Finnish needs nothing here: what is not said for fi-simple is taken from Finnish.
"""
