"""Telling people elsewhere what has become public, and letting them follow: channels, announcements, the mail digest."""
