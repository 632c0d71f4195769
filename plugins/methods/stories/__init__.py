"""Stories of what happened when a method was tried here: told, read before others see them, shown, taken back."""
