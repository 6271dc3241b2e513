package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.graphql.GraphQlLimits;
import io.trueup.statestore.SourceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is configured of a model server.
 *
 * @param instance its name, which no other one has; empty for the name of its machine
 * @param address where clients reach it; empty for its machine and port
 * @param sources those that it serves
 * @param refresh how often it looks for versions, and reports
 * @param memory how many bytes of heap its open versions may take; null for a share of the heap
 * @param graphql limits of GraphQL queries
 */
public record ModelServerConfiguration(
    String instance,
    String address,
    SortedMap<SourceId, Source> sources,
    Configuration.Listen listen,
    Configuration.Database database,
    Daemon daemon,
    Versions versions,
    WhenMissing whenMissing,
    Duration refresh,
    Drain drain,
    @Nullable Long memory,
    GraphQlLimits graphql) {

  /**
   * A source that it serves.
   *
   * @param modelRoot the folder of the model in its repository; empty for the root
   * @param repository where its versions are made from; null where they come from elsewhere
   */
  public record Source(String modelRoot, @Nullable Repository repository) {}

  /** A repository, and how to log in to it. */
  public record Repository(
      String address, String branch, Configuration.Authentication authentication) {}

  /** The daemon that it reports to. */
  public record Daemon(String url, SecretReference token) {}

  /**
   * Where compiled versions come from.
   *
   * @param mirrors the folder of mirrors and what is remembered of them; null where versions are
   *     not made here
   */
  public record Versions(Path folder, Origin from, @Nullable Path mirrors) {}

  /** How compiled versions come into the folder. */
  public enum Origin {
    /** The daemon writes them there. */
    FOLDER,
    /** This process fetches what is missing from the daemon. */
    DAEMON,
    /** This process makes what is missing from a mirror of its own. */
    GIT
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
