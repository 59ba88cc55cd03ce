-- The key store: data keys, each wrapped by a key-encryption key that is kept elsewhere.
-- A key is made once and never changed; when it is destroyed its row goes, and all others are wrapped anew.
CREATE TABLE keys (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 32), -- what commits to the key
    school     BLOB    NOT NULL CHECK (length(school) = 16),
    owner      BLOB    CHECK (length(owner) = 16), -- the person whose data it seals, if they are one person's
    class      TEXT    NOT NULL,                   -- retention class
    part       TEXT    NOT NULL,
    made_at    INTEGER NOT NULL,                   -- microseconds since 1970, by the machine's clock
    retired    INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)), -- seals nothing new: it is to be destroyed
    wrapped_by BLOB    NOT NULL CHECK (length(wrapped_by) = 16),
    wrapped    BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX keys_scope ON keys (school, class, part) WHERE retired = 0;
CREATE INDEX keys_owner ON keys (school, owner) WHERE owner IS NOT NULL;
