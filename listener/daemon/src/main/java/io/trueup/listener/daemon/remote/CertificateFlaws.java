package io.trueup.listener.daemon.remote;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with the certificate of a server. Pure. */
public final class CertificateFlaws {

  /** Of a chain of causes. */
  private static final int DEEPEST = 20;

  private CertificateFlaws() {}

  /**
   * What is wrong; empty when a connection failed for another reason.
   *
   * @param owner whose certificate it is, such as {@code the mail server's}
   * @param host that the certificate should be for
   */
  public static Optional<String> of(@Nullable Throwable failure, String owner, String host) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(DEEPEST)
        .flatMap(it -> flaw(it, owner, host).stream())
        .reduce((_, deeper) -> deeper);
  }

  private static Optional<String> flaw(Throwable failure, String owner, String host) {
    return switch (failure) {
      case CertificateExpiredException _ ->
          Optional.of("%s certificate has expired".formatted(owner));
      case CertificateNotYetValidException _ ->
          Optional.of("%s certificate is not valid yet".formatted(owner));
      case CertPathBuilderException _ ->
          Optional.of("no authority that Java trusts has signed %s certificate".formatted(owner));
      case CertPathValidatorException _ ->
          Optional.of("%s certificate is not one that Java accepts".formatted(owner));
      case CertificateRevokedException _ ->
          Optional.of("%s certificate was revoked".formatted(owner));
      case CertificateException _ ->
          Optional.of("%s certificate is not one for '%s'".formatted(owner, host));
      default -> Optional.empty();
    };
  }
}
