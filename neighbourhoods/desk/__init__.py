"""The volunteers' desk: pages of the admin that are about a neighbourhood and its people."""
