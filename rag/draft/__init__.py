"""A language model's draft → statements whose every quotation, number and name is checked in the source."""
