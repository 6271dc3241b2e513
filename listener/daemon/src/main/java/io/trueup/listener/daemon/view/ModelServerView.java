package io.trueup.listener.daemon.view;

import io.trueup.statestore.ModelServer;
import io.trueup.statestore.ServedVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model server, as it reported last.
 *
 * @param instance its name
 * @param address where it answers
 * @param program the version of its program
 * @param token the name of the token that it reports with
 * @param live whether it reported recently enough to count
 * @param draining whether it is about to stop
 * @param heapUsed bytes of its heap in use
 * @param heapMost bytes that its heap may grow to
 * @param sources what it has of each source that it serves
 */
public record ModelServerView(
    String instance,
    String address,
    String program,
    String token,
    boolean live,
    boolean draining,
    long heapUsed,
    long heapMost,
    Instant startedAt,
    Instant reportedAt,
    List<Source> sources) {

  public ModelServerView {
    sources = List.copyOf(sources);
  }

  /**
   * What a model server has of a source.
   *
   * @param prepared the versions that it has open
   * @param served the version that is served as the merged one
   * @param preparing the version that is opened everywhere before it is served; 0 for none
   * @param lag how many versions its newest one is behind the served one
   */
  public record Source(String source, List<Long> prepared, long served, long preparing, long lag) {

    public Source {
      prepared = List.copyOf(prepared);
    }
  }

  /**
   * What a model server says about itself.
   *
   * @param prepared the versions that it has open, by source
   */
  public record Report(
      @Nullable String address,
      @Nullable String program,
      @Nullable TreeMap<String, List<Long>> prepared,
      boolean draining,
      long heapUsed,
      long heapMost,
      @Nullable Instant startedAt) {}

  /**
   * The version of a source that is served.
   *
   * @param since when it began to be served
   * @param preparing the version that is opened everywhere before it is served; 0 for none
   * @param preparingSince null for none
   */
  public record Served(
      String source, long served, Instant since, long preparing, @Nullable Instant preparingSince) {

    public static Served of(ServedVersion version) {
      return new Served(
          version.source().value(),
          version.served(),
          version.since(),
          version.preparing(),
          version.preparingSince());
    }
  }

  /** All model servers, and what they serve. */
  public record Fleet(List<ModelServerView> servers, List<Served> served) {

    public Fleet {
      servers = List.copyOf(servers);
      served = List.copyOf(served);
    }
  }

  /** Whether it counts, in one word: {@code live}, {@code draining} or {@code silent}. */
  public String state() {
    if (!live) {
      return "silent";
    }
    return draining ? "draining" : "live";
  }

  /**
   * The view of a model server.
   *
   * @param served of all sources
   */
  public static ModelServerView of(ModelServer server, List<ServedVersion> served) {
    var report = server.report();
    var sources = new ArrayList<Source>();
    report
        .prepared()
        .forEach((source, prepared) ->
            served.stream()
                .filter(it -> it.source().equals(source))
                .findFirst()
                .ifPresent(it ->
                    sources.add(
                        new Source(
                            source.value(),
                            List.copyOf(prepared),
                            it.served(),
                            it.preparing(),
                            prepared.contains(it.served())
                                ? 0
                                : Math.max(
                                    1,
                                    it.served() - (prepared.isEmpty() ? 0 : prepared.last()))))));
    return new ModelServerView(
        report.instance(),
        report.address(),
        report.program(),
        server.token(),
        server.isLive(),
        report.isDraining(),
        report.heapUsed(),
        report.heapMost(),
        report.startedAt(),
        server.reportedAt(),
        sources);
  }
}
