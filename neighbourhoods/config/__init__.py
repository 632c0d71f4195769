"""What the files of sites/ say: read and checked (schema, loader), compared with the database (plan, drift), made so (apply).

A file is read by `loader.load`, which never raises for a bad file and needs no database: `reading` takes the bytes, `syntax`
says what is wrong with the TOML, `lines` knows on which line a key stands, `schema` and `rules` what a key may hold, `hostnames`
what a host is, `clashes` what two files may not share, `sentences` how all this is told.
"""
