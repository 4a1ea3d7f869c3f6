"""The one error that a person sees about a file."""


class RefusedFile(Exception):
    """The file cannot be read. The message is for staff: what is wrong and what to do."""
