package io.trueup.statestore.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A server in a container. */
record DockerServer(PostgreSQLContainer container) implements TestPostgres.Server {

  private static final String IMAGE = "postgres:18";

  static boolean isAvailable() {
    // Without Docker, Testcontainers searches long and logs much.
    var isLikely =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return isLikely && DockerClientFactory.instance().isDockerAvailable();
  }

  @SuppressWarnings("resource") // Testcontainers removes it when the JVM ends
  static DockerServer start() {
    var container =
        new PostgreSQLContainer(IMAGE)
            .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300");
    container.start();
    return new DockerServer(container);
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(container.getHost(), container.getFirstMappedPort(), database);
  }

  @Override
  public String user() {
    return container.getUsername();
  }

  @Override
  public String password() {
    return container.getPassword();
  }
}
