"""What volunteers do with ideas at their desk."""
