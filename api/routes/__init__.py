"""One file a resource, each with a blueprint ``bp``; a view loads, asks and dumps."""
