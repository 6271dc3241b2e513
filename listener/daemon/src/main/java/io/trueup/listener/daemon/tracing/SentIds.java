package io.trueup.listener.daemon.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;

/** The ids of the span that is made next. For one thread. */
final class SentIds implements IdGenerator {

  private String trace = "";
  private String span = "";

  void next(String traceId, String spanId) {
    trace = traceId;
    span = spanId;
  }

  @Override
  public String generateSpanId() {
    return span;
  }

  @Override
  public String generateTraceId() {
    return trace;
  }
}
