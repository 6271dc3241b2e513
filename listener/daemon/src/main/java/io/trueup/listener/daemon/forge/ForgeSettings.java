package io.trueup.listener.daemon.forge;

/**
 * What an operator says about a forge.
 *
 * @param forge its kind
 */
public record ForgeSettings(Forge forge) {

  /** A forge that needs no more settings. */
  public static ForgeSettings of(Forge forge) {
    return new ForgeSettings(forge);
  }
}
