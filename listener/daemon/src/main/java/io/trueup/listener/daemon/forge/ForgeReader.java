package io.trueup.listener.daemon.forge;

import io.trueup.platforms.spi.Secret;
import java.util.List;
import java.util.Map;

/** Reads the deliveries of one kind of forge. Pure, and thread-safe. */
public interface ForgeReader {

  /** Checks the head of a delivery, before any of its body is received. */
  ForgeHead head(DeliveryHeaders headers);

  /** What the headers claim, for the record of a refusal; empty where they are malformed. */
  Claims claims(DeliveryHeaders headers);

  /**
   * Whether the sender knows one of the secrets. Takes the same time for every wrong proof.
   *
   * @param body the raw body
   */
  boolean isGenuine(DeliveryHeaders headers, byte[] body, List<Secret> secrets);

  /** How the forge proves that a delivery is genuine. */
  Proof proof();

  /** Reads a delivery whose head is good. */
  ForgeEvent read(DeliveryHeaders headers, byte[] body);

  /** The headers to store, none of which can hold a secret. */
  Map<String, String> kept(DeliveryHeaders headers);

  /**
   * Whether the forge stops sending after errors. A genuine delivery that cannot be read is then
   * recorded and ignored, instead of being answered as an error.
   */
  boolean isTurnedOffByErrors();

  /**
   * What a delivery calls itself, before that is verified.
   *
   * @param deliveryId empty when it is missing or malformed
   * @param event empty when it is missing or malformed
   */
  record Claims(String deliveryId, String event) {}

  /**
   * How a delivery is proved to be genuine.
   *
   * @param word such as {@code signature}
   * @param refusal the sentence for a delivery without a valid one
   */
  record Proof(String word, String refusal) {}
}
