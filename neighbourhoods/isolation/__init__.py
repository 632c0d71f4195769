"""One neighbourhood sees nothing of another."""
