package io.trueup.listener.daemon.testing.kafka;

import io.trueup.statestore.testing.LastingPorts;
import io.trueup.statestore.testing.TcpProxy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Brokers, each a process of its own that can be killed, stopped and continued; the first is the
 * controller, too. Several replicate every topic, and acknowledge what two of them have.
 */
public final class BrokerProcesses implements AutoCloseable {

  private static final String PROXIED = "PROXIED";
  private static final long START_SECONDS = 120;
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private final Path folder;
  private final List<JavaProcess> brokers;
  private final String servers;
  private final Map<String, String> furtherServers;
  private final List<TcpProxy> proxies;

  private BrokerProcesses(
      Path folder,
      List<JavaProcess> brokers,
      String servers,
      Map<String, String> furtherServers,
      List<TcpProxy> proxies) {
    this.folder = folder;
    this.brokers = brokers;
    this.servers = servers;
    this.furtherServers = furtherServers;
    this.proxies = proxies;
  }

  /** Starts brokers, and returns when they answer. */
  public static BrokerProcesses start(int count) {
    return start(count, new Secured(List.of(), Map.of(), List.of()));
  }

  /**
   * The further listeners of brokers.
   *
   * @param protocols such as {@code SASL_SSL}; each has a listener
   * @param settings of the brokers
   * @param options of their processes
   */
  public record Secured(
      List<String> protocols, Map<String, String> settings, List<String> options) {

    /** Copies what it is given. */
    public Secured {
      protocols = List.copyOf(protocols);
      settings = Map.copyOf(settings);
      options = List.copyOf(options);
    }
  }

  /** The user that brokers know, with the password {@code kafka-secret}. */
  public static final String USER = "trueup";

  /** Starts brokers with further listeners, and returns when they answer. */
  public static BrokerProcesses start(int count, Secured secured) {
    return start(count, secured, Way.DIRECT);
  }

  /**
   * Starts brokers with a further listener that clients reach only by an open proxy, and returns
   * when they answer.
   */
  public static BrokerProcesses startBehindProxies(int count) {
    return start(count, new Secured(List.of(PROXIED), Map.of(), List.of()), Way.BY_PROXY);
  }

  /** How clients reach the further listeners. */
  private enum Way {
    DIRECT,
    BY_PROXY
  }

  private static BrokerProcesses start(int count, Secured further, Way way) {
    try {
      var folder = Files.createTempDirectory("trueup-test-kafka-");
      var cluster = Uuid.randomUuid().toString();
      var protocols = further.protocols();
      var ports = freePorts((2 + protocols.size()) * count);
      var plain = ports.subList(0, count);
      var controllers = ports.subList(count, 2 * count);
      var bound = ports.subList(2 * count, ports.size());
      var proxies =
          way == Way.DIRECT
              ? List.<TcpProxy>of()
              : bound.stream().map(it -> TcpProxy.to("127.0.0.1", it)).toList();
      var advertised = way == Way.DIRECT ? bound : proxies.stream().map(TcpProxy::port).toList();
      var brokers = new ArrayList<JavaProcess>();
      for (var i = 0; i < count; i++) {
        var home = Files.createDirectory(folder.resolve("broker-" + (i + 1)));
        var settings = settings(i + 1, count, List.of(plain.get(i), controllers.get(i)), home);
        // One of them is the controller: a quorum of busy test processes would elect all the time.
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllers.getFirst());
        for (var j = 0; j < protocols.size(); j++) {
          var at = j * count + i;
          listen(settings, protocols.get(j), bound.get(at), advertised.get(at));
        }
        settings.putAll(further.settings());
        format(i + 1, cluster, home.resolve("data"));
        brokers.add(BrokerProcess.of(home, settings, further.options()));
      }
      var furtherServers = new TreeMap<String, String>();
      for (var j = 0; j < protocols.size(); j++) {
        furtherServers.put(
            protocols.get(j), servers(advertised.subList(j * count, (j + 1) * count)));
      }
      var started = new BrokerProcesses(folder, brokers, servers(plain), furtherServers, proxies);
      brokers.forEach(JavaProcess::start);
      started.awaitAll();
      proxies.forEach(TcpProxy::open);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start a test Kafka", e);
    }
  }

  private static void listen(
      Map<String, String> settings, String protocol, int bound, int advertised) {
    var listener = ",%s://127.0.0.1:%d";
    settings.merge("listeners", listener.formatted(protocol, bound), String::concat);
    settings.merge(
        "advertised.listeners", listener.formatted(protocol, advertised), String::concat);
  }

  private static String servers(List<Integer> ports) {
    return ports.stream().map(it -> "127.0.0.1:" + it).collect(Collectors.joining(","));
  }

  private static List<Integer> freePorts(int count) {
    return IntStream.generate(LastingPorts::free).distinct().limit(count).boxed().toList();
  }

  private static Map<String, String> settings(int id, int count, List<Integer> ports, Path home) {
    var copies = Integer.toString(Math.min(3, count));
    var needed = count > 1 ? "2" : "1";
    var settings = new TreeMap<String, String>();
    settings.put("process.roles", id == 1 ? "broker,controller" : "broker");
    settings.put("node.id", Integer.toString(id));
    var controller = id == 1 ? ",CONTROLLER://127.0.0.1:" + ports.get(1) : "";
    settings.put("listeners", "PLAINTEXT://127.0.0.1:" + ports.get(0) + controller);
    settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:%d".formatted(ports.get(0)));
    settings.put(
        "listener.security.protocol.map",
        "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,SASL_PLAINTEXT:SASL_PLAINTEXT");
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
    settings.put("broker.session.timeout.ms", "6000");
    settings.put("broker.heartbeat.interval.ms", "1000");
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
          .setScramArguments(
              List.of(
                  "SCRAM-SHA-512=[name=%s,password=kafka-secret]".formatted(USER),
                  "SCRAM-SHA-256=[name=%s,password=kafka-secret]".formatted(USER)))
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

  /** The addresses at which clients reach their further listeners of a protocol. */
  public String furtherServers(String protocol) {
    return Objects.requireNonNull(furtherServers.get(protocol), protocol);
  }

  /** The addresses at which clients reach the listeners that only a proxy leads to. */
  public String proxiedServers() {
    return furtherServers(PROXIED);
  }

  /** The way to the further listener of the broker with an id, from 1 on. */
  public TcpProxy proxy(int id) {
    return proxies.get(id - 1);
  }

  /** The ways to all further listeners. */
  public List<TcpProxy> proxies() {
    return List.copyOf(proxies);
  }

  /** The broker with an id, from 1 on. */
  public JavaProcess broker(int id) {
    return brokers.get(id - 1);
  }

  /** Every broker. */
  public List<JavaProcess> all() {
    return List.copyOf(brokers);
  }

  /** Waits until as many brokers are in the cluster as there are. */
  public void awaitAll() {
    var settings = new Properties();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    try (var admin = Admin.create(settings)) {
      while (size(admin) != brokers.size()) {
        if (System.nanoTime() > until || !brokers.stream().allMatch(JavaProcess::isRunning)) {
          throw new IllegalStateException(
              "The test Kafka does not answer. Its logs are in " + folder);
        }
        LockSupport.parkNanos(BETWEEN.toNanos());
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
    brokers.forEach(JavaProcess::kill);
    proxies.forEach(TcpProxy::close);
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete the test Kafka", e);
    }
  }
}
