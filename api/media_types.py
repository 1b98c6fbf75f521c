"""Media types, and the links in every response."""

CSV = "text/csv"
JSON = "application/json"
JSON_LD = "application/ld+json"
HTML = "text/html"
PROBLEM = "application/problem+json"

LICENSE = '</docs#licence>; rel="license"'
DESCRIBED_BY = f'</openapi.json>; rel="describedby"; type="{JSON}", {LICENSE}'
