"""Fetches what others publish, and reaches nothing but the public network."""
