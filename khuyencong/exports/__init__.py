"""Lists out: any list of the admin as .xlsx or .csv, with chosen columns, of any length.

``columns`` and ``resource`` say what a list's columns are; ``chunks`` reads the rows, some at a
time and column by column; ``xlsx`` and ``csv`` write what they are given while it is read;
``admin`` asks which columns and who may. Formatted forms and reports are not made here.
"""
