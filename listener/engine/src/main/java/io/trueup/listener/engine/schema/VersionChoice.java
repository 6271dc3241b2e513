package io.trueup.listener.engine.schema;

import io.trueup.statestore.PlatformState;
import java.util.Locale;

/** Which of a platform's three versions a request is about. */
public enum VersionChoice {
  /** The newest accepted version. */
  MERGED,
  /** The version that the platform is moving to. */
  TARGET,
  /** The last version that the platform fully was at. */
  REALIZED;

  /** The version's number; 0 for none. */
  long version(PlatformState platform) {
    return switch (this) {
      case MERGED -> platform.merged().version();
      case TARGET -> platform.target().version();
      case REALIZED -> platform.realized().version();
    };
  }

  /** Its name in requests and answers. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
