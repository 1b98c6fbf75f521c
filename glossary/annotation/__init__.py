"""Annotation of texts and pages: lexicon, matcher, markup, concordance. Pure."""
