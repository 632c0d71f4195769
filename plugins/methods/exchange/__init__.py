"""Methods out and in as files: in the order of Innokylä's fields as text and JSON, and back from that JSON or from Markdown."""
