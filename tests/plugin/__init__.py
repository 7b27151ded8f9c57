"""A plugin of another's making: `lending`, toys that a toy library lends. It touches no file of the suite."""
