-- The one way in, as in migration 1; but a stream without events in the call is only looked at: it must be at its place,
-- and nothing becomes of it.
--
-- With `opened`: opens those schools, where they are not open yet, and answers nothing.
-- Without `places`: locks the heads of `schools` until the transaction ends, and answers them.
-- With `places`: the caller has numbered the events, from the place where it believes each school's head to be. If the
-- heads are there, no command is known, and each stream goes on at its place in `stream_places`, everything is stored
-- and the new heads are the answer. Else nothing is, and there is no answer.
CREATE OR REPLACE FUNCTION registro_log.append(
    schools bigint[],
    places bigint[],
    stream_schools bigint[],
    stream_names text[],
    stream_places bigint[],
    event_streams integer[], -- Each event's stream, counted from 1 in the three lists above.
    positions bigint[],
    versions bigint[],
    instants bigint[],
    ids uuid[],
    records bytea[],
    command_schools bigint[],
    commands uuid[],
    fingerprints bytea[],
    firsts bigint[],
    lasts bigint[],
    command_instants bigint[],
    opened uuid[],
    synthetic boolean[]
) RETURNS TABLE (of_school bigint, next_place bigint, last_instant bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, registro_log, pg_temp
-- Tables that were empty when a plan was made do not stay so.
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    rows bigint[];
    expected boolean;
    advanced integer;
BEGIN
    IF current_setting('synchronous_commit') = 'off' OR current_setting('fsync') = 'off'
        OR current_setting('full_page_writes') = 'off'
    THEN
        RAISE EXCEPTION 'a commit here is not durable' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'an append must see what was committed while it waited' USING ERRCODE = 'active_sql_transaction';
    END IF;

    IF opened IS NOT NULL THEN
        WITH new AS (
            INSERT INTO school (uuid, synthetic) SELECT * FROM unnest(opened, synthetic)
            ON CONFLICT (uuid) DO NOTHING RETURNING id
        )
        INSERT INTO head (school) SELECT id FROM new;
        RETURN;
    END IF;

    -- Always in the same order: nobody waits in a circle.
    IF places IS NULL THEN
        RETURN QUERY
            SELECT school, next, recorded_at FROM head WHERE school = ANY (schools) ORDER BY school FOR UPDATE;
        RETURN;
    END IF;
    PERFORM FROM head WHERE school = ANY (schools) ORDER BY school FOR UPDATE;

    -- A statement after the lock sees what was committed while waiting for it.
    IF EXISTS (
        SELECT FROM unnest(schools, places) AS asked (school, place)
        LEFT JOIN head ON head.school = asked.school
        WHERE head.next IS DISTINCT FROM asked.place
    ) OR EXISTS (
        SELECT FROM unnest(command_schools, commands) AS asked (school, id)
        JOIN command ON command.school = asked.school AND command.id = asked.id
    ) THEN
        RETURN;
    END IF;
    SELECT array_agg(stream.id ORDER BY asked.number), bool_and(asked.place = coalesce(
            (SELECT max(version) + 1 FROM event WHERE event.stream = stream.id AND version >= asked.place - 1), 0
        )) INTO rows, expected
        FROM unnest(stream_schools, stream_names, stream_places)
            WITH ORDINALITY AS asked (school, name, place, number)
        LEFT JOIN stream ON stream.school = asked.school AND stream.name = asked.name;
    IF NOT expected THEN
        RETURN;
    END IF;

    IF (SELECT count(DISTINCT stream) FROM unnest(event_streams) AS new (stream)) <> (
        SELECT count(*) FROM (
            SELECT FROM unnest(event_streams, versions) AS new (stream, version) GROUP BY stream
            HAVING min(version) = stream_places[stream] AND max(version) - min(version) + 1 = count(*)
        ) AS dense
    ) THEN
        RAISE EXCEPTION 'the log is append-only: not the next version' USING ERRCODE = 'restrict_violation';
    END IF;
    IF 0 = ANY (stream_places) THEN
        INSERT INTO stream (school, name)
            SELECT school, name FROM unnest(stream_schools, stream_names, stream_places)
                WITH ORDINALITY AS asked (school, name, place, number)
            WHERE place = 0 AND number::integer IN (SELECT unnest(event_streams));
        SELECT array_agg(stream.id ORDER BY asked.number) INTO rows
            FROM unnest(stream_schools, stream_names) WITH ORDINALITY AS asked (school, name, number)
            LEFT JOIN stream ON stream.school = asked.school AND stream.name = asked.name;
    END IF;
    INSERT INTO event (school, position, stream, version, recorded_at, id, category, record)
        SELECT line.school, new.position, line.row, new.version, new.recorded_at, new.id,
            split_part(line.name, '-', 1), new.record
        FROM unnest(event_streams, positions, versions, instants, ids, records)
            AS new (stream, position, version, recorded_at, id, record)
        JOIN unnest(rows, stream_schools, stream_names) WITH ORDINALITY AS line (row, school, name, number)
            ON line.number = new.stream;
    INSERT INTO command (school, id, fingerprint, first, last, recorded_at)
        SELECT * FROM unnest(command_schools, commands, fingerprints, firsts, lasts, command_instants);
    RETURN QUERY
        UPDATE head SET next = feed.last + 1, recorded_at = feed.latest
        FROM (
            SELECT stream_schools[stream] AS school, count(*) AS events, min(position) AS first, max(position) AS last,
                min(recorded_at) AS earliest, max(recorded_at) AS latest
            FROM unnest(event_streams, positions, instants) AS new (stream, position, recorded_at) GROUP BY 1
        ) AS feed
        WHERE head.school = feed.school AND head.next = feed.first AND feed.last - feed.first + 1 = feed.events
            AND feed.earliest >= coalesce(head.recorded_at, feed.earliest)
        RETURNING head.school, head.next, head.recorded_at;
    GET DIAGNOSTICS advanced = ROW_COUNT;
    IF advanced <> cardinality(schools) THEN
        RAISE EXCEPTION 'the log is append-only: not the next place' USING ERRCODE = 'restrict_violation';
    END IF;
END
$$;

INSERT INTO registro_log.migration (number) VALUES (2);
