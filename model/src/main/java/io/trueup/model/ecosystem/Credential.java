package io.trueup.model.ecosystem;

import java.util.Locale;

/**
 * The name of a secret, and what kind of secret it is. The secret itself is never in a model.
 *
 * @param name what a credential store knows it by
 */
public record Credential(String name, Kind kind) {

  /** The canonical text form, {@code kind:name}. */
  @Override
  public String toString() {
    return kind.text() + ":" + name;
  }

  /** The kinds of secrets. */
  public enum Kind {
    USER_PASSWORD,
    API_KEY,
    API_TOKEN,
    CLIENT_CERTIFICATE,
    CA_BUNDLE;

    /** The text form in documents. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
