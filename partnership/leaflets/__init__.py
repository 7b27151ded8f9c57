"""リーフレット: documents to hand out, and a printed sheet of any page."""
