"""Who stands behind a declaration: endorsing it, deciding about that, and what is shown of it."""
