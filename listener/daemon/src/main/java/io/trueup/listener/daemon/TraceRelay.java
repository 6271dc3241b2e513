package io.trueup.listener.daemon;

import io.trueup.listener.daemon.config.Configuration.Tracing;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.config.SecretReference;
import io.trueup.listener.daemon.tracing.TraceSettings;
import io.trueup.listener.daemon.tracing.Traces;
import io.trueup.listener.engine.Engine;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.StateStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes changes on to traces, where they are configured. Used by one thread at a time. */
final class TraceRelay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TraceRelay.class);

  private final @Nullable Tracing configured;
  private final ProcessEnvironment environment;
  private @Nullable Traces traces;

  TraceRelay(@Nullable Tracing configured, ProcessEnvironment environment) {
    this.configured = configured;
    this.environment = environment;
  }

  /** Begins over an open store; those of a start that failed end. */
  void begin(StateStore store, Engine engine) {
    close();
    if (configured == null) {
      forget(store);
      return;
    }
    var settings =
        new TraceSettings(
            configured.endpoint(), () -> headers(configured.headers()), configured.percent());
    traces = new Traces(store, settings, environment.version());
    var _ = engine.changes().relay(Traces.READER, Traces.BATCH, traces);
  }

  /** A reader that no daemon is any more would keep changes from being removed. */
  static void forget(StateStore store) {
    if (store.changes().readers().containsKey(Traces.READER)
        && store.leases().holder(StateChanges.resource(Traces.READER)).isEmpty()) {
      store.changes().forget(Traces.READER);
      LOG.info("No daemon sends traces any more");
    }
  }

  private Map<String, String> headers(@Nullable SecretReference reference) {
    var headers = new TreeMap<String, String>();
    if (reference != null) {
      var text = new SecretReader(environment.variables()).read(reference);
      for (var line : text.map(it -> it.value().lines().toList()).orElse(List.of())) {
        var colon = line.indexOf(':');
        if (colon > 0) {
          headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
      }
    }
    return headers;
  }

  @Override
  public void close() {
    if (traces != null) {
      traces.close();
      traces = null;
    }
  }
}
