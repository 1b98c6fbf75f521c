"""What a format writes of an edition, unpacked where it is an archive."""

import io
import zipfile

from glossary.export.release import ExportMetadata
from glossary.export.stardict import write_stardict

IMPRINT = ExportMetadata(base_url="https://x.example/")


def bytes_of(write, edition, *imprint: ExportMetadata) -> bytes:
    out = io.BytesIO()
    write(edition, *imprint, out)
    return out.getvalue()


def unpack_stardict(edition) -> dict[str, bytes]:
    """The files of the archive by the ends of their names."""
    with zipfile.ZipFile(io.BytesIO(bytes_of(write_stardict, edition, IMPRINT))) as archive:
        return {name.rpartition(".")[2]: archive.read(name) for name in archive.namelist()}
