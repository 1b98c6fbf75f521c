"""The HTTP layer: app factory, middleware, routes, schemas, errors and pages.

``flask --app api run`` and any WSGI server find :func:`create_app` here.
"""

from api.app import create_app

__all__ = ["create_app"]
