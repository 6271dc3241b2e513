package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.notification.MailServer.Tls;
import io.trueup.listener.daemon.notification.NotificationRule;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what.
 *
 * @param byName each notification by its name
 */
public record NotificationsConfiguration(SortedMap<String, Notification> byName) {

  /** Copies the map. */
  public NotificationsConfiguration {
    byName = new TreeMap<>(byName);
  }

  /** One notification. */
  public record Notification(NotificationRule rule, Way way) {}

  /**
   * The server that takes e-mail.
   *
   * @param login null to send without logging in
   */
  public record Smtp(String host, int port, Tls tls, @Nullable SmtpLogin login) {}

  /** Who sends. */
  public record SmtpLogin(String user, SecretReference password) {}

  /** How people are told. */
  public sealed interface Way {

    /** By an incoming webhook of Slack, or of what understands the same. */
    record Slack(SecretReference address) implements Way {}

    /** By e-mail. */
    record Email(Smtp server, String from, List<String> to) implements Way {

      /** Copies the list. */
      public Email {
        to = List.copyOf(to);
      }
    }
  }
}
