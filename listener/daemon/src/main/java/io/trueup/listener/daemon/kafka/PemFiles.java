package io.trueup.listener.daemon.kafka;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Reads certificates that an operator names, and refuses what brokers would refuse. */
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
