package io.trueup.statestore;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Model servers, and the versions that they serve. */
public interface ModelServers {

  /** What came of a report. */
  record Reported(List<ServedVersion> served) {

    public Reported {
      served = List.copyOf(served);
    }
  }

  /**
   * Records what a model server says about itself, and what follows from it for the versions of the
   * sources that it serves. Where no server lived before, the accepted version is served first.
   * Sources that are not known are left out.
   *
   * @param liveFor how long it counts as live unless it reports again
   */
  Reported report(
      ModelServer.Report report, Duration liveFor, ServedVersion.Policy policy, Actor actor);

  /** All model servers by name; those that have not reported for a week are forgotten. */
  List<ModelServer> all();

  /**
   * The version of a source that is served as its merged one: the recorded one while a model server
   * lives that serves the source, else the accepted one. Empty when there is no such source.
   */
  Optional<ServedVersion> served(SourceId source);
}
