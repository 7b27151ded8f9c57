"""イベント一覧 of the municipal standards: read into the calendar, and written from it.

- `reading` says what of a row fills which field; `page` reads and writes those fields of an event;
- `exporting` says what stands in an event's cells; `dataset` is what directory.opendata is told of all this.
"""
