"""Open Referral HSDS 3.0: the directory as others' systems read it, under /api/hsds/ (https://docs.openreferral.org/, 3.0).

- A `Place` is a service, the location it is at, and the two together; a `SupportProgram` is a service without a location; an
  `Organisation` is an organization. All in the source language, and public things alone.
- `ids` gives each its UUID; `taxonomies` our tables as taxonomies; `schedules` opening hours as recurrence rules; `shapes` the
  objects; `queries` what can be asked; `views` the addresses.
"""
