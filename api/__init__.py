"""HTTP, nothing else: app factory, schemas, problems, one file a resource, pages."""
