package io.trueup.model.ecosystem;

import java.util.Locale;

/** The history of rows that a platform keeps or a dataset group requires. */
public enum History {
  /** Only the newest state. */
  LIVE_ONLY,
  /** Every state that a row ever had. */
  FORENSIC,
  /** The newest state, with the past beside it. */
  LIVE_WITH_HISTORY;

  /** Whether a platform that keeps this history can serve a group that requires another one. */
  public boolean satisfies(History required) {
    return this == required || this == LIVE_WITH_HISTORY;
  }

  /** The text form in documents. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
