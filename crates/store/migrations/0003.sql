-- Other nodes whose books stand here or are reached from here, and what was last sent away. A row of the
-- node's own book says what was sent; the book itself is whatever is not received.
CREATE TABLE node (
    book {text} PRIMARY KEY,
    name {text} NOT NULL,
    -- 发送 (our own book) | 接收 (by files) | 挂接 (by network)
    way {text} NOT NULL,
    -- Without a password; empty for files.
    place {text} NOT NULL,
    -- Public key of a node that sends files, hexadecimal.
    key {text} NOT NULL,
    -- Whether a person has compared the key.
    trusted BIGINT NOT NULL,
    -- 正常 | 缺失 (not reached) | 隔离 (reached or received, but not believed)
    state {text} NOT NULL,
    -- Why, Chinese / English.
    reason {text} NOT NULL,
    -- The last entry known, and when it was known to be the last.
    seen_seq BIGINT NOT NULL,
    seen_hash {blob} NOT NULL,
    seen_at {text} NOT NULL,
    -- When it was last asked.
    tried_at {text} NOT NULL
){keyed};
