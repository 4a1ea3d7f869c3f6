"""The forms of the one screen on which staff enter an activity with its supports and money."""
