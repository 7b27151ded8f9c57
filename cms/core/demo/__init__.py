"""Sample content for a first look: what each installed plugin brings, loaded once."""

from cms.core.demo.loader import Demo, load

__all__ = ["Demo", "load"]
