package io.trueup.platforms.spi;

/**
 * A value that is never printed.
 *
 * @param value the secret in the clear
 */
public record Secret(String value) {

  @Override
  public String toString() {
    return "***";
  }
}
