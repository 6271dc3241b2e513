package io.trueup.listener.daemon.forge;

import org.jspecify.annotations.Nullable;

/**
 * What an operator says about a forge. Settings that its kind does not have are ignored.
 *
 * @param forge its kind
 * @param user who logs in, where it proves deliveries with a password
 * @param signatureHeader the header of an HMAC; null for the usual proof
 * @param algorithm of that HMAC
 * @param ref JSON pointer to the ref, or to several with {@code *}; null for the usual place
 * @param deliveryHeader the header of the delivery's id; null when there is none
 */
public record ForgeSettings(
    Forge forge,
    String user,
    @Nullable String signatureHeader,
    HmacAlgorithm algorithm,
    @Nullable String ref,
    @Nullable String deliveryHeader) {

  /** Who logs in unless the operator says otherwise. */
  public static final String USER = "trueup";

  /** A forge with the usual settings. */
  public static ForgeSettings of(Forge forge) {
    return new ForgeSettings(forge, USER, null, HmacAlgorithm.SHA256, null, null);
  }
}
