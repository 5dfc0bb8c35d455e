-- +goose Up
-- Everything an append does, so that it takes one round trip. It meets every obstacle before it writes
-- anything: it returns what stands in the way, raises no error for it, and leaves a transaction around it
-- usable. What it returns is one value, since a row would be put into a temporary table first: '0' and the
-- last position, or one of the constants of obstacle.go, followed by where in its part of the batch it lies
-- and by what stands there. Waits are always in this order, which no two appends can turn into a circle: leases by
-- name, then locks by number, and after these no append waits for another one.
--
-- locks are hashes of streams, claims and data keys; an odd one is its even neighbour, shared. They are taken
-- by statements of their own before versions and claims are read, since only a later statement sees what
-- those waited for have committed. That needs READ COMMITTED.
--
-- The parts of a batch are gone through one by one: to look a row up by its key costs a fraction of starting a
-- join with an array, and its plan stays right when a table that was empty at first has grown.
--
-- +goose StatementBegin
CREATE FUNCTION kabinet.append(
    moment timestamptz,
    fences text[], tokens bigint[],
    locks bigint[],
    categories text[], ids text[], expected bigint[],
    release_kinds text[], release_indexes text[], release_categories text[], release_ids text[],
    claim_kinds text[], claim_indexes text[], claim_categories text[], claim_ids text[], claim_ends timestamptz[],
    key_ids text[], key_keks text[], key_wraps bytea[],
    -- barred says that the batch contradicts itself after its claims (1) or its data keys (2).
    barred integer,
    -- An event belongs to the stream at this place of categories and ids, and is its so-many-th new one.
    event_streams integer[], event_counts bigint[], event_ids text[], event_types text[], event_schemas integer[],
    event_times timestamptz[], event_data bytea[], event_sealed bytea[], event_keys text[], event_metadata text[],
    cancel_categories text[], cancel_ids text[], cancel_names text[],
    timer_categories text[], timer_ids text[], timer_names text[], timer_dues timestamptz[], timer_attempts integer[],
    erased text[]
) RETURNS text[] LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    lock   bigint;
    -- Assigned and not PERFORMed, functions are called without the overhead of a query.
    held   text;
    bases  bigint[];
    events integer := coalesce(cardinality(event_ids), 0);
    first  bigint;
    last   bigint := 0;
    -- What stands in the way.
    actual         bigint;
    erased_before  boolean;
    owner_category text;
    owner_id       text;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported', MESSAGE = 'appending needs a READ COMMITTED transaction';
    END IF;

    IF fences IS NOT NULL THEN
        FOR i IN 1 .. cardinality(fences) LOOP
            PERFORM FROM kabinet.leases l WHERE l.name = fences[i] AND l.token = tokens[i] AND l.holder IS NOT NULL FOR KEY SHARE;
            IF NOT FOUND THEN
                RETURN ARRAY['1'];
            END IF;
        END LOOP;
    END IF;

    IF locks IS NOT NULL THEN
        FOREACH lock IN ARRAY locks LOOP
            held := CASE WHEN lock & 1 = 0 THEN pg_advisory_xact_lock(lock)::text ELSE pg_advisory_xact_lock_shared(lock - 1)::text END;
        END LOOP;
    END IF;

    IF categories IS NOT NULL THEN
        bases := expected;
        FOR i IN 1 .. cardinality(categories) LOOP
            SELECT e.version INTO actual FROM kabinet.events e
            WHERE e.category = categories[i] AND e.id = ids[i] ORDER BY e.version DESC LIMIT 1;
            actual := coalesce(actual, 0);
            IF expected[i] <> actual THEN
                IF expected[i] <> -1 THEN
                    RETURN ARRAY['2', i::text, actual::text];
                END IF;
                bases[i] := actual;
            END IF;
        END LOOP;
    END IF;

    IF claim_kinds IS NOT NULL THEN
        FOR i IN 1 .. cardinality(claim_kinds) LOOP
            SELECT held.owner_category, held.owner_id INTO owner_category, owner_id FROM kabinet.claims held
            WHERE held.kind = claim_kinds[i] AND held.index = claim_indexes[i]
                AND (held.owner_category, held.owner_id) <> (claim_categories[i], claim_ids[i])
                AND (held.expires IS NULL OR held.expires > moment);
            CONTINUE WHEN NOT FOUND;
            IF release_kinds IS NULL OR NOT EXISTS (
                SELECT FROM unnest(release_kinds, release_indexes, release_categories, release_ids) AS r (kind, index, category, id)
                WHERE (r.kind, r.index, r.category, r.id) = (claim_kinds[i], claim_indexes[i], owner_category, owner_id)) THEN
                RETURN ARRAY['3', i::text, owner_category, owner_id];
            END IF;
        END LOOP;
    END IF;
    IF barred = 1 THEN
        RETURN ARRAY['6'];
    END IF;

    IF key_ids IS NOT NULL THEN
        FOR i IN 1 .. cardinality(key_ids) LOOP
            SELECT there.kek IS NULL INTO erased_before FROM kabinet.data_keys there WHERE there.id = key_ids[i];
            IF FOUND THEN
                RETURN ARRAY[CASE WHEN erased_before THEN '5' ELSE '4' END, i::text];
            END IF;
        END LOOP;
    END IF;
    IF barred = 2 THEN
        RETURN ARRAY['6'];
    END IF;

    -- From here on there are no more obstacles.
    IF release_kinds IS NOT NULL THEN
        FOR i IN 1 .. cardinality(release_kinds) LOOP
            DELETE FROM kabinet.claims held WHERE held.kind = release_kinds[i] AND held.index = release_indexes[i]
                AND (held.owner_category, held.owner_id) = (release_categories[i], release_ids[i]);
        END LOOP;
    END IF;
    IF claim_kinds IS NOT NULL THEN
        FOR i IN 1 .. cardinality(claim_kinds) LOOP
            INSERT INTO kabinet.claims (kind, index, owner_category, owner_id, expires)
            VALUES (claim_kinds[i], claim_indexes[i], claim_categories[i], claim_ids[i], claim_ends[i])
            ON CONFLICT (kind, index) DO UPDATE
                SET owner_category = excluded.owner_category, owner_id = excluded.owner_id, expires = excluded.expires;
        END LOOP;
    END IF;
    IF key_ids IS NOT NULL THEN
        FOR i IN 1 .. cardinality(key_ids) LOOP
            INSERT INTO kabinet.data_keys (id, kek, wrapped) VALUES (key_ids[i], key_keks[i], key_wraps[i]);
        END LOOP;
    END IF;

    IF events > 0 THEN
        -- As the trigger does, but before the positions are taken.
        held := pg_advisory_xact_lock_shared(1799, 'kabinet.events'::regclass::oid::integer)::text;
        first := kabinet.reserve(events);
        last := first + events - 1;
        IF events = 1 THEN
            INSERT INTO kabinet.events (position, category, id, version, event, type, schema, time, data, sealed, key, metadata)
            VALUES (first, categories[event_streams[1]], ids[event_streams[1]], bases[event_streams[1]] + event_counts[1],
                event_ids[1], event_types[1], event_schemas[1], event_times[1], event_data[1], event_sealed[1],
                nullif(event_keys[1], ''), nullif(event_metadata[1], '')::jsonb);
        ELSE
            INSERT INTO kabinet.events (position, category, id, version, event, type, schema, time, data, sealed, key, metadata)
            SELECT first + e.nth - 1, categories[e.stream], ids[e.stream], bases[e.stream] + e.count,
                e.event, e.type, e.schema, e.time, e.data, e.sealed, nullif(e.key, ''), nullif(e.metadata, '')::jsonb
            FROM unnest(event_streams, event_counts, event_ids, event_types, event_schemas, event_times, event_data, event_sealed,
                event_keys, event_metadata)
                WITH ORDINALITY AS e (stream, count, event, type, schema, time, data, sealed, key, metadata, nth);
        END IF;
    END IF;

    IF cancel_names IS NOT NULL THEN
        FOR i IN 1 .. cardinality(cancel_names) LOOP
            DELETE FROM kabinet.timers t
            WHERE t.category = cancel_categories[i] AND t.id = cancel_ids[i] AND t.name = cancel_names[i];
        END LOOP;
    END IF;
    IF timer_names IS NOT NULL THEN
        FOR i IN 1 .. cardinality(timer_names) LOOP
            INSERT INTO kabinet.timers (category, id, name, due, attempt)
            VALUES (timer_categories[i], timer_ids[i], timer_names[i], timer_dues[i], timer_attempts[i])
            ON CONFLICT (category, id, name) DO UPDATE SET due = excluded.due, attempt = excluded.attempt;
        END LOOP;
    END IF;
    IF erased IS NOT NULL THEN
        FOR i IN 1 .. cardinality(erased) LOOP
            UPDATE kabinet.data_keys SET kek = NULL, wrapped = NULL WHERE id = erased[i];
        END LOOP;
    END IF;
    RETURN ARRAY['0', last::text];
END $$;
-- +goose StatementEnd

-- reserve takes positions that follow each other. A sequence can only give one at a time, so nobody else may
-- take one meanwhile. What is locked inside a block with an exception is unlocked when the exception ends it,
-- not when the transaction ends, also when the statement is cancelled; and a sequence does not go back.
-- +goose StatementBegin
CREATE FUNCTION kabinet.reserve(wanted integer, OUT first bigint) LANGUAGE plpgsql AS $$
DECLARE
    held text;
BEGIN
    IF wanted = 1 THEN
        held := pg_advisory_xact_lock_shared(1800, 'kabinet.events'::regclass::oid::integer)::text;
        first := nextval('kabinet.events_position');
    ELSE
        held := pg_advisory_xact_lock(1800, 'kabinet.events'::regclass::oid::integer)::text;
        SELECT min(nextval('kabinet.events_position')) INTO first FROM generate_series(1, wanted);
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'KB000';
EXCEPTION WHEN SQLSTATE 'KB000' THEN
    NULL;
END $$;
-- +goose StatementEnd
