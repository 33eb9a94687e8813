-- Text is kept once, in dictionaries; an observation is nothing but numbers
-- and one letter, clustered by its key. Rows are only ever added: the newest
-- row at or before a snapshot says what the figure was at that snapshot.

CREATE TABLE code (
    id     INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    code   TEXT NOT NULL,
    UNIQUE (source, code)
) STRICT;

CREATE TABLE series (
    id        INTEGER PRIMARY KEY,
    code_id   INTEGER NOT NULL REFERENCES code (id),
    area      TEXT NOT NULL,
    sex       TEXT NOT NULL,
    age       TEXT NOT NULL,
    location  TEXT NOT NULL,
    breakdown TEXT NOT NULL,
    UNIQUE (code_id, area, sex, age, location, breakdown)
) STRICT;

CREATE TABLE note (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
) STRICT;

-- Every attempt, whatever came of it. Times are Unix seconds, days are
-- YYYY-MM-DD, lists and maps are JSON; '' and 0 mean not given.
CREATE TABLE run (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source    TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    started   INTEGER NOT NULL,
    finished  INTEGER NOT NULL,
    outcome   TEXT NOT NULL,
    error     TEXT NOT NULL,
    url       TEXT NOT NULL,
    file      TEXT NOT NULL,
    format    TEXT NOT NULL,
    etag      TEXT NOT NULL,
    edition   TEXT NOT NULL,
    published TEXT NOT NULL,
    retrieved INTEGER NOT NULL,
    sha256    TEXT NOT NULL,
    collector TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    kept      INTEGER NOT NULL,
    added     INTEGER NOT NULL,
    revised   INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    skipped   TEXT NOT NULL
) STRICT;

CREATE INDEX run_source ON run (source, id);

-- AUTOINCREMENT, so that an id is never given twice: "as of 412" must name one
-- state for ever. areas NULL means all areas.
CREATE TABLE snapshot (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id    INTEGER NOT NULL UNIQUE REFERENCES run (id),
    source    TEXT NOT NULL,
    committed INTEGER NOT NULL,
    codes     TEXT NOT NULL,
    from_year INTEGER NOT NULL,
    to_year   INTEGER NOT NULL,
    areas     TEXT,
    raw       TEXT NOT NULL
) STRICT;

CREATE TABLE hold (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id    INTEGER NOT NULL UNIQUE REFERENCES run (id),
    source    TEXT NOT NULL,
    created   INTEGER NOT NULL,
    reasons   TEXT NOT NULL,
    codes     TEXT NOT NULL,
    from_year INTEGER NOT NULL,
    to_year   INTEGER NOT NULL,
    areas     TEXT,
    raw       TEXT NOT NULL,
    state     TEXT NOT NULL,
    closed    INTEGER NOT NULL,
    note      TEXT NOT NULL
) STRICT;

-- value NULL is a figure that the publisher says is missing (status M) or a
-- row that it no longer has (status W); decimals -1 is not known.
CREATE TABLE observation (
    series_id   INTEGER NOT NULL REFERENCES series (id),
    year        INTEGER NOT NULL,
    snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
    value       REAL,
    decimals    INTEGER NOT NULL,
    status      TEXT NOT NULL,
    bound       INTEGER NOT NULL,
    note_id     INTEGER REFERENCES note (id),
    PRIMARY KEY (series_id, year, snapshot_id)
) STRICT, WITHOUT ROWID;

-- What the publisher sent, to the byte, compressed with zstd.
CREATE TABLE raw (
    sha256 TEXT PRIMARY KEY,
    size   INTEGER NOT NULL,
    zstd   BLOB NOT NULL
) STRICT;

CREATE TABLE vintage (
    name        TEXT PRIMARY KEY,
    snapshot_id INTEGER NOT NULL REFERENCES snapshot (id),
    config      BLOB NOT NULL,
    reference   TEXT NOT NULL,
    note        TEXT NOT NULL,
    created     INTEGER NOT NULL
) STRICT;
