package io.trueup.listener.daemon;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.trueup.listener.engine.versions.FolderCounts;
import io.trueup.listener.engine.versions.VersionFolder;
import java.util.function.ToDoubleFunction;

/** Metrics of the compiled versions of one source. */
final class VersionMeters {

  private final VersionFolder folder;
  private final String source;

  VersionMeters(VersionFolder folder, String source) {
    this.folder = folder;
    this.source = source;
  }

  void register(MeterRegistry metrics) {
    gauge(metrics, "trueup.versions.bytes", "Bytes on disk", it -> it.usage().bytes());
    gauge(metrics, "trueup.versions.files", "Files on disk", it -> it.usage().files());
    gauge(
        metrics,
        "trueup.versions.unwritable",
        "1 while versions cannot be written",
        it -> it.problem().isPresent() ? 1 : 0);
    counter(metrics, "trueup.versions.opened", "Files opened", FolderCounts::filesOpened);
    counter(metrics, "trueup.versions.written", "Files written", FolderCounts::filesWritten);
    counter(metrics, "trueup.versions.bytes.written", "Bytes written", FolderCounts::bytesWritten);
    counter(
        metrics,
        "trueup.versions.set.aside",
        "Damaged files set aside",
        FolderCounts::filesSetAside);
  }

  private void gauge(
      MeterRegistry metrics, String name, String what, ToDoubleFunction<VersionFolder> value) {
    Gauge.builder(name, folder, value).description(what).tag("source", source).register(metrics);
  }

  private void counter(
      MeterRegistry metrics, String name, String what, ToDoubleFunction<FolderCounts> value) {
    FunctionCounter.builder(name, folder.counts(), value)
        .description(what)
        .tag("source", source)
        .register(metrics);
  }
}
