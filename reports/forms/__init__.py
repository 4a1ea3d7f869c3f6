"""Biểu báo cáo: the forms that an office submits, filled from the same figures as every page.

``definitions/*.toml`` say what a form looks like and what its columns are bound to; which records
feed a row is said by the catalogue (``Measure.form_rows``, ``ActivityKind.funding_row``) or, where
no record kind can, by the definition. ``definition`` reads and judges them, ``building`` and
``lists`` make Tables of them, ``layout`` places the headings; pages and writers only print.
"""
