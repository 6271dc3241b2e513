package io.trueup.listener.daemon.edge;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open connections, up to a limit. A new one replaces the one that has waited longest for its
 * client, so that clients that open connections and send nothing shut no other out. Thread-safe.
 */
final class ConnectionRegister {

  /** The phase of a connection: what it waits for. */
  enum Phase {
    /** For a request's head: the first to be displaced. */
    HEAD,
    /**
     * For the rest of a body, or for the client to receive an answer: displaced when no connection
     * waits for a head.
     */
    TRANSFER,
    /** For the daemon's answer: never displaced. */
    ANSWER
  }

  /** Whether a connection may stay. */
  sealed interface Admission {

    /** It may; the displaced connection, if there is one, must be closed. */
    record Admitted(@Nullable ConnectionGuard displaced) implements Admission {}

    /** It may not: all others are being answered. */
    record Full() implements Admission {}
  }

  private final int most;
  // Both guarded by this; each in the order in which connections started to wait.
  private final Set<ConnectionGuard> heads = new LinkedHashSet<>();
  private final Set<ConnectionGuard> transfers = new LinkedHashSet<>();
  private int open;

  ConnectionRegister(int most) {
    this.most = most;
  }

  /** Adds a connection that waits for its first head. */
  synchronized Admission admit(ConnectionGuard connection) {
    ConnectionGuard displaced = null;
    if (open >= most) {
      displaced = eldest();
      if (displaced == null) {
        return new Admission.Full();
      }
      remove(displaced);
    }
    open++;
    connection.isRegistered = true;
    heads.add(connection);
    return new Admission.Admitted(displaced);
  }

  private @Nullable ConnectionGuard eldest() {
    var waiting = heads.isEmpty() ? transfers : heads;
    return waiting.isEmpty() ? null : waiting.iterator().next();
  }

  /** Changes what a connection waits for. */
  synchronized void move(ConnectionGuard connection, Phase phase) {
    if (!connection.isRegistered) {
      return;
    }
    heads.remove(connection);
    transfers.remove(connection);
    switch (phase) {
      case HEAD -> heads.add(connection);
      case TRANSFER -> transfers.add(connection);
      case ANSWER -> {}
    }
  }

  /** Removes a connection; does nothing when it is not there. */
  synchronized void remove(ConnectionGuard connection) {
    if (connection.isRegistered) {
      connection.isRegistered = false;
      open--;
      heads.remove(connection);
      transfers.remove(connection);
    }
  }

  synchronized int open() {
    return open;
  }
}
