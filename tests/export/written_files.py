"""What a format writes of an edition, unpacked where it is an archive."""

import io
import zipfile

from glossary.export.dictionary_programs import write_stardict
from glossary.export.release import ExportMetadata

METADATA = ExportMetadata(base_url="https://x.example/")


def bytes_of(write, edition, *metadata: ExportMetadata) -> bytes:
    out = io.BytesIO()
    write(edition, *metadata, out)
    return out.getvalue()


def unpack_stardict(edition) -> dict[str, bytes]:
    """The files of the archive by the ends of their names."""
    with zipfile.ZipFile(io.BytesIO(bytes_of(write_stardict, edition, METADATA))) as archive:
        return {name.rpartition(".")[2]: archive.read(name) for name in archive.namelist()}
