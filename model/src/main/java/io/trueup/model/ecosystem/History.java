package io.trueup.model.ecosystem;

import java.util.Locale;

/** What a platform keeps, or a dataset group requires, of a row's past. */
public enum History {
  /** The newest state only. */
  LIVE_ONLY,
  /** Every state a row ever had. */
  FORENSIC,
  /** The newest state, with the past beside it. */
  LIVE_WITH_HISTORY;

  /** Whether a platform that keeps this gives a group what it requires, and not more. */
  public boolean gives(History required) {
    return this == required || this == LIVE_WITH_HISTORY;
  }

  /** The text form in documents. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
