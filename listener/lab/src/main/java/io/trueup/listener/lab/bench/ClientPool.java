package io.trueup.listener.lab.bench;

import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** Connections to one server, as many as are used at once. Safe for any thread. */
final class ClientPool implements AutoCloseable {

  private final URI server;
  private final Queue<KeepAliveClient> free = new ConcurrentLinkedQueue<>();

  /** No connections yet to the server of an address. */
  ClientPool(URI server) {
    this.server = server;
  }

  /** Does something with a connection, which no other does meanwhile. */
  <T> T with(Function<KeepAliveClient, T> work) {
    var client = free.poll();
    var used = client == null ? new KeepAliveClient(server) : client;
    try {
      var result = work.apply(used);
      free.add(used);
      return result;
    } catch (RuntimeException | Error e) {
      used.close();
      throw e;
    }
  }

  /** Sends a request over a free connection. */
  KeepAliveClient.Answer send(byte[] request) {
    return with(it -> it.send(request));
  }

  /** Closes those that are not in use. */
  @Override
  public void close() {
    for (var client = free.poll(); client != null; client = free.poll()) {
      client.close();
    }
  }
}
