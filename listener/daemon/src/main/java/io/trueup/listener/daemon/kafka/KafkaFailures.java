package io.trueup.listener.daemon.kafka;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(DEEPEST)
        .anyMatch(it ->
            it instanceof CertificateExpiredException
                || it instanceof CertificateNotYetValidException);
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
