-- The log in SQLite. Rows are added and never changed: the triggers below make the database itself refuse the rest.
-- `record` is the event, byte for byte; every other column of `event` is a copy, to find it by.

CREATE TABLE school (
    id        INTEGER PRIMARY KEY,
    uuid      BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1))
) STRICT;

CREATE TABLE stream (
    id     INTEGER PRIMARY KEY,
    school INTEGER NOT NULL REFERENCES school (id),
    name   TEXT NOT NULL,
    UNIQUE (school, name)
) STRICT;

CREATE TABLE event (
    school      INTEGER NOT NULL REFERENCES school (id),
    position    INTEGER NOT NULL,
    stream      INTEGER NOT NULL REFERENCES stream (id),
    version     INTEGER NOT NULL,
    category    TEXT NOT NULL,
    recorded_at INTEGER NOT NULL, -- Microseconds since 1970, UTC.
    id          BLOB NOT NULL CHECK (length(id) = 16),
    record      BLOB NOT NULL CHECK (length(record) <= 65535),
    PRIMARY KEY (school, position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX event_by_stream ON event (stream, version);
CREATE INDEX event_by_category ON event (school, category, position);

CREATE TABLE command (
    school      INTEGER NOT NULL REFERENCES school (id),
    id          BLOB NOT NULL CHECK (length(id) = 16),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    first       INTEGER NOT NULL,
    last        INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (school, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER school_never_updated BEFORE UPDATE ON school BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER school_never_deleted BEFORE DELETE ON school BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER stream_never_updated BEFORE UPDATE ON stream BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER stream_never_deleted BEFORE DELETE ON stream BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_never_updated BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_never_deleted BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER command_never_updated BEFORE UPDATE ON command BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER command_never_deleted BEFORE DELETE ON command BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

-- INSERT OR REPLACE deletes without firing the triggers on deletion, so a row that would replace another is refused
-- before it is inserted.
CREATE TRIGGER school_never_replaced BEFORE INSERT ON school
WHEN EXISTS (SELECT 1 FROM school WHERE id = NEW.id OR uuid = NEW.uuid)
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER stream_never_replaced BEFORE INSERT ON stream
WHEN EXISTS (SELECT 1 FROM stream WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM stream WHERE school = NEW.school AND name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER command_never_replaced BEFORE INSERT ON command
WHEN EXISTS (SELECT 1 FROM command WHERE school = NEW.school AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

-- An event takes the next place of its feed and of its stream, whoever writes it: no replacement and no hole.
CREATE TRIGGER event_takes_the_next_place BEFORE INSERT ON event
WHEN NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM event WHERE school = NEW.school)
    OR NEW.version <> (SELECT coalesce(max(version) + 1, 0) FROM event WHERE stream = NEW.stream)
BEGIN SELECT RAISE(ABORT, 'the log is append-only: not the next place'); END;
