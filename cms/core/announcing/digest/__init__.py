"""A mail of what is new: asked for, confirmed by its link, sent once a day or week, ended by one click."""
