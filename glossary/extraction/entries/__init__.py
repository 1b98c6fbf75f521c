"""Glossary sections and their entries."""
