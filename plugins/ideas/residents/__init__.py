"""What residents see and do: sending, following, supporting, commenting."""
