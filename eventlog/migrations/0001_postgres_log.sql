-- The log in PostgreSQL, made by the role that owns it. Rows are added and never changed: the triggers below refuse the
-- rest, whoever asks. The role that serves may read, and call the four functions at the end; it is given nothing else.
-- `record` is the event, byte for byte; every other column of `event` is a copy, to find it by.

CREATE SCHEMA registro_log;

CREATE TABLE registro_log.migration (
    number     integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE registro_log.school (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uuid      uuid NOT NULL UNIQUE,
    synthetic boolean NOT NULL
);

-- The place that a school's next event takes, and the instant of the last one. Whoever writes holds this row until the
-- commit: so positions are given in the order of commits, without a hole.
CREATE TABLE registro_log.head (
    school      bigint PRIMARY KEY REFERENCES registro_log.school (id),
    next        bigint NOT NULL DEFAULT 0 CHECK (next >= 0),
    recorded_at bigint, -- Microseconds since 1970, UTC.
    CHECK ((next = 0) = (recorded_at IS NULL))
) WITH (fillfactor = 20); -- Room for new versions of the row in its own page.

CREATE TABLE registro_log.stream (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    school bigint NOT NULL,
    name   text COLLATE "C" NOT NULL CHECK (name ~ '^[-_.0-9A-Za-z]{1,200}$'),
    UNIQUE (school, name)
);

CREATE TABLE registro_log.event (
    school      bigint NOT NULL,
    position    bigint NOT NULL CHECK (position >= 0),
    stream      bigint NOT NULL,
    version     bigint NOT NULL CHECK (version >= 0),
    recorded_at bigint NOT NULL,
    id          uuid NOT NULL,
    category    text COLLATE "C" NOT NULL,
    record      bytea NOT NULL CHECK (octet_length(record) <= 65535),
    PRIMARY KEY (school, position)
);

CREATE UNIQUE INDEX event_by_stream ON registro_log.event (stream, version);

CREATE TABLE registro_log.command (
    school      bigint NOT NULL,
    id          uuid NOT NULL,
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    first       bigint NOT NULL,
    last        bigint NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (school, id)
);

CREATE FUNCTION registro_log.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER school_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON registro_log.school
    FOR EACH STATEMENT EXECUTE FUNCTION registro_log.refuse();
CREATE TRIGGER stream_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON registro_log.stream
    FOR EACH STATEMENT EXECUTE FUNCTION registro_log.refuse();
CREATE TRIGGER event_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON registro_log.event
    FOR EACH STATEMENT EXECUTE FUNCTION registro_log.refuse();
CREATE TRIGGER command_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON registro_log.command
    FOR EACH STATEMENT EXECUTE FUNCTION registro_log.refuse();
CREATE TRIGGER migration_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON registro_log.migration
    FOR EACH STATEMENT EXECUTE FUNCTION registro_log.refuse();
CREATE TRIGGER head_is_never_removed BEFORE DELETE OR TRUNCATE ON registro_log.head
    FOR EACH STATEMENT EXECUTE FUNCTION registro_log.refuse();
CREATE TRIGGER head_only_goes_forward BEFORE UPDATE ON registro_log.head
    FOR EACH ROW
    WHEN (new.school <> old.school OR new.next <= old.next OR new.recorded_at < old.recorded_at)
    EXECUTE FUNCTION registro_log.refuse();

-- Even in a session that replays a replica's changes.
ALTER TABLE registro_log.school ENABLE ALWAYS TRIGGER school_is_never_changed;
ALTER TABLE registro_log.stream ENABLE ALWAYS TRIGGER stream_is_never_changed;
ALTER TABLE registro_log.event ENABLE ALWAYS TRIGGER event_is_never_changed;
ALTER TABLE registro_log.command ENABLE ALWAYS TRIGGER command_is_never_changed;
ALTER TABLE registro_log.migration ENABLE ALWAYS TRIGGER migration_is_never_changed;
ALTER TABLE registro_log.head ENABLE ALWAYS TRIGGER head_is_never_removed;
ALTER TABLE registro_log.head ENABLE ALWAYS TRIGGER head_only_goes_forward;

-- Will what this session commits last, and does it see what others committed while it waited?
CREATE FUNCTION registro_log.trustworthy() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT current_setting('synchronous_commit') <> 'off' AND current_setting('fsync') <> 'off'
        AND current_setting('full_page_writes') <> 'off' AND current_setting('transaction_isolation') = 'read committed'
$$;

-- The ways in.

-- Opens a school, unless it is open.
CREATE FUNCTION registro_log.open_school(opened uuid, synthetic boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, registro_log, pg_temp AS $$
DECLARE
    place bigint;
BEGIN
    IF NOT trustworthy() THEN
        RAISE EXCEPTION 'a commit here may be lost, or overlook another' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    INSERT INTO school (uuid, synthetic) VALUES (opened, open_school.synthetic)
        ON CONFLICT (uuid) DO NOTHING RETURNING school.id INTO place;
    IF FOUND THEN
        INSERT INTO head (school) VALUES (place);
    END IF;
END
$$;

-- Locks the heads of schools until the transaction ends, and answers them. Always in the same order: nobody waits in a
-- circle.
CREATE FUNCTION registro_log.hold(schools bigint[])
RETURNS TABLE (of_school bigint, next_place bigint, last_instant bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, registro_log, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT school, next, recorded_at FROM head WHERE school = ANY (schools) ORDER BY school FOR UPDATE;
END
$$;

-- Stores a batch that the caller has numbered, from where it believes its schools and streams to be up to their next
-- places. False: they are elsewhere, and nothing was done. An error: somebody else came in between, a command is known
-- already, or the batch has a hole; nothing was done either.
--
-- The first statement sees schools and streams as they are at one instant; the second moves the heads, which it can only
-- from the places seen. Every append moves them, so what was seen of the streams still holds.
CREATE FUNCTION registro_log.append(
    schools bigint[],
    places bigint[],
    nexts bigint[],
    earliest bigint[], -- The first instant of a school's events, and the last.
    latest bigint[],
    stream_schools integer[], -- Each stream's school, counted from 1 in the lists above.
    stream_names text[],
    stream_places bigint[],
    stream_nexts bigint[], -- Of a stream that is only looked at, its place.
    event_streams integer[], -- Each event's stream, counted from 1 in the four lists above.
    positions bigint[],
    versions bigint[],
    instants bigint[],
    ids uuid[],
    records bytea[],
    command_schools integer[], -- As those of the streams.
    commands uuid[],
    fingerprints bytea[],
    firsts bigint[],
    lasts bigint[],
    command_instants bigint[]
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, registro_log, pg_temp AS $$
#variable_conflict use_column
DECLARE
    rows bigint[];
    expected boolean;
    done bigint;
    promised bigint; -- Places for events, as the streams say.
    room bigint := 0; -- The same, as the schools say.
BEGIN
    IF NOT trustworthy() THEN
        RAISE EXCEPTION 'a commit here may be lost, or overlook another' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF 1 < cardinality(schools) THEN
        PERFORM FROM hold(schools);
    END IF;
    SELECT
        array_agg(
            CASE WHEN stream.id IS NULL AND asked.place < asked.next THEN nextval('stream_id_seq') ELSE stream.id END
            ORDER BY asked.number
        ),
        sum((asked.next - asked.place)::integer),
        bool_and(asked.place <= asked.next AND asked.place = coalesce((
            SELECT version + 1 FROM event WHERE stream = stream.id AND version >= asked.place - 1
            ORDER BY version DESC LIMIT 1
        ), 0)) AND (
            SELECT bool_and(asked.place IS NOT DISTINCT FROM (SELECT next FROM head WHERE school = asked.school))
            FROM unnest(schools, places) AS asked (school, place)
        )
        INTO rows, promised, expected
        FROM unnest(stream_schools, stream_names, stream_places, stream_nexts)
            WITH ORDINALITY AS asked (school, name, place, next, number)
        LEFT JOIN stream ON stream.school = schools[asked.school] AND stream.name = asked.name;
    IF expected IS NOT TRUE THEN
        RETURN false;
    END IF;
    UPDATE head SET next = asked.next, recorded_at = asked.latest
        FROM unnest(schools, places, nexts, earliest, latest) AS asked (school, place, next, earliest, latest)
        WHERE head.school = asked.school AND head.next = asked.place
            AND asked.earliest >= coalesce(head.recorded_at, asked.earliest);
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done <> cardinality(schools) THEN
        RAISE EXCEPTION 'the log is append-only: its head is elsewhere' USING ERRCODE = 'serialization_failure';
    END IF;

    IF 0 = ANY (stream_places) THEN
        INSERT INTO stream (id, school, name) OVERRIDING SYSTEM VALUE
            SELECT id, schools[school], name
            FROM unnest(rows, stream_schools, stream_names, stream_places, stream_nexts)
                AS asked (id, school, name, place, next)
            WHERE place = 0 AND place < next;
    END IF;
    INSERT INTO event (school, position, stream, version, recorded_at, id, category, record)
        SELECT schools[stream_schools[stream]], position, rows[stream], version, instant, id,
            split_part(stream_names[stream], '-', 1), record
        FROM unnest(event_streams, positions, versions, instants, ids, records)
            AS new (stream, position, version, instant, id, record)
        WHERE places[stream_schools[stream]] <= position AND position < nexts[stream_schools[stream]]
            AND earliest[stream_schools[stream]] <= instant AND instant <= latest[stream_schools[stream]]
            AND stream_places[stream] <= version AND version < stream_nexts[stream];
    GET DIAGNOSTICS done = ROW_COUNT;
    FOR line IN 1 .. cardinality(schools) LOOP
        room := room + nexts[line] - places[line];
    END LOOP;
    -- No two events have one place, all are within the bounds, and the bounds hold no more: there is no hole.
    IF done <> cardinality(ids) OR done <> promised OR done <> room THEN
        RAISE EXCEPTION 'the log is append-only: not the next place' USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO command (school, id, fingerprint, first, last, recorded_at)
        SELECT schools[school], id, fingerprint, first, last, instant
        FROM unnest(command_schools, commands, fingerprints, firsts, lasts, command_instants)
            AS new (school, id, fingerprint, first, last, instant);
    RETURN true;
END
$$;

-- The same for one event of one stream, as they come when nobody hurries: without lists.
--
-- Its first statement sees only the stream. Who knows more of the head than was there then is refused by the unique indexes, if
-- somebody wrote to that stream in between.
CREATE FUNCTION registro_log.append_one(
    at_school bigint,
    place bigint,
    instant bigint,
    stream_name text,
    stream_place bigint,
    event_id uuid,
    content bytea,
    command_id uuid,
    print bytea
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, registro_log, pg_temp AS $$
#variable_conflict use_column
DECLARE
    line bigint;
    reached bigint;
BEGIN
    IF NOT trustworthy() THEN
        RAISE EXCEPTION 'a commit here may be lost, or overlook another' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    SELECT id, (
            SELECT version + 1 FROM event WHERE stream = stream.id AND version >= stream_place - 1
            ORDER BY version DESC LIMIT 1
        )
        INTO line, reached FROM stream WHERE school = at_school AND name = stream_name;
    IF stream_place IS DISTINCT FROM coalesce(reached, 0) THEN
        RETURN false;
    END IF;
    UPDATE head SET next = place + 1, recorded_at = instant
        WHERE school = at_school AND next = place AND instant >= coalesce(recorded_at, instant);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF line IS NULL THEN
        INSERT INTO stream (school, name) VALUES (at_school, stream_name) RETURNING id INTO line;
    END IF;
    INSERT INTO event (school, position, stream, version, recorded_at, id, category, record)
        VALUES (at_school, place, line, stream_place, instant, event_id, split_part(stream_name, '-', 1), content);
    INSERT INTO command (school, id, fingerprint, first, last, recorded_at)
        VALUES (at_school, command_id, print, place, place, instant);
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION registro_log.open_school, registro_log.hold, registro_log.append, registro_log.append_one FROM PUBLIC;

INSERT INTO registro_log.migration (number) VALUES (1);
