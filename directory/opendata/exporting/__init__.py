"""Writing the datasets: the places of the directory as files that the standards describe, and that the import reads again.

- `places` says which places a dataset holds; `cells` and `hours` say what stands in a place's cells; `table` puts them together;
  `files` makes the bytes, in the encoding that is asked for, and tells what the encoding could not hold.
- `features` writes the same places as GeoJSON; `programs` the registry of support programmes.
"""
