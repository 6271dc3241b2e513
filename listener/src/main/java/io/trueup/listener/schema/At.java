package io.trueup.listener.schema;

import io.trueup.statestore.PlatformState;
import java.util.Locale;

/** Which of a platform's versions is asked about. */
public enum At {
  /** The newest accepted one. */
  MERGED,
  /** The one that it is moving to. */
  TARGET,
  /** The last one that it fully was. */
  REALIZED;

  /** The version's number; 0 for none. */
  long version(PlatformState platform) {
    return switch (this) {
      case MERGED -> platform.merged().version();
      case TARGET -> platform.target().version();
      case REALIZED -> platform.realized().version();
    };
  }

  /** For people and programs. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
