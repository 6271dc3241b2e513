package io.trueup.listener.daemon.notification;

/**
 * Who is told what.
 *
 * @param name as the configuration calls it
 */
record Notification(String name, NotificationRule rule, Channel channel) {

  private static final String PREFIX = "notify:";

  /** The name of its reader of changes. */
  String reader() {
    return PREFIX + name;
  }

  /** Whether a reader of changes is that of a notification. */
  static boolean isReader(String reader) {
    return reader.startsWith(PREFIX);
  }
}
