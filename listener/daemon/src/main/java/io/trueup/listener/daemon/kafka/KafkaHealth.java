package io.trueup.listener.daemon.kafka;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What works and what does not, for each use of Kafka. Logs each change once. Thread-safe. */
public final class KafkaHealth {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaHealth.class);

  /** The problem of each use; empty text while there is none. */
  private final Map<String, String> problems = new ConcurrentSkipListMap<>();

  /** Each use with its problem, which is empty while it works. */
  public SortedMap<String, String> problems() {
    return new TreeMap<>(problems);
  }

  /** A use works. */
  void works(String use) {
    var former = problems.put(use, "");
    if (former == null || !former.isEmpty()) {
      LOG.info("Kafka works for {}", use);
    }
  }

  /** A use does not work; it is retried. */
  void fails(String use, String problem) {
    if (!problem.equals(problems.put(use, problem))) {
      LOG.warn("Kafka does not work for {}: {}. It is retried", use, problem);
    }
  }
}
