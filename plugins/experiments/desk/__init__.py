"""What volunteers see of trials at their desk."""
