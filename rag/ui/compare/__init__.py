"""The page compares: a question or a section role across cases, as a table of cited cells."""
