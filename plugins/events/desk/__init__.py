"""What volunteers do with the dates of events at their desk."""
