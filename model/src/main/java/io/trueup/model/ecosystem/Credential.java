package io.trueup.model.ecosystem;

import java.util.Locale;

/**
 * The name and the kind of a secret. The secret itself is never in a model.
 *
 * @param name of the secret in the credential store
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
