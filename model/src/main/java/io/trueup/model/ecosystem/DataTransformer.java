package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Code that makes a store from the inputs of its workspace.
 *
 * @param code the code, or where to find it
 * @param trigger a cron expression of five fields, or {@code external}; null when it runs whenever
 *     all its inputs have run
 * @param output the store that it makes; its capture is of kind {@link Capture.Kind#TRANSFORMER}
 */
public record DataTransformer(
    Code code, @Nullable String trigger, Datastore output, Documentation documentation) {

  /**
   * A transformer's code: a command of a repository at a version, or one SQL text.
   *
   * @param repository null for SQL
   * @param version tag or commit; null for SQL
   * @param command null for SQL
   * @param sql null for a command
   */
  public record Code(
      @Nullable String repository,
      @Nullable String version,
      @Nullable String command,
      @Nullable String sql) {

    /** The digest of all fields. */
    public Fingerprint fingerprint() {
      return FingerprintBuilder.of("code")
          .add(Optional.ofNullable(repository))
          .add(Optional.ofNullable(version))
          .add(Optional.ofNullable(command))
          .add(Optional.ofNullable(sql))
          .fingerprint();
    }
  }
}
