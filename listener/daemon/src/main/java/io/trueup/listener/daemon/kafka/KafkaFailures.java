package io.trueup.listener.daemon.kafka;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Says in one sentence why Kafka does not do what it should. Pure. */
final class KafkaFailures {

  /** Of a chain of causes. */
  private static final int DEEPEST = 20;

  private static final Pattern STATUS = Pattern.compile("The response code (\\d{3})\\b");

  /** What TLS says of a server of tokens that is not trusted, or that speaks something else. */
  private static final Pattern UNTRUSTED =
      Pattern.compile("\\bjavax\\.net\\.ssl\\.|\\bHTTPS hostname wrong\\b");

  /** How brokers refuse a client's certificate, or a client that shows none. */
  private static final Pattern OWN_CERTIFICATE =
      Pattern.compile(
          "\\bReceived fatal alert: (?:\\w*certificate\\w*|unknown_ca|access_denied)\\b");

  private final List<String> servers;

  KafkaFailures(List<String> servers) {
    this.servers = List.copyOf(servers);
  }

  /** One sentence, without secrets. */
  String sentence(Throwable failure) {
    var cause = root(failure);
    return switch (cause) {
      case KafkaSetupException e -> String.valueOf(e.getMessage());
      case SslAuthenticationException e when isOutOfDate(e) ->
          "A certificate of the brokers at %s has expired, or is not valid yet by the clock of this machine. Put a new one there, or set the clock"
              .formatted(names());
      case SslAuthenticationException e when isOfOwnCertificate(e) ->
          "The brokers at %s want a certificate of this daemon, and accept none that it shows. Check 'kafka.tls.certificate' and 'kafka.tls.key'"
              .formatted(names());
      case LoginException e when UNTRUSTED.matcher(String.valueOf(e.getMessage())).find() ->
          "There is no token for the brokers at %s: their server of tokens cannot be trusted, or does not use TLS. Check 'kafka.login', 'kafka.tls.ca' and the server's certificate"
              .formatted(names());
      case LoginException e ->
          "There is no token for the brokers at %s%s. Check 'kafka.login', and the server that gives tokens"
              .formatted(names(), answer(e));
      case SslAuthenticationException _ ->
          "The brokers at %s cannot be trusted, or do not use TLS. Check 'kafka.tls' and the brokers' certificates"
              .formatted(names());
      case SaslAuthenticationException _ ->
          "The brokers at %s refuse the login. Check 'kafka.login'".formatted(names());
      case AuthenticationException _ ->
          "The brokers at %s refuse the login. Check 'kafka.login' and 'kafka.tls'"
              .formatted(names());
      case AuthorizationException e ->
          "The brokers at %s refuse access: %s. Allow it to the daemon's user"
              .formatted(names(), line(e));
      case UnknownTopicOrPartitionException _ ->
          "A topic does not exist. Run 'trueup topics check'";
      case ConfigException _ ->
          "No broker is known at %s. Check the names under 'kafka.servers'".formatted(names());
      case TimeoutException _, java.util.concurrent.TimeoutException _ ->
          "No broker answers at %s. Check 'kafka.servers', and that 'kafka.tls' and 'kafka.login' suit them"
              .formatted(names());
      default -> "Kafka at %s fails: %s".formatted(names(), line(cause));
    };
  }

  private static boolean isOutOfDate(Throwable failure) {
    return causes(failure)
        .anyMatch(it ->
            it instanceof CertificateExpiredException
                || it instanceof CertificateNotYetValidException);
  }

  private static boolean isOfOwnCertificate(Throwable failure) {
    return causes(failure)
        .anyMatch(it ->
            it instanceof SSLException
                && OWN_CERTIFICATE.matcher(String.valueOf(it.getMessage())).find());
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST);
  }

  /** Kafka wraps what happened, several times. */
  private static Throwable root(Throwable failure) {
    var at = failure;
    while (at.getCause() != null
        && (at instanceof ExecutionException
            || at instanceof CompletionException
            || at.getClass() == KafkaException.class)) {
      at = at.getCause();
    }
    return at;
  }

  /**
   * The status that a server of tokens answered with. No more of it is told: its answer may repeat
   * what it was asked with, which holds the client's secret.
   */
  private static String answer(LoginException failure) {
    var status = STATUS.matcher(String.valueOf(failure.getMessage()));
    return status.find() ? ": their server answers " + status.group(1) : "";
  }

  private static String line(Throwable failure) {
    var message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private String names() {
    return String.join(", ", servers);
  }
}
