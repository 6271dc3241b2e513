package io.trueup.listener.daemon.question;

import io.trueup.model.ecosystem.Credential;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A datastore without its datasets.
 *
 * @param team {@code zone/team}
 * @param datasets how many it has
 * @param approved the workspaces that may use it; null when no approval is needed
 * @param producer the workspace whose transformer makes it; null when it is captured
 * @param primaryIngestion the platforms that read its source for all others; empty when each reads
 *     it itself
 */
public record DatastoreAnswer(
    String name,
    String team,
    @Nullable String description,
    CaptureAnswer capture,
    boolean production,
    boolean deprecated,
    @Nullable List<String> approved,
    @Nullable String producer,
    List<String> primaryIngestion,
    int datasets) {

  /**
   * How the data of a store is captured.
   *
   * @param container qualified name of the container that it is captured from; null when there is
   *     none
   * @param credential null when its job has access of its own
   * @param trigger a cron expression or {@code external}; null when no time is set
   * @param watermark the column that identifies new rows; null for other kinds of capture
   */
  public record CaptureAnswer(
      String kind,
      @Nullable String container,
      @Nullable CredentialAnswer credential,
      String consistency,
      @Nullable String trigger,
      @Nullable String watermark) {}

  /**
   * The name and the kind of a credential; never the secret.
   *
   * @param name in the credential store
   */
  public record CredentialAnswer(String name, String kind) {

    static @Nullable CredentialAnswer of(@Nullable Credential credential) {
      return credential == null
          ? null
          : new CredentialAnswer(credential.name(), credential.kind().text());
    }
  }

  static DatastoreAnswer of(Ecosystem ecosystem, Datastore store) {
    var capture = store.capture();
    var container = capture.container();
    var primaries = ecosystem.primaryIngestion().find(store.name());
    return new DatastoreAnswer(
        store.name(),
        store.team(),
        store.documentation().description(),
        new CaptureAnswer(
            capture.kind().text(),
            container == null ? null : Ecosystem.qualified(store.team(), container),
            CredentialAnswer.of(capture.credential()),
            capture.consistency().text(),
            capture.trigger(),
            capture.watermark()),
        store.isProduction(),
        store.governance().isDeprecated(),
        approved(store.governance().approved()),
        ecosystem.producers().find(store.name()),
        primaries == null ? List.of() : List.copyOf(primaries),
        store.datasets().size());
  }

  static @Nullable List<String> approved(@Nullable SortedSet<String> workspaces) {
    return workspaces == null ? null : List.copyOf(workspaces);
  }
}
