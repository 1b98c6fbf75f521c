"""The dictionary in other people's formats, one file a format."""
