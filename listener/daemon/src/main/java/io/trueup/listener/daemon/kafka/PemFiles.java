package io.trueup.listener.daemon.kafka;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates that an operator names, and refuses what brokers would refuse; all in PEM, as
 * Kafka's clients take them.
 */
final class PemFiles {

  private PemFiles() {}

  /**
   * The text of a file with certificates that are valid now.
   *
   * @throws KafkaSetupException when it cannot be read, holds none, or one of them has expired
   */
  static String certificates(String what, Path file, Instant now) {
    var text = read(what, file);
    var certificates = parse(what, file, text);
    if (certificates.isEmpty()) {
      throw new KafkaSetupException(
          "%s holds no certificate: %s. Write it in PEM".formatted(what, file));
    }
    for (var certificate : certificates) {
      var until = certificate.getNotAfter().toInstant();
      var from = certificate.getNotBefore().toInstant();
      if (until.isBefore(now)) {
        throw new KafkaSetupException(
            "%s expired on %s: %s. Put a new certificate there".formatted(what, until, file));
      }
      if (from.isAfter(now)) {
        throw new KafkaSetupException(
            "%s is not valid before %s: %s. Check the clock, or put another certificate there"
                .formatted(what, from, file));
      }
    }
    return text;
  }

  /**
   * The authorities that the Java platform trusts.
   *
   * @throws KafkaSetupException when they cannot be read
   */
  static String ofJava() {
    try {
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init((@Nullable KeyStore) null);
      var text = new StringBuilder();
      for (var manager : trust.getTrustManagers()) {
        if (manager instanceof X509TrustManager trusting) {
          for (var authority : trusting.getAcceptedIssuers()) {
            text.append(
                "\n-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                    .formatted(Base64.getMimeEncoder().encodeToString(authority.getEncoded())));
          }
        }
      }
      return text.toString();
    } catch (GeneralSecurityException e) {
      throw new KafkaSetupException(
          "The authorities that Java trusts cannot be read: %s. Check its trust store"
              .formatted(e.getMessage()));
    }
  }

  private static List<X509Certificate> parse(String what, Path file, String text) {
    try {
      var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
      return CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException _) {
      throw new KafkaSetupException(
          "%s holds no certificate: %s. Write it in PEM".formatted(what, file));
    }
  }

  private static String read(String what, Path file) {
    try {
      return Files.readString(file);
    } catch (IOException _) {
      throw new KafkaSetupException(
          "%s cannot be read: %s %s"
              .formatted(
                  what,
                  file,
                  Files.exists(file)
                      ? "is no text file that this user may read"
                      : "does not exist"));
    }
  }
}
