package io.trueup.listener.daemon.config;

import io.trueup.statestore.SourceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;

/**
 * Everything that is configured of a model server.
 *
 * @param instance its name, which no other one has; empty for the name of its machine
 * @param address where clients reach it; empty for its machine and port
 * @param sources the folder of the model in the repository of each source that it serves
 * @param refresh how often it looks for versions, and reports
 */
public record ModelServerConfiguration(
    String instance,
    String address,
    SortedMap<SourceId, String> sources,
    Configuration.Listen listen,
    Configuration.Database database,
    Daemon daemon,
    Versions versions,
    WhenMissing whenMissing,
    Duration refresh,
    Drain drain) {

  /** The daemon that it reports to. */
  public record Daemon(String url, SecretReference token) {}

  /** Where compiled versions come from. */
  public record Versions(Path folder, Origin from) {}

  /** How compiled versions come into the folder. */
  public enum Origin {
    /** Somebody else puts them there. */
    FOLDER,
    /** This process fetches what is missing from the daemon. */
    DAEMON
  }

  /** The answer to a question about a version that is kept and not open here. */
  public enum WhenMissing {
    /** A status 503, after which the client tries again. */
    RETRY,
    /** A redirect to the daemon. */
    HAND_OVER
  }

  /**
   * How it stops.
   *
   * @param delay between saying that it is not ready and accepting no more connections
   * @param longest how long it waits for answers that are under way
   */
  public record Drain(Duration delay, Duration longest) {}
}
