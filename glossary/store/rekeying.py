"""Keys folded anew, after a change of the folding or of the converter in it."""

from sqlite_utils import Database

from glossary.han.keys import term_key
from glossary.merge.curation import find_place
from glossary.merge.filing import find_family


def find_all_keys(db: Database) -> set[str]:
    """Every key that evidence is filed under, or was."""
    return {row[0] for row in db.execute("SELECT core_key FROM evidence UNION SELECT key FROM filing")}


def group_families_anew(db: Database) -> None:
    """Write the family of every key as the present rules make it."""
    rows = db.execute("SELECT key, family FROM filing").fetchall()
    stale = [(find_family(key), key) for key, family in rows if find_family(key) != family]
    db.conn.executemany("UPDATE filing SET family = ? WHERE key = ?", stale)


def fold_keys_anew(db: Database) -> None:
    """Write the keys of evidence and decisions as the present folding makes them."""
    rows = db.execute("SELECT n, core, head, core_key, head_key FROM evidence").fetchall()
    stale = [
        (term_key(core) or core_key, term_key(head), number)
        for number, core, head, core_key, head_key in rows
        if (term_key(core), term_key(head)) != (core_key, head_key)
    ]
    db.conn.executemany("UPDATE evidence SET core_key = ?, head_key = ? WHERE n = ?", stale)
    for number, form, other in db.execute("SELECT n, form, other FROM decision").fetchall():
        keys = [written if find_place(written) else term_key(written) for written in (form, other)]
        db.execute("UPDATE OR REPLACE decision SET key = ?, other_key = ? WHERE n = ?", [*keys, number])
