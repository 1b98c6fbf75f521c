"""HTTP, nothing else: app factory, schemas, problems, one file a resource, pages.

``flask --app api run`` and any WSGI server find :func:`create_app` here.
"""

from api.app import create_app

__all__ = ["create_app"]
