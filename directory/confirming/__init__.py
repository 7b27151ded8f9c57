"""Keeping entries true: keepers are asked whether theirs still holds, visitors say what is wrong, and somebody decides."""
