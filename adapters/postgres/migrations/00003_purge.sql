-- +goose Up
-- purgeable says that a stream is idle and that nothing needs it.
CREATE FUNCTION kabinet.purgeable(stream_category text, stream_id text, idle_since timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT e.time < idle_since FROM kabinet.events e
            WHERE e.category = stream_category AND e.id = stream_id ORDER BY e.version DESC LIMIT 1), false)
        AND NOT EXISTS (SELECT FROM kabinet.timers t WHERE t.category = stream_category AND t.id = stream_id)
        AND NOT EXISTS (SELECT FROM kabinet.parked p WHERE p.category = stream_category AND p.id = stream_id)
$$;

-- purge removes those of the streams that are purgeable and that nobody is using, and returns how many. It
-- waits for no append: it only tries their locks, and leaves a stream whose claims somebody holds.
-- +goose StatementBegin
CREATE FUNCTION kabinet.purge(stream_category text, stream_ids text[], locks bigint[], idle_since timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    removed integer := 0;
BEGIN
    FOR i IN 1 .. cardinality(stream_ids) LOOP
        CONTINUE WHEN NOT pg_try_advisory_xact_lock(locks[i]);
        CONTINUE WHEN NOT kabinet.purgeable(stream_category, stream_ids[i], idle_since);
        CONTINUE WHEN
            (SELECT count(*) FROM (SELECT FROM kabinet.claims WHERE owner_category = stream_category AND owner_id = stream_ids[i]
                FOR UPDATE SKIP LOCKED) free)
            < (SELECT count(*) FROM kabinet.claims WHERE owner_category = stream_category AND owner_id = stream_ids[i]);
        DELETE FROM kabinet.claims WHERE owner_category = stream_category AND owner_id = stream_ids[i];
        DELETE FROM kabinet.snapshots WHERE category = stream_category AND id = stream_ids[i];
        DELETE FROM kabinet.events WHERE category = stream_category AND id = stream_ids[i];
        removed := removed + 1;
    END LOOP;
    RETURN removed;
END $$;
-- +goose StatementEnd
