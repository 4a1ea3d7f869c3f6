"""Excel in: a file is read, previewed, stored as a whole, and can be undone.

``reading`` turns bytes into rows in a child process; ``sheets`` finds which rows hold records;
``columns`` and ``cells`` say how a cell becomes a value; a ``Subject`` turns rows into records;
``preview``, ``storing`` and ``undoing`` are the three steps. The apps above register their
subjects in ``subjects``.

django-import-export gives the declaration of resources, fields and widgets. Its own way through
the admin is not used, because it (4.4): lets a user without permission import and overwrite; takes
the name of any temporary file from a hidden field; shows tracebacks with paths; loses all rows of
a file with a wrong dimension, as WPS Office writes it; stores 9.51 for ``9.510``; reads dates the
American way; leaves every refused upload behind; asks 16 queries a row, twice; and previews all
rows on one page. Lists out (``exports``) declare their columns by it as well, nothing else:
see tests/test_house_rules.py.
"""
