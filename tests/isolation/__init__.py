"""Proof that a volunteer of one neighbourhood learns and changes nothing of another: a crawl of the whole admin."""
