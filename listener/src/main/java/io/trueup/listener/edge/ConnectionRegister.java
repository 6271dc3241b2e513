package io.trueup.listener.edge;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open connections, so many at most. A new one takes the place of the one that has waited
 * longest for its client, so that clients who open connections and send nothing keep nobody out.
 * Thread-safe.
 */
final class ConnectionRegister {

  /** What a connection waits for. */
  enum Phase {
    /** For a request's head: the first to be displaced. */
    HEAD,
    /** For the rest of a body, or for a client to take an answer: displaced when no other is. */
    TRANSFER,
    /** For the daemon's answer: never displaced. */
    ANSWER
  }

  /** Whether a connection may stay. */
  sealed interface Admission {

    /** It may, in place of another one, which is to be closed, or beside all others. */
    record Admitted(@Nullable ConnectionGuard displaced) implements Admission {}

    /** It may not: every other connection is being answered. */
    record Full() implements Admission {}
  }

  private final int most;
  // Both guarded by this; each in the order in which connections came to wait.
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

  /** Notes what a connection waits for from now on. */
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

  /** Forgets a connection; one that is not there is no matter. */
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
