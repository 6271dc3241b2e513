package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Canonical;
import io.trueup.model.fingerprint.Fingerprint;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a store's data is captured.
 *
 * @param kind the way
 * @param container where from, by the reference in the document; null where the capture needs none
 * @param credential what reads there; null where none is needed
 * @param consistency whether the datasets are captured together
 * @param trigger a cron expression of five fields, or {@code external}; null when a transformer
 *     sets it off
 * @param watermark the column that tells what is new, present in every dataset; null for all kinds
 *     but {@link Kind#WATERMARK}
 */
public record Capture(
    Kind kind,
    @Nullable String container,
    @Nullable Credential credential,
    Consistency consistency,
    @Nullable String trigger,
    @Nullable String watermark) {

  /** The ways of capturing. */
  public enum Kind {
    /** The source's log of changes. */
    CDC,
    /** All rows, each time. */
    SNAPSHOT,
    /** The rows whose watermark column has risen. */
    WATERMARK,
    /** A topic for each dataset. */
    KAFKA,
    /** Set by us on a transformer's output store; never written in a document. */
    TRANSFORMER;

    /** The text form in documents. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the datasets of a store are ingested together or one by one. */
  public enum Consistency {
    SINGLE_DATASET,
    MULTI_DATASET;

    /** The text form in documents. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * The digest of all that a platform could act on but the container: a reference can be written in
   * two ways, so whoever resolves it adds what it means.
   */
  public Fingerprint fingerprint() {
    return Canonical.of("capture")
        .add(kind.text())
        .add(Optional.ofNullable(credential).map(Credential::toString))
        .add(consistency.text())
        .add(Optional.ofNullable(trigger))
        .add(Optional.ofNullable(watermark))
        .fingerprint();
  }
}
