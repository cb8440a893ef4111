-- What many desktops sent, in ClickHouse: entries out of the webhook's log records, and questions.
--
--     clickhouse client --multiquery < clickhouse.sql       -- again at any time
--
-- The collector (otel-collector.yaml) makes otel_logs, otel_traces and otel_metrics_* by itself.
-- `otel_events` is made here: its columns are those that the exporter writes, and only `Timestamp`
-- and `Body` are looked at, so that a later exporter's further columns can be added to it.

CREATE DATABASE IF NOT EXISTS countersign;

CREATE TABLE IF NOT EXISTS countersign.otel_events (
    Timestamp DateTime64(9) CODEC(Delta, ZSTD(1)),
    TraceId String, SpanId String, TraceFlags UInt8,
    SeverityText LowCardinality(String), SeverityNumber UInt8,
    ServiceName LowCardinality(String), Body String CODEC(ZSTD(3)),
    ResourceSchemaUrl LowCardinality(String), ResourceAttributes Map(LowCardinality(String), String),
    ScopeSchemaUrl LowCardinality(String), ScopeName String, ScopeVersion LowCardinality(String),
    ScopeAttributes Map(LowCardinality(String), String), LogAttributes Map(LowCardinality(String), String),
    EventName String
) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY Timestamp
TTL toDateTime(Timestamp) + INTERVAL 7 DAY;  -- what is in it is in `entries`

-- One row an entry, however often it came; two different entries of one place both stay (`forks`).
CREATE TABLE IF NOT EXISTS countersign.entries (
    log String, seq UInt64, ts DateTime64(6, 'UTC'), kind LowCardinality(String),
    run_id String, sender LowCardinality(String), agent LowCardinality(String),
    subject String CODEC(ZSTD(3)), prev FixedString(64), leaf_hash FixedString(64)
) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(ts) ORDER BY (log, seq, leaf_hash);

-- `leaf` is what the log hashes: H(0x00 || leaf).
CREATE MATERIALIZED VIEW IF NOT EXISTS countersign.entries_in TO countersign.entries AS
WITH
    arrayJoin(if(startsWith(Body, '['), JSONExtractArrayRaw(Body), [Body])) AS event,
    JSONExtractRaw(event, 'data') AS leaf,
    JSONExtractRaw(leaf, 'subject') AS said
SELECT
    splitByChar('/', JSONExtractString(leaf, 'log'))[2] AS log,
    JSONExtractUInt(leaf, 'seq') AS seq,
    fromUnixTimestamp64Micro(JSONExtractInt(leaf, 'ts'), 'UTC') AS ts,
    JSONExtractString(leaf, 'kind') AS kind,
    JSONExtractString(leaf, 'run_id') AS run_id,
    JSONExtractString(leaf, 'actor', 'sender') AS sender,
    if(JSONHas(said, 'agent'), JSONExtractString(said, 'agent'), JSONExtractString(leaf, 'actor', 'agent')) AS agent,
    said AS subject,
    JSONExtractString(leaf, 'prev') AS prev,
    lower(hex(SHA256(concat(char(0), leaf)))) AS leaf_hash
FROM countersign.otel_events
WHERE startsWith(JSONExtractString(event, 'type'), 'countersign.entry.');

-- Filled from the bucket, hourly, by a job of yours:
--     INSERT INTO countersign.checkpoints
--     SELECT splitByChar('/', splitByChar('\n', raw_blob)[1])[2], toUInt64(splitByChar('\n', raw_blob)[2]),
--            splitByChar('\n', raw_blob)[3], _time
--     FROM s3('https://evidence.s3.eu-central-1.amazonaws.com/*/checkpoints/*', 'RawBLOB')
--     WHERE _time > now() - INTERVAL 2 HOUR
CREATE TABLE IF NOT EXISTS countersign.checkpoints (
    log String, size UInt64, root_b64 String, ts DateTime64(6, 'UTC')
) ENGINE = ReplacingMergeTree ORDER BY (log, size, root_b64);

-- Which computers there are: put in when one joins.
CREATE TABLE IF NOT EXISTS countersign.desktops (log String, vkey String, joined DateTime DEFAULT now())
ENGINE = ReplacingMergeTree ORDER BY log;

-- --- questions ----------------------------------------------------------------------------------
CREATE OR REPLACE VIEW countersign.denials AS
SELECT i.log AS log, if(c.seq > 0, c.ts, i.ts) AS ts, i.agent AS agent,
       JSONExtractString(i.subject, 'tool') AS tool,
       JSONExtractString(i.subject, 'side_effect') AS side_effect,
       if(c.seq > 0, JSONExtractString(c.subject, 'by'), 'policy') AS denied_by,
       JSONExtractString(i.subject, 'rule') AS rule,
       JSONExtractString(i.subject, 'policy') AS policy, i.run_id AS run_id, i.seq AS seq
FROM (SELECT * FROM countersign.entries FINAL WHERE kind = 'action.intent') AS i
LEFT JOIN (
    SELECT *, JSONExtractUInt(subject, 'intent') AS intent FROM countersign.entries FINAL
    WHERE kind = 'consent.record' AND JSONHas(subject, 'intent')
      AND JSONExtractString(subject, 'state') IN ('refused', 'timed_out', 'expired')
) AS c ON c.log = i.log AND c.intent = i.seq
WHERE NOT JSONHas(i.subject, 'repeats') AND (JSONExtractString(i.subject, 'decision') = 'denied' OR c.seq > 0);

CREATE OR REPLACE VIEW countersign.unguarded AS
SELECT log, ts, kind, agent, JSONExtractString(subject, 'why') AS why,
       JSONExtractString(subject, 'tool') AS tool, JSONExtractString(subject, 'what') AS what, run_id, seq
FROM countersign.entries FINAL WHERE kind IN ('gate.failed_open', 'gate.attempt');

CREATE OR REPLACE VIEW countersign.runs_not_covered AS
SELECT e.log AS log, e.run_id AS run_id, max(e.seq) AS last_entry, max(e.ts) AS last_ts, any(c.size) AS covered
FROM (SELECT * FROM countersign.entries FINAL WHERE run_id != '') AS e
LEFT JOIN (SELECT log, max(size) AS size FROM countersign.checkpoints GROUP BY log) AS c ON c.log = e.log
GROUP BY e.log, e.run_id
HAVING last_entry >= covered AND last_ts < now() - INTERVAL 24 HOUR;

CREATE OR REPLACE VIEW countersign.silent AS
SELECT d.log AS log, max(h.ts) AS last_heard  -- 1970: never
FROM countersign.desktops AS d
LEFT JOIN (
    SELECT log, ts FROM countersign.entries
    UNION ALL SELECT log, ts FROM countersign.checkpoints
) AS h ON h.log = d.log
GROUP BY d.log HAVING last_heard < now() - INTERVAL 26 HOUR;

CREATE OR REPLACE VIEW countersign.unanchored AS
SELECT d.log AS log, max(e.ts) AS last_stamp  -- 1970: never
FROM countersign.desktops AS d
LEFT JOIN (SELECT log, ts FROM countersign.entries WHERE kind = 'anchor.timestamp') AS e ON e.log = d.log
GROUP BY d.log HAVING last_stamp < now() - INTERVAL 8 DAY;

CREATE OR REPLACE VIEW countersign.forks AS
SELECT log, seq AS place, 'two entries' AS what FROM countersign.entries
GROUP BY log, seq HAVING uniqExact(leaf_hash) > 1
UNION ALL
SELECT log, size, 'two checkpoints' FROM countersign.checkpoints
GROUP BY log, size HAVING uniqExact(root_b64) > 1
UNION ALL
SELECT b.log, b.seq, 'not the one before'
FROM countersign.entries AS a JOIN countersign.entries AS b ON b.log = a.log AND b.seq = a.seq + 1
WHERE b.prev != a.leaf_hash;

-- On the exporter's own table; create it after the collector ran once.
--     CREATE OR REPLACE VIEW countersign.costs AS
--     SELECT ServiceName AS agent, uniqExact(log) AS desktops, sum(usd) AS usd FROM (
--         SELECT DISTINCT ServiceName, ResourceAttributes['countersign.log'] AS log,
--                ResourceAttributes['countersign.entry'] AS entry, Timestamp, LogAttributes,
--                toFloat64OrZero(LogAttributes['cost_usd']) AS usd
--         FROM countersign.otel_logs WHERE LogAttributes['cost_usd'] != '')
--     GROUP BY agent ORDER BY usd DESC;
