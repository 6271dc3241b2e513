package io.trueup.listener.daemon.notification;

import org.jspecify.annotations.Nullable;

/**
 * The server that takes e-mail.
 *
 * @param login null to send without logging in
 */
public record MailServer(String host, int port, Tls tls, @Nullable Login login) {

  /** How the connection is encrypted. */
  public enum Tls {
    /** Not at all. */
    NONE,
    /** After a greeting in the clear; without it nothing is sent. */
    STARTTLS,
    /** From the first byte on. */
    TLS
  }

  /** Who sends. */
  public record Login(String user, KeptSecret password) {}
}
