"""A question answered, with no HTTP in it."""
