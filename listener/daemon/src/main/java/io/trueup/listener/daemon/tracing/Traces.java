package io.trueup.listener.daemon.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the spans of merges to a collector, each once its part has ended. What a collector does not
 * take within some seconds is lost: traces hold up nothing. The relay calls it from one thread.
 */
public final class Traces implements EventRelay.Destination, AutoCloseable {

  /** The name of the relay's reader. */
  public static final String READER = "tracing";

  /** How many changes it takes at once. */
  public static final int BATCH = 200;

  private static final Logger LOG = LoggerFactory.getLogger(Traces.class);

  /** It logs every failure with its stack; kept here, or its level would be forgotten. */
  private static final java.util.logging.Logger LIBRARY =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  /** The semantic conventions that the names of attributes are of. */
  private static final String CONVENTIONS = "https://opentelemetry.io/schemas/1.44.0";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final double PERCENT = 100;
  private static final Pattern PARENT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");

  private final MergeSpans made;
  private final EndedSpans ended = new EndedSpans();
  private final SpanExporter exporter;
  private final SentIds ids = new SentIds();
  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final String endpoint;
  private boolean isLosing;

  /**
   * Sends nothing yet.
   *
   * @param program the version of the program
   */
  public Traces(StateStore store, TraceSettings settings, String program) {
    this.made = new MergeSpans(store);
    this.endpoint = settings.endpoint();
    LIBRARY.setLevel(java.util.logging.Level.OFF);
    this.exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.endpoint())
            .setHeaders(settings.headers())
            .setTimeout(PATIENCE)
            .setRetryPolicy(null)
            .build();
    this.provider =
        SdkTracerProvider.builder()
            .setIdGenerator(ids)
            .setSampler(Sampler.traceIdRatioBased(settings.percent() / PERCENT))
            .setResource(
                Resource.create(
                    Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "trueup",
                        AttributeKey.stringKey("service.version"),
                        program,
                        AttributeKey.stringKey("service.namespace"),
                        store.installation().id()),
                    CONVENTIONS))
            .addSpanProcessor(ended)
            .build();
    this.tracer =
        provider
            .tracerBuilder("io.trueup")
            .setInstrumentationVersion(program)
            .setSchemaUrl(CONVENTIONS)
            .build();
  }

  @Override
  public void deliver(List<RecordedChange> changes, Lease lease) {
    changes.forEach(change -> made.of(change).forEach(this::send));
    var spans = ended.take();
    if (spans.isEmpty()) {
      return;
    }
    var sent = exporter.export(spans).join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (!sent.isSuccess() && !isLosing) {
      LOG.warn(
          "Traces do not reach {}; they are lost until they do. Check 'tracing.endpoint' and that the collector takes OTLP over HTTP",
          endpoint);
    }
    isLosing = !sent.isSuccess();
  }

  private void send(SpanPart part) {
    var trace = part.trace();
    var parent = part.parent();
    var context =
        parent == null
            ? Context.root()
            : Context.root().with(Span.wrap(remote(trace.id(), trace.span(parent))));
    ids.next(trace.id(), trace.span(part.part()));
    var builder =
        tracer.spanBuilder(part.name()).setParent(context).setStartTimestamp(part.start());
    part.attributes().forEach(builder::setAttribute);
    for (var link : part.links()) {
      var found = PARENT.matcher(link);
      if (found.matches()) {
        builder.addLink(remote(found.group(1), found.group(2)));
      }
    }
    var span = builder.startSpan();
    if (part.error() != null) {
      span.setStatus(StatusCode.ERROR, part.error());
    }
    span.end(part.end());
  }

  private static SpanContext remote(String trace, String span) {
    return SpanContext.createFromRemoteParent(
        trace, span, TraceFlags.getSampled(), TraceState.getDefault());
  }

  @Override
  public void close() {
    provider.close();
    exporter.shutdown().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
