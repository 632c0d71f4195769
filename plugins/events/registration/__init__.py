"""Signing up for dates of events, without an account: seats, the queue for them, own links, mails.

Whoever changes who has a seat holds the row of the Seats first (`counting.hold`): so everything happens to one date one after the
other, on every database, and nobody is promoted twice.
"""
