-- Beside the journal: accounts, sessions, drafts, decisions, uploads, and the log of who did what.
-- {text}, {blob}: names of types that the engines write differently.
CREATE TABLE mingzhang_house (
    version BIGINT NOT NULL,
    -- The last line of the log and its hash.
    seq BIGINT NOT NULL,
    hash {blob} NOT NULL
);
-- Whatever has an id and a version. What a kind's body holds is known to whoever writes it.
CREATE TABLE item (
    kind {text} NOT NULL,
    id {text} NOT NULL,
    version BIGINT NOT NULL,
    owner {text} NOT NULL,
    unit {text} NOT NULL,
    at {text} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX item_owner ON item (kind, owner, id);
CREATE INDEX item_unit ON item (kind, unit, id);
-- Files that were sent here, by their hash.
CREATE TABLE blob (
    hash {text} PRIMARY KEY,
    bytes {blob} NOT NULL
);
-- Lines are only added. digest: what each changed item was then, as JSON [kind, id, version, SM3].
CREATE TABLE log (
    seq BIGINT PRIMARY KEY,
    at {text} NOT NULL,
    actor {text} NOT NULL,
    role {text} NOT NULL,
    address {text} NOT NULL,
    action {text} NOT NULL,
    kind {text} NOT NULL,
    object {text} NOT NULL,
    digest {text} NOT NULL,
    note {text} NOT NULL,
    hash {blob} NOT NULL
);
CREATE INDEX log_actor ON log (actor, seq);
CREATE INDEX log_action ON log (action, seq);
CREATE INDEX log_object ON log (object, seq);
