"""What becomes of a file that somebody sends, before it is kept."""
