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

  /** What is odd about each topic; empty text while nothing is. */
  private final Map<String, String> remarks = new ConcurrentSkipListMap<>();

  /** Each use with its problem, which is empty while it works. */
  public SortedMap<String, String> problems() {
    return new TreeMap<>(problems);
  }

  /** What is odd about topics that work all the same, by their names. */
  public SortedMap<String, String> remarks() {
    var odd = new TreeMap<>(remarks);
    odd.values().removeIf(String::isEmpty);
    return odd;
  }

  /**
   * Something is odd about a topic, which works all the same.
   *
   * @param remark a sentence; empty when nothing is odd
   */
  void remark(String topic, String remark) {
    if (!remark.equals(remarks.put(topic, remark)) && !remark.isEmpty()) {
      LOG.warn("{}", remark);
    }
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
