"""Grants as readers find them: by fiscal year, with totals that add up."""
