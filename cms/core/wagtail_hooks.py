"""What the ground adds to Wagtail's admin; each subject in a file of its own."""

from cms.core import picture_hooks  # noqa: F401 (imported for its hooks)
