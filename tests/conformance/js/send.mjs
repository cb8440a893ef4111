// Sends three spans, two log records and one metric with OpenTelemetry's own exporters.
// Usage: node send.mjs PROTOCOL(grpc|http/protobuf|http/json) COMPRESSION(none|gzip) ENDPOINT
// Prints one JSON line with the trace ids; exits with 1 when an export failed.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [protocol, compression, endpoint] = process.argv.slice(2);
const require = createRequire(pathToFileURL(process.cwd() + "/"));
const suffix = { grpc: "grpc", "http/protobuf": "proto", "http/json": "http" }[protocol];
const { diag, DiagLogLevel, ROOT_CONTEXT, trace } = require("@opentelemetry/api");
const { OTLPTraceExporter } = require(`@opentelemetry/exporter-trace-otlp-${suffix}`);
const { OTLPLogExporter } = require(`@opentelemetry/exporter-logs-otlp-${suffix}`);
const { OTLPMetricExporter } = require(`@opentelemetry/exporter-metrics-otlp-${suffix}`);
const { BasicTracerProvider, BatchSpanProcessor } = require("@opentelemetry/sdk-trace-base");
const { LoggerProvider, BatchLogRecordProcessor } = require("@opentelemetry/sdk-logs");
const { MeterProvider, PeriodicExportingMetricReader } = require("@opentelemetry/sdk-metrics");

let failures = 0;
const fail = (...words) => {
  failures += 1;
  console.error(...words);
};
diag.setLogger({ error: fail, warn: fail, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);

const settings = (signal) => ({
  url: protocol === "grpc" ? endpoint : `${endpoint}/v1/${signal}`,
  compression,
  timeoutMillis: 10000,
});
const tracers = new BasicTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(settings("traces")))],
});
const loggers = new LoggerProvider({
  processors: [new BatchLogRecordProcessor(new OTLPLogExporter(settings("logs")))],
});
const meters = new MeterProvider({
  readers: [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(settings("metrics")),
      exportIntervalMillis: 60000,
    }),
  ],
});

const tracer = tracers.getTracer("conformance");
const root = tracer.startSpan("invoke_agent", { attributes: { n: 1, ratio: 0.5, list: ["a", "b"] } });
for (const name of ["chat", "execute_tool"]) {
  tracer.startSpan(name, {}, trace.setSpan(ROOT_CONTEXT, root)).end();
}
root.addEvent("done", { ok: true });
root.end();
const logger = loggers.getLogger("conformance");
logger.emit({ body: "hello", attributes: { "event.name": "user_prompt", big: 2 ** 40 } });
logger.emit({ body: { nested: { list: [1, null, "x"] } } });
meters.getMeter("conformance").createCounter("tokens").add(7, { kind: "input" });

await Promise.all([tracers.shutdown(), loggers.shutdown(), meters.shutdown()]);
console.log(JSON.stringify({ trace: root.spanContext().traceId, span: root.spanContext().spanId }));
process.exit(failures ? 1 : 0);
