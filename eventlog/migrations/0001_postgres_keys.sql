-- The key store on a server: data keys, each wrapped by a key-encryption key that is kept elsewhere. In a database or a
-- schema apart from the log's, for a role that does not serve the log.
CREATE SCHEMA registro_keys;

CREATE TABLE registro_keys.migration (number int PRIMARY KEY);
INSERT INTO registro_keys.migration VALUES (1);

CREATE TABLE registro_keys.keys (
    id         bytea       PRIMARY KEY CHECK (length(id) = 32), -- what commits to the key
    school     uuid        NOT NULL,
    owner      uuid,                                -- the person whose data it seals, if they are one person's
    class      text        NOT NULL,                -- retention class
    part       text        NOT NULL,
    made_at    bigint      NOT NULL,                -- microseconds since 1970, by the clock of the machine that made it
    retired    boolean     NOT NULL DEFAULT false,  -- seals nothing new: it is to be destroyed
    wrapped_by uuid        NOT NULL,
    wrapped    bytea       NOT NULL
);

CREATE UNIQUE INDEX keys_scope ON registro_keys.keys (school, class, part) WHERE NOT retired;
CREATE INDEX keys_owner ON registro_keys.keys (school, owner) WHERE owner IS NOT NULL;

-- One row. Whoever changes keys locks it until commit; it grows whenever keys are retired or destroyed.
CREATE TABLE registro_keys.generation (number bigint NOT NULL);
CREATE UNIQUE INDEX generation_one ON registro_keys.generation ((true));
INSERT INTO registro_keys.generation VALUES (0);
