"""The board: anybody writes, somebody looks before it is public, and the author keeps a say in it."""
