-- The access log of one month, written by one process. Rows are added and never touched; the whole file goes when the
-- month is no longer kept.
CREATE TABLE access (
    id     INTEGER PRIMARY KEY,
    school BLOB    NOT NULL CHECK (length(school) = 16),
    at     INTEGER NOT NULL, -- microseconds since 1970
    data   BLOB    NOT NULL, -- who read what; sealed under the month's key, if there is a key store
    chain  BLOB    NOT NULL CHECK (length(chain) = 32) -- of the row before, and of this one
) STRICT;

CREATE INDEX access_of_school ON access (school, at);

CREATE TRIGGER access_is_not_changed BEFORE UPDATE ON access
BEGIN SELECT RAISE(ABORT, 'an access is never changed'); END;

CREATE TRIGGER access_is_not_deleted BEFORE DELETE ON access
BEGIN SELECT RAISE(ABORT, 'an access is never deleted'); END;
