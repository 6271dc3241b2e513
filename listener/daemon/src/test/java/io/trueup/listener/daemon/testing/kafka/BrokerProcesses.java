package io.trueup.listener.daemon.testing.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Brokers, each a process of its own that can be killed, stopped and continued; each is a
 * controller, too. Several replicate every topic, and acknowledge what two of them have.
 */
public final class BrokerProcesses implements AutoCloseable {

  private static final long START_SECONDS = 60;

  private final Path folder;
  private final List<BrokerProcess> brokers;
  private final String servers;

  private BrokerProcesses(Path folder, List<BrokerProcess> brokers, String servers) {
    this.folder = folder;
    this.brokers = brokers;
    this.servers = servers;
  }

  /** Starts brokers, and returns when they answer. */
  public static BrokerProcesses start(int count) {
    return start(count, Map.of());
  }

  /**
   * Starts brokers, and returns when they answer.
   *
   * @param more settings of the brokers, such as another listener
   */
  public static BrokerProcesses start(int count, Map<String, String> more) {
    try {
      var folder = Files.createTempDirectory("trueup-test-kafka-");
      var cluster = Uuid.randomUuid().toString();
      var ports = freePorts(2 * count);
      var voters =
          IntStream.range(0, count)
              .mapToObj(i -> "%d@127.0.0.1:%d".formatted(i + 1, ports.get(2 * i + 1)))
              .collect(Collectors.joining(","));
      var brokers = new ArrayList<BrokerProcess>();
      for (var i = 0; i < count; i++) {
        var home = Files.createDirectory(folder.resolve("broker-" + (i + 1)));
        var settings = settings(i + 1, count, ports.subList(2 * i, 2 * i + 2), home);
        settings.put("controller.quorum.voters", voters);
        settings.putAll(more);
        format(i + 1, cluster, home.resolve("data"));
        brokers.add(new BrokerProcess(home, settings));
      }
      var servers =
          IntStream.range(0, count)
              .mapToObj(i -> "127.0.0.1:" + ports.get(2 * i))
              .collect(Collectors.joining(","));
      var started = new BrokerProcesses(folder, brokers, servers);
      brokers.forEach(BrokerProcess::start);
      started.awaitAll();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a test Kafka", e);
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (var i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }

  private static Map<String, String> settings(int id, int count, List<Integer> ports, Path home) {
    var copies = Integer.toString(Math.min(3, count));
    var needed = count > 1 ? "2" : "1";
    var settings = new TreeMap<String, String>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(id));
    settings.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(ports.get(0), ports.get(1)));
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:%d".formatted(ports.get(0)));
    settings.put(
        "listener.security.protocol.map",
        "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,SASL_PLAINTEXT:SASL_PLAINTEXT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("log.dirs", home.resolve("data").toString());
    settings.put("num.partitions", "3");
    settings.put("default.replication.factor", copies);
    settings.put("min.insync.replicas", needed);
    settings.put("offsets.topic.replication.factor", copies);
    settings.put("offsets.topic.num.partitions", "3");
    settings.put("transaction.state.log.replication.factor", copies);
    settings.put("transaction.state.log.min.isr", needed);
    settings.put("transaction.state.log.num.partitions", "3");
    settings.put("share.coordinator.state.topic.replication.factor", copies);
    settings.put("share.coordinator.state.topic.min.isr", needed);
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.consumer.min.session.timeout.ms", "2000");
    settings.put("group.min.session.timeout.ms", "2000");
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("controller.quorum.election.timeout.ms", "500");
    settings.put("controller.quorum.fetch.timeout.ms", "1500");
    settings.put("replica.lag.time.max.ms", "4000");
    settings.put("log.cleaner.dedupe.buffer.size", "1048577");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "3");
    settings.put("auto.create.topics.enable", "false");
    settings.put("log.retention.check.interval.ms", "1000");
    return settings;
  }

  private static void format(int id, String cluster, Path data) {
    try {
      Files.createDirectory(data);
      new Formatter()
          .setNodeId(id)
          .setClusterId(cluster)
          .addDirectory(data.toString())
          .setMetadataLogDirectory(data.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
          .run();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot format the storage of a test Kafka", e);
    }
  }

  /** Their addresses, as in {@code bootstrap.servers}. */
  public String servers() {
    return servers;
  }

  /** The broker with an id, from 1 on. */
  public BrokerProcess broker(int id) {
    return brokers.get(id - 1);
  }

  /** Every broker. */
  public List<BrokerProcess> all() {
    return List.copyOf(brokers);
  }

  /** Waits until as many brokers are in the cluster as there are. */
  public void awaitAll() {
    var settings = new Properties();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    try (var admin = Admin.create(settings)) {
      while (true) {
        if (size(admin) == brokers.size()) {
          return;
        }
        if (System.nanoTime() > until) {
          throw new IllegalStateException(
              "The test Kafka does not answer. Its logs are in " + folder);
        }
      }
    }
  }

  private static int size(Admin admin) {
    try {
      return admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).size();
    } catch (ExecutionException | TimeoutException _) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a test Kafka starts", e);
    }
  }

  @Override
  public void close() {
    brokers.forEach(BrokerProcess::kill);
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete the test Kafka", e);
    }
  }
}
