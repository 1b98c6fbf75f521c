-- Everything that a store says, without its row numbers.
SELECT 'meta', key, value FROM meta;
SELECT 'source', id, origin, year, level, region, digest FROM source;
SELECT 'origin', origin.origin, source.id, origin.hints FROM origin JOIN source ON source.n = origin.source;
SELECT 'finding', source.id, finding.origin, code, message
FROM finding LEFT JOIN source ON source.n = finding.source;
SELECT 'filing', key, family, target, rule FROM filing;
SELECT 'term', key, id, headword, numerals, rank, draft, digest, CAST(article AS TEXT) FROM term;
SELECT 'form', term.key, form.key, form.form, sense.id, form.kind, form.script, form.origin, form.count
FROM form JOIN term ON term.n = form.term LEFT JOIN sense ON sense.n = form.sense;
SELECT 'loose', loose.key, term.key FROM loose JOIN term ON term.n = loose.term;
SELECT 'member', sense.id, grp, member.position, text, key FROM member JOIN sense ON sense.n = member.sense;
SELECT 'attestation', term.key, sense.id, source.id, attestation.kind, start, "end" FROM attestation
JOIN term ON term.n = attestation.term JOIN source ON source.n = attestation.source
LEFT JOIN sense ON sense.n = attestation.sense;
SELECT 'usage', term.key, year, level, usage.attestations, usage.sources FROM usage JOIN term ON n = term;
SELECT 'near', own.key, other.key, reason FROM near JOIN term AS own ON own.n = near.term
JOIN term AS other ON other.n = near.other;
SELECT 'review', term.key, verdict, rule, score, "left", "right" FROM review JOIN term ON term.n = review.term;
SELECT 'redirect', old_id, key FROM redirect JOIN term ON n = term;
SELECT 'search', row, key FROM search JOIN term ON n = term;
SELECT 'staged', origin FROM staged
