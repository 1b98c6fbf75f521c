"""The limits of the library: of documents that it reads, and of texts that it annotates, converts or extracts.

A government report is 20 to 150 KB of text; the limits allow a hundred times that and stop what cannot be a report.
docs/reading.md has the limits of documents in a table with the finding that each leads to. ``api.request_limits`` has
those of HTTP requests.
"""

from dataclasses import dataclass

MIB = 1024 * 1024

MAX_TEXT = MIB
"""Maximum code points of a text to annotate, convert or extract, by HTTP, MCP or a call of the library."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one reading; the documentation lists the defaults.

    Unit:
        ``…_bytes`` bytes, ``…_characters`` code points, ``…_seconds`` seconds, all else counts.

    Attributes:
        text_bytes: A plain text or markdown document.
        page_bytes: An HTML document.
        page_depth: Elements of an HTML document open at once, and attributes of one tag.
        page_seconds: Time for parsing one large HTML document, after which its process is stopped.
        document_bytes: A PDF or Word document as stored.
        part_bytes: One unpacked XML part of a docx.
        text_characters: What a reader of PDF or docx may produce.
        line_characters: A longer line is read, with a finding: printed texts do not have such lines.
        member_bytes: One unpacked member of an archive.
        archive_bytes: An archive as stored.
        archive_unpacked_bytes: All that is unpacked from one archive, archives inside it included.
        archive_ratio: Unpacked to packed bytes, watched from ``archive_ratio_bytes`` on.
        archive_members: Members of one archive, archives inside it included.
        archive_directory_bytes: The directory of a zip file.
        archive_characters: Code points of text from one archive.
        archive_seconds: Processor seconds that reading the documents of one archive may take.
        archive_depth: Archives inside archives; 1 reads no archive inside an archive.
        row_bytes: One row of a csv or jsonl file.
        table_rows: Rows of one csv or jsonl file.
        folder_files: Files under one folder.
        folder_depth: Folders inside folders.
        pdf_pages: Pages of one PDF.
        pdf_seconds: Time for one PDF, after which the process that parses it is stopped.
        pdf_page_seconds: Time for one page, after which the rest is read without it.
        pdf_bad_pages: Pages of one PDF that may be left out because they crash the process or take too long.
        pdf_memory_bytes: Address space of that process, where the platform bounds it.
        office_batch: Legacy Word documents in one call of LibreOffice.
        office_seconds: Time for one call of LibreOffice.
        web_seconds: Time for one address, redirects included.
        web_redirects: Redirects in a row.
        web_pages: URLs fetched in one reading when links are followed.
        web_delay_seconds: Pause between two requests to one host (a longer one in robots.txt is kept).
        web_longest_delay_seconds: A site whose robots.txt requires a longer delay is not read.
    """

    text_bytes: int = 32 * MIB
    page_bytes: int = 16 * MIB
    page_depth: int = 3_000
    page_seconds: float = 30.0
    document_bytes: int = 128 * MIB
    part_bytes: int = 64 * MIB
    text_characters: int = 20_000_000
    line_characters: int = 1_000_000
    member_bytes: int = 64 * MIB
    archive_bytes: int = 2048 * MIB
    archive_unpacked_bytes: int = 1024 * MIB
    archive_ratio: int = 200
    archive_ratio_bytes: int = 16 * MIB
    archive_members: int = 20_000
    archive_directory_bytes: int = 4 * MIB
    archive_characters: int = 500_000_000
    archive_seconds: float = 1_800.0
    archive_depth: int = 3
    row_bytes: int = 8 * MIB
    table_rows: int = 1_000_000
    folder_files: int = 200_000
    folder_depth: int = 32
    pdf_pages: int = 5_000
    pdf_seconds: float = 60.0
    pdf_page_seconds: float = 15.0
    pdf_bad_pages: int = 3
    pdf_memory_bytes: int = 1024 * MIB
    office_batch: int = 20
    office_seconds: float = 120.0
    web_seconds: float = 60.0
    web_redirects: int = 5
    web_pages: int = 200
    web_delay_seconds: float = 1.0
    web_longest_delay_seconds: float = 30.0


LIMITS = Limits()
