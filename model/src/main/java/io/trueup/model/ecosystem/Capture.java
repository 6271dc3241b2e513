package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way a store's data is captured.
 *
 * @param kind of capture
 * @param container to capture from, as the document refers to it; null when the capture needs none
 * @param credential for that container; null when none is needed
 * @param consistency whether the datasets are captured together
 * @param trigger a cron expression of five fields, or {@code external}; null when a transformer
 *     triggers it
 * @param watermark the column that identifies new rows, in every dataset; null for all kinds but
 *     {@link Kind#WATERMARK}
 */
public record Capture(
    Kind kind,
    @Nullable String container,
    @Nullable Credential credential,
    Consistency consistency,
    @Nullable String trigger,
    @Nullable String watermark) {

  /** The kinds of capture. */
  public enum Kind {
    /** The source's change log. */
    CDC,
    /** All rows every time. */
    SNAPSHOT,
    /** The rows whose watermark column has risen. */
    WATERMARK,
    /** A topic for each dataset. */
    KAFKA,
    /** The kind of a transformer's output store; never written in a document. */
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
   * The digest of everything that a platform could act on, except the container: a reference can be
   * written in two ways, so the caller adds the resolved container.
   */
  public Fingerprint fingerprint() {
    return FingerprintBuilder.of("capture")
        .add(kind.text())
        .add(Optional.ofNullable(credential).map(Credential::toString))
        .add(consistency.text())
        .add(Optional.ofNullable(trigger))
        .add(Optional.ofNullable(watermark))
        .fingerprint();
  }
}
