package io.trueup.statestore;

/**
 * The identity of an installation: all daemons that share a state store.
 *
 * @param id public: shown to people, and written on what the daemons make in containers
 * @param key secret, for values that others must not guess
 */
public record Installation(String id, String key) {

  @Override
  public String toString() {
    return "Installation[id=%s, key=***]".formatted(id);
  }
}
