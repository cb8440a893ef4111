-- What many desktops sent, as tables, views and Parquet. Tried with DuckDB 2.0.1.
--
--     cd /srv/countersign && duckdb fleet.duckdb < duckdb.sql          -- again at any time
--     duckdb fleet.duckdb -c "FROM denials"
--
-- Beside each other in that folder (resources/docs/fleet.md, "Layout"):
--     pins/<install>                       what was pinned when the computer joined
--     collector/otlp*.jsonl                file exporter: traces, logs, metrics
--     collector/events*.jsonl              file exporter: entries from the webhook
--     bucket/<install>/checkpoints/...     a copy of the bucket
--     unpacked/<install>/<sha256>/...      bundles that unpack.py verified
-- All of it comes at least once, some twice: the tables hold each thing once.
-- `SET VARIABLE now = TIMESTAMPTZ '2026-12-01'` beforehand asks as of another time.

SET TimeZone = 'UTC';
CREATE OR REPLACE MACRO asked_at() AS coalesce(getvariable('now')::TIMESTAMPTZ, now());
CREATE OR REPLACE MACRO lines_of(pattern) AS TABLE
    SELECT unnest(string_split(trim(content, chr(10)), chr(10))) AS line FROM read_text(pattern);

-- --- desktops ---------------------------------------------------------------------------------
CREATE OR REPLACE TABLE desktops AS
SELECT parse_filename(file) AS log FROM glob('pins/*') ORDER BY log;

-- --- entries: from the webhook, and from verified bundles ---------------------------------------
-- `leaf` is what the log hashes: H(0x00 || leaf). From a bundle byte for byte; from the webhook the
-- canonical JSON of it, which is the same text.
CREATE OR REPLACE TEMP TABLE leaves AS
WITH records AS (
    SELECT unnest(json_extract(line::JSON, '$.resourceLogs[*].scopeLogs[*].logRecords[*]')) AS record
    FROM lines_of('collector/events*.jsonl') WHERE line <> ''
), bodies AS (
    SELECT json_extract_string(record, '$.body.stringValue')::JSON AS body FROM records
), events AS (  -- a request holds one event, or an array of them
    SELECT unnest(CASE json_type(body) WHEN 'ARRAY' THEN json_extract(body, '$[*]') ELSE [body] END) AS event
    FROM bodies
)
SELECT 'webhook' AS source, json_extract(event, '$.data')::VARCHAR AS leaf
FROM events WHERE json_extract_string(event, '$.type') LIKE 'countersign.entry.%'
UNION ALL
SELECT 'bundle', content FROM read_text('unpacked/*/*/entries/*.json');

CREATE OR REPLACE TABLE entries AS
SELECT
    split_part(leaf::JSON ->> '$.log', '/', 2) AS log,
    (leaf::JSON ->> '$.seq')::BIGINT AS seq,
    make_timestamptz((leaf::JSON ->> '$.ts')::BIGINT) AS ts,
    leaf::JSON ->> '$.kind' AS kind,
    leaf::JSON ->> '$.run_id' AS run_id,
    leaf::JSON ->> '$.actor.sender' AS sender,
    coalesce(leaf::JSON ->> '$.subject.agent', leaf::JSON ->> '$.actor.agent') AS agent,
    leaf::JSON -> '$.subject' AS subject,
    leaf::JSON ->> '$.prev' AS prev,
    sha256('\x00'::BLOB || encode(leaf)) AS leaf_hash,
    list_sort(list(DISTINCT source)) AS sources
FROM leaves GROUP BY leaf
ORDER BY log, seq;

-- --- telemetry: log records and spans -----------------------------------------------------------
CREATE OR REPLACE MACRO value_of(attributes, name) AS
    list_extract(list_transform(
        list_filter(attributes::JSON[], lambda a: a ->> '$.key' = name),
        lambda a: coalesce(a ->> '$.value.stringValue', a ->> '$.value.intValue',
                           a ->> '$.value.doubleValue', a ->> '$.value.boolValue')), 1);

CREATE OR REPLACE TEMP TABLE requests AS
SELECT line::JSON AS request FROM lines_of('collector/otlp*.jsonl') WHERE line <> '';

CREATE OR REPLACE TABLE log_records AS
WITH groups AS (
    SELECT unnest(json_extract(request, '$.resourceLogs[*]')) AS g FROM requests
), told AS MATERIALIZED (  -- a group can have megabytes: it is read once, not once a record
    SELECT g -> '$.resource.attributes' AS resource,
           json_extract(g, '$.scopeLogs[*].logRecords[*]') AS many FROM groups
), named AS MATERIALIZED (
    SELECT split_part(value_of(resource, 'countersign.log'), '/', 2) AS log,
           value_of(resource, 'countersign.entry')::BIGINT AS entry,
           value_of(resource, 'service.name') AS service, many FROM told
), records AS (
    SELECT log, entry, service, unnest(many) AS record FROM named
)
SELECT DISTINCT
    log, entry, service,
    make_timestamptz(coalesce(nullif(record ->> '$.timeUnixNano', '0'),
                              record ->> '$.observedTimeUnixNano')::BIGINT // 1000) AS ts,
    coalesce(value_of(record -> '$.attributes', 'event.name'), record ->> '$.eventName') AS event,
    coalesce(value_of(record -> '$.attributes', 'session.id'),
             value_of(record -> '$.attributes', 'conversation.id')) AS run_id,
    record -> '$.attributes' AS attributes
FROM records;

CREATE OR REPLACE TABLE spans AS
WITH groups AS (
    SELECT unnest(json_extract(request, '$.resourceSpans[*]')) AS g FROM requests
), told AS MATERIALIZED (  -- a group can have megabytes: it is read once, not once a record
    SELECT g -> '$.resource.attributes' AS resource,
           json_extract(g, '$.scopeSpans[*].spans[*]') AS many FROM groups
), named AS MATERIALIZED (
    SELECT split_part(value_of(resource, 'countersign.log'), '/', 2) AS log,
           value_of(resource, 'countersign.entry')::BIGINT AS entry,
           value_of(resource, 'service.name') AS service, many FROM told
), records AS (
    SELECT log, entry, service, unnest(many) AS record FROM named
)
SELECT DISTINCT
    log, entry, service,
    record ->> '$.traceId' AS trace_id,
    record ->> '$.spanId' AS span_id,
    record ->> '$.name' AS name,
    make_timestamptz((record ->> '$.startTimeUnixNano')::BIGINT // 1000) AS ts,
    ((record ->> '$.endTimeUnixNano')::BIGINT - (record ->> '$.startTimeUnixNano')::BIGINT) / 1e6 AS ms,
    coalesce((record ->> '$.status.code')::INTEGER, 0) = 2 AS failed,
    record -> '$.attributes' AS attributes
FROM records;

-- --- checkpoints --------------------------------------------------------------------------------
-- `ts`: when the object came into the copy; the bucket's own time where it was kept (aws s3 sync).
CREATE OR REPLACE TABLE checkpoints AS
SELECT
    split_part(split_part(content, chr(10), 1), '/', 2) AS log,
    split_part(content, chr(10), 2)::BIGINT AS size,
    split_part(content, chr(10), 3) AS root_b64,
    last_modified::TIMESTAMPTZ AS ts,
    filename AS file
FROM read_text('bucket/*/checkpoints/*');

-- --- questions ----------------------------------------------------------------------------------
-- Who denied what: a rule at once, or somebody who was asked (or nobody, in time).
CREATE OR REPLACE VIEW denials AS
SELECT i.log, coalesce(c.ts, i.ts) AS ts, i.agent, i.subject ->> '$.tool' AS tool,
       i.subject ->> '$.side_effect' AS side_effect, i.subject -> '$.traits' AS traits,
       coalesce(c.subject ->> '$.by', 'policy') AS denied_by,
       i.subject ->> '$.rule' AS rule, i.subject ->> '$.policy' AS policy, i.run_id, i.seq
FROM entries i
LEFT JOIN entries c ON c.log = i.log AND c.kind = 'consent.record'
    AND (c.subject ->> '$.intent')::BIGINT = i.seq
    AND c.subject ->> '$.state' IN ('refused', 'timed_out', 'expired')
WHERE i.kind = 'action.intent' AND i.subject ->> '$.repeats' IS NULL
    AND (i.subject ->> '$.decision' = 'denied' OR c.seq IS NOT NULL)
ORDER BY ts;

-- What ran though it was denied or never asked, and agents that tried what only a person may.
CREATE OR REPLACE VIEW unguarded AS
SELECT log, ts, kind, agent, subject ->> '$.why' AS why, subject ->> '$.tool' AS tool,
       subject ->> '$.what' AS what, run_id, seq
FROM entries WHERE kind IN ('gate.failed_open', 'gate.attempt') ORDER BY ts;

-- What agents cost, as far as they say so (Claude Code does; others report tokens alone).
CREATE OR REPLACE VIEW costs AS
SELECT service AS agent, count(DISTINCT log) AS desktops, count(DISTINCT (log, run_id)) AS runs,
       sum(value_of(attributes, 'cost_usd')::DOUBLE) AS usd,
       sum(coalesce(value_of(attributes, 'input_tokens'),
                    value_of(attributes, 'input_token_count'))::BIGINT) AS input_tokens,
       sum(coalesce(value_of(attributes, 'output_tokens'),
                    value_of(attributes, 'output_token_count'))::BIGINT) AS output_tokens
FROM log_records
WHERE value_of(attributes, 'cost_usd') IS NOT NULL
   OR value_of(attributes, 'input_token_count') IS NOT NULL
GROUP BY service ORDER BY usd DESC NULLS LAST, agent;

CREATE OR REPLACE VIEW newest_checkpoints AS
SELECT log, max(size) AS size, max(ts) AS ts FROM checkpoints GROUP BY log ORDER BY log;

-- Runs that spoke more than a day ago and whose last entry no checkpoint in the bucket covers.
CREATE OR REPLACE VIEW runs_not_covered AS
SELECT e.log, e.run_id, max(e.seq) AS last_entry, max(e.ts) AS last_at, coalesce(c.size, 0) AS covered
FROM entries e LEFT JOIN newest_checkpoints c USING (log)
WHERE e.run_id IS NOT NULL
GROUP BY e.log, e.run_id, c.size
HAVING max(e.seq) >= coalesce(c.size, 0) AND max(e.ts) < asked_at() - INTERVAL 24 HOUR
ORDER BY last_at;

-- Desktops of which nothing came for 26 hours; `last_heard` null: nothing ever.
CREATE OR REPLACE VIEW silent AS
WITH heard AS (
    SELECT log, max(ts) AS ts FROM entries WHERE list_contains(sources, 'webhook') GROUP BY log
    UNION ALL SELECT log, max(ts) FROM log_records GROUP BY log
    UNION ALL SELECT log, max(ts) FROM checkpoints GROUP BY log
)
SELECT d.log, max(h.ts) AS last_heard FROM desktops d LEFT JOIN heard h USING (log)
GROUP BY d.log
HAVING max(h.ts) IS NULL OR max(h.ts) < asked_at() - INTERVAL 26 HOUR
ORDER BY last_heard NULLS FIRST, d.log;

-- Logs without a time stamp of an authority within the last 8 days.
CREATE OR REPLACE VIEW unanchored AS
SELECT d.log, max(e.ts) AS last_stamp
FROM desktops d LEFT JOIN entries e ON e.log = d.log AND e.kind = 'anchor.timestamp'
GROUP BY d.log
HAVING max(e.ts) IS NULL OR max(e.ts) < asked_at() - INTERVAL 8 DAY
ORDER BY last_stamp NULLS FIRST, d.log;

-- Never anything: two entries in one place, two checkpoints of one size, a neighbour that is not the
-- one that was hashed. Each is proof that a log was rewritten, or that something on the way was.
CREATE OR REPLACE VIEW forks AS
SELECT log, seq AS place, 'two entries' AS what FROM entries GROUP BY log, seq HAVING count(*) > 1
UNION ALL
SELECT log, size, 'two checkpoints' FROM checkpoints GROUP BY log, size HAVING count(DISTINCT root_b64) > 1
UNION ALL
SELECT b.log, b.seq, 'not the one before' FROM entries a JOIN entries b ON a.log = b.log AND a.seq + 1 = b.seq
WHERE b.prev <> a.leaf_hash
ORDER BY log, place;

-- Which managed defaults each start of a recorder found (resources/docs/managed.md).
CREATE OR REPLACE VIEW managed AS
SELECT log, ts, subject ->> '$.version' AS version, subject ->> '$.managed.settings' AS settings,
       subject ->> '$.managed.policy' AS policy, subject -> '$.managed.trouble' AS trouble
FROM entries WHERE kind = 'recorder.start' ORDER BY log, ts;

-- --- Parquet ------------------------------------------------------------------------------------
COPY (SELECT *, strftime(ts, '%Y-%m-%d') AS day FROM entries)
    TO 'parquet/entries' (FORMAT parquet, PARTITION_BY (day), OVERWRITE_OR_IGNORE);
COPY (SELECT *, strftime(ts, '%Y-%m-%d') AS day FROM log_records)
    TO 'parquet/log_records' (FORMAT parquet, PARTITION_BY (day), OVERWRITE_OR_IGNORE);
COPY (SELECT *, strftime(ts, '%Y-%m-%d') AS day FROM spans)
    TO 'parquet/spans' (FORMAT parquet, PARTITION_BY (day), OVERWRITE_OR_IGNORE);
