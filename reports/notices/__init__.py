"""Đọc thông báo: find what an old notice states, as it was printed, and offer it for keeping."""
