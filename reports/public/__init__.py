"""The public pages beside the results: each module is one subject."""
