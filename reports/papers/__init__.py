"""Báo cáo kết quả: the report that an office sends, as data. Word and PDF writers only set it."""
