"""成果等報告: what a funded project did, in figures that agree with each other, as a page and as the form."""
