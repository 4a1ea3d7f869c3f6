"""Công bố, the office's side: what a notice says, what must be in order, who may sign it."""
