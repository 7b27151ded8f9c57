"""`/my/`: where members of groups write, without access to the admin."""
