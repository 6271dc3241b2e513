package io.trueup.model.ecosystem;

import java.util.Locale;

/**
 * A zone's rule on the containers that data may lie in. A dataset names those that it asks for;
 * mandatory ones hold for every dataset of the zone.
 *
 * @param name unique in its zone
 * @param isMandatory whether it holds for datasets that do not name it
 * @param isDeprecated whether datasets should name it no longer
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

  /** What a policy asks of a container's encryption. */
  public enum Encryption {
    ANY,
    REQUIRED;

    /** The text form in documents. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
