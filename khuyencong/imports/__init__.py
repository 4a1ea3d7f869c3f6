"""Files that staff upload to be taken in: read safely, matched, previewed, saved."""
