"""The routes, one module per resource, each with a blueprint ``bp``. Views parse, query the dictionary and respond."""
