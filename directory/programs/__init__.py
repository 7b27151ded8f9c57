"""Support programmes as readers find them: their pages and their API."""
