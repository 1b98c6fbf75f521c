"""A page's text to annotations, pure: lexicon, annotate, concordance."""
