package io.trueup.model.ecosystem;

import java.util.Locale;

/**
 * A zone's rule for the containers of its data. A dataset names the policies that it requires;
 * mandatory policies apply to every dataset of the zone.
 *
 * @param name unique in its zone
 * @param isMandatory whether it applies to datasets that do not name it
 * @param isDeprecated whether datasets should no longer name it
 * @param containers the types of container that are allowed and forbidden, by their text form
 * @param encryption whether containers must be encrypted
 */
public record StoragePolicy(
    String name,
    boolean isMandatory,
    boolean isDeprecated,
    AllowForbid containers,
    Encryption encryption,
    Documentation documentation) {

  /** The encryption that a policy requires of containers. */
  public enum Encryption {
    ANY,
    REQUIRED;

    /** The text form in documents. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
