"""The texts of sources as the store keeps them."""

import sqlite3
import zlib


def load_text(connection: sqlite3.Connection, number: int) -> str:
    """The text of the source with that row number."""
    blob = connection.execute("SELECT text FROM source WHERE n = ?", [number]).fetchone()[0]
    return zlib.decompress(blob).decode(errors="surrogatepass")
