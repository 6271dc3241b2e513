package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.notification.NotificationRule;
import java.util.SortedMap;
import java.util.TreeMap;

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

  /** How people are told. */
  public sealed interface Way {

    /** By an incoming webhook of Slack, or of what understands the same. */
    record Slack(SecretReference address) implements Way {}
  }
}
