-- +goose Up
-- Every name is qualified: behind a pooler a session's search_path is anybody's. A database with another
-- schema name gets the same text with that name in place of "kabinet".

CREATE SEQUENCE kabinet.events_position;

-- A stream is (category, id). No key crosses streams, so the table can be partitioned by their hash; that is
-- why position has an index and no unique constraint, and a sequence where an identity column would do.
CREATE TABLE kabinet.events (
    position bigint      NOT NULL DEFAULT nextval('kabinet.events_position'),
    category text        COLLATE "C" NOT NULL,
    id       text        COLLATE "C" NOT NULL,
    version  bigint      NOT NULL,
    event    text        NOT NULL,
    type     text        NOT NULL,
    schema   integer     NOT NULL,
    time     timestamptz NOT NULL,
    data     bytea,
    sealed   bytea,
    key      text        COLLATE "C",
    metadata jsonb,
    PRIMARY KEY (category, id, version)
);
CREATE INDEX events_position_order ON kabinet.events (position);
ALTER SEQUENCE kabinet.events_position OWNED BY kabinet.events.position;

-- Whoever inserts events holds this lock, shared with all others who do, from before the first position is
-- taken until the transaction has ended. So a reader can see in pg_locks who may still fill a hole.
-- +goose StatementBegin
CREATE FUNCTION kabinet.appending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1799, TG_RELID::int);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER appending BEFORE INSERT ON kabinet.events
    FOR EACH STATEMENT EXECUTE FUNCTION kabinet.appending();

CREATE TABLE kabinet.snapshots (
    category text    COLLATE "C" NOT NULL,
    id       text    COLLATE "C" NOT NULL,
    version  bigint  NOT NULL,
    schema   integer NOT NULL,
    data     bytea,
    key      text    COLLATE "C",
    PRIMARY KEY (category, id)
);

-- A claim without expiry stands until it is released.
CREATE TABLE kabinet.claims (
    kind           text COLLATE "C" NOT NULL,
    index          text COLLATE "C" NOT NULL,
    owner_category text COLLATE "C" NOT NULL,
    owner_id       text COLLATE "C" NOT NULL,
    expires        timestamptz,
    PRIMARY KEY (kind, index)
);
CREATE INDEX claims_owner ON kabinet.claims (owner_category, owner_id);
CREATE INDEX claims_expires ON kabinet.claims (expires) WHERE expires IS NOT NULL;

CREATE TABLE kabinet.timers (
    category text        COLLATE "C" NOT NULL,
    id       text        COLLATE "C" NOT NULL,
    name     text        COLLATE "C" NOT NULL,
    due      timestamptz NOT NULL,
    attempt  integer     NOT NULL,
    PRIMARY KEY (category, id, name)
);
CREATE INDEX timers_due ON kabinet.timers (due);

-- A destroyed key keeps its row, so that it differs from one that never was.
CREATE TABLE kabinet.data_keys (
    id      text COLLATE "C" PRIMARY KEY,
    kek     text COLLATE "C",
    wrapped bytea
);
CREATE INDEX data_keys_kek ON kabinet.data_keys (kek, id) WHERE kek IS NOT NULL;

CREATE TABLE kabinet.checkpoints (
    consumer text    COLLATE "C" NOT NULL,
    lane     integer NOT NULL,
    lanes    integer NOT NULL,
    position bigint  NOT NULL,
    PRIMARY KEY (consumer, lane)
);

-- A released lease keeps its row without holder, so that tokens go on growing. The second key makes a change
-- of token wait for everybody who has the row locked FOR KEY SHARE, which a renewal need not.
CREATE TABLE kabinet.leases (
    name    text        COLLATE "C" PRIMARY KEY,
    holder  text        COLLATE "C",
    token   bigint      NOT NULL,
    expires timestamptz NOT NULL,
    UNIQUE (name, token)
);

CREATE TABLE kabinet.parked (
    consumer text        COLLATE "C" NOT NULL,
    category text        COLLATE "C" NOT NULL,
    id       text        COLLATE "C" NOT NULL,
    lane     integer     NOT NULL,
    version  bigint      NOT NULL,
    position bigint      NOT NULL,
    attempts integer     NOT NULL,
    reason   text        NOT NULL,
    since    timestamptz NOT NULL,
    decision integer     NOT NULL,
    PRIMARY KEY (consumer, category, id)
);
CREATE INDEX parked_stream ON kabinet.parked (category, id);
