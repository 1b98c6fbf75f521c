"""How a path is taken apart."""

from werkzeug.routing import PathConverter


class FormPath(PathConverter):
    """A written form within a path: anything at all, slashes and line ends too, which a dot would not match."""

    regex = r"[^/](?s:.*?)"
