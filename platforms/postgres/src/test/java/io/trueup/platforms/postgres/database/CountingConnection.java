package io.trueup.platforms.postgres.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection that counts how many statements are made on it. */
final class CountingConnection {

  private final AtomicInteger count = new AtomicInteger();
  private final Connection connection;

  CountingConnection(Connection real) {
    this.connection =
        (Connection)
            Proxy.newProxyInstance(
                CountingConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (_, method, arguments) -> {
                  if (method.getName().endsWith("Statement")) {
                    count.incrementAndGet();
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  Connection connection() {
    return connection;
  }

  int statements() {
    return count.get();
  }
}
