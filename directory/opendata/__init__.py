"""Reading and writing the open data of Japan's municipalities.

What reads is pure: bytes go in, records and doubts come out, no model and no database in sight.

- `files` makes a table of a file; `columns` and `datasets` find out what the table is; `cells` reads one cell;
  `records` reads the rows; `programs` reads a registry of support programmes.
"""
