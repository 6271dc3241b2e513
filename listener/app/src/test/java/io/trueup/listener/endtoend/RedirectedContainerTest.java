package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A merge that points the warehouse at a stranger's server sends nothing there. */
class RedirectedContainerTest {

  @Test
  void isReachedOnlyAfterAnApproval() {
    Site.play(
        "redirected-container",
        site -> {
          try (var stranger = new Stranger()) {
            new Attack(site, stranger).happens();
          }
        });
  }

  /** A server that counts its visitors. */
  private record Stranger(ServerSocket socket, AtomicInteger visits) implements AutoCloseable {

    Stranger() throws IOException {
      this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), new AtomicInteger());
      Thread.ofVirtual().start(this::listen);
    }

    String address() {
      return "127.0.0.1:" + socket.getLocalPort();
    }

    private void listen() {
      try {
        while (true) {
          socket.accept().close();
          visits.incrementAndGet();
        }
      } catch (IOException _) {
        // closed
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private record Attack(Site site, Stranger stranger) {

    void happens() {
      site.copySample();
      site.serve(site.configuration());
      publish("Declare the Northwind ecosystem");
      Await.until("the first version", () -> realized("Live") == 1);

      var server = stranger.address().split(":", -1);
      var warehouse = QueryRows.one(site.state, "SELECT address FROM audit.credential_address");
      site.edit(
          "usa/data-office.yaml", "port: " + warehouse.split(":", -1)[1], "port: " + server[1]);
      site.edit(
          "usa/data-office.yaml", "host: " + warehouse.split(":", -1)[0], "host: " + server[0]);
      publish("Move the warehouse");
      Await.until("the platform to wait", () -> waitsFor("Live").equals("credentials"));

      var reason =
          "Credential 'warehouse' is used at %s so far, and the model now uses it at %s. Approve that with 'trueup credentials approve warehouse %s', or correct the host in the model"
              .formatted(warehouse, stranger.address(), stranger.address());
      assertThat(trueup(0, "explain", "Live").replaceAll("\\s+", " ")).contains(reason);
      assertThat(trueup(0, "status").replaceAll("\\s+", " ")).contains(reason);
      assertThat(trueup(1, "schema", "plan", "--platform", "Live", "--at", "merged"))
          .contains(reason);
      assertThat(stranger.visits()).hasValue(0);

      trueup(0, "credentials", "approve", "warehouse", stranger.address(), "--reason", "a test");
      Await.until("the platform to move", () -> waitsFor("Live").isEmpty());
      trueup(1, "schema", "plan", "--platform", "Live", "--at", "merged");
      assertThat(stranger.visits().get()).isPositive();
      assertThat(trueup(0, "credentials", "list"))
          .contains(warehouse, stranger.address(), "a test");
      assertThat(
              QueryRows.of(
                  site.state,
                  "SELECT verb || ' ' || actor FROM audit.entry WHERE subject ="
                      + " 'credential:warehouse' ORDER BY id"))
          .containsExactly("credential.pinned trueup", "credential.approved operator");
      AuditStory.assertCleanLogs(site);
    }

    private void publish(String message) {
      var commit = site.clone.publish(message);
      site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
    }

    private String waitsFor(String platform) {
      return platform(platform).path("waiting").path("kind").asText();
    }

    private long realized(String platform) {
      return platform(platform).path("realized").path("version").asLong();
    }

    private JsonNode platform(String name) {
      for (var platform : site.client().read("/api/v1/status").body().path("platforms")) {
        if (platform.path("name").asText().equals(name)) {
          return platform;
        }
      }
      return MissingNode.getInstance();
    }

    private String trueup(int code, String... words) {
      var written = OperatorShell.run(site, code, words);
      return written.out() + written.err();
    }
  }
}
