-- A stream is kept as "category/id", a time as microseconds since 1970 in UTC.

-- AUTOINCREMENT, because a purged position must never be given again: consumers have passed it.
CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream   TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    id       TEXT    NOT NULL,
    type     TEXT    NOT NULL,
    schema   INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    data     BLOB,
    sealed   BLOB,
    key      TEXT,
    metadata TEXT
) STRICT;
CREATE UNIQUE INDEX events_stream ON events (stream, version);

CREATE TABLE snapshots (
    stream  TEXT    NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    schema  INTEGER NOT NULL,
    data    BLOB,
    key     TEXT
) STRICT;

-- A claim without expiry stands until it is released.
CREATE TABLE claims (
    kind    TEXT NOT NULL,
    idx     TEXT NOT NULL,
    owner   TEXT NOT NULL,
    expires INTEGER,
    PRIMARY KEY (kind, idx)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_owner ON claims (owner);
CREATE INDEX claims_expires ON claims (expires) WHERE expires IS NOT NULL;

CREATE TABLE timers (
    stream  TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    due     INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    PRIMARY KEY (stream, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_due ON timers (due);

-- A destroyed key keeps its row, so that it differs from one that never was.
CREATE TABLE data_keys (
    id      TEXT NOT NULL PRIMARY KEY,
    kek     TEXT,
    wrapped BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX data_keys_kek ON data_keys (kek) WHERE kek IS NOT NULL;

CREATE TABLE checkpoints (
    consumer TEXT    NOT NULL,
    lane     INTEGER NOT NULL,
    lanes    INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (consumer, lane)
) STRICT, WITHOUT ROWID;

-- A released lease keeps its row without holder, so that tokens go on growing.
CREATE TABLE leases (
    name    TEXT    NOT NULL PRIMARY KEY,
    holder  TEXT,
    token   INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE parked (
    consumer TEXT    NOT NULL,
    stream   TEXT    NOT NULL,
    lane     INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    reason   TEXT    NOT NULL,
    since    INTEGER NOT NULL,
    decision INTEGER NOT NULL,
    PRIMARY KEY (consumer, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX parked_stream ON parked (stream);
