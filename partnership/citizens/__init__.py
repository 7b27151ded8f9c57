"""Reports of citizens without an account: sent by a form, confirmed by mail, followed by a link of their own."""
