package io.trueup.statestore.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that starts an embedded Postgres, prints that, and waits to be killed. */
final class StartAndHang {

  private StartAndHang() {}

  @SuppressWarnings("SystemOut") // its parent reads it
  public static void main(String[] args) throws InterruptedException {
    try (var postgres =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Options(Path.of(args[0]), Path.of(args[1]), 0, true))) {
      postgres.createDatabase("kept");
      System.out.println("started " + postgres.port());
      new CountDownLatch(1).await();
    }
  }
}
