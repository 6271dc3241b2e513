package io.trueup.listener.lab.bench;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares what model servers answer with the generated model and with each other. Version 1 is the
 * generated model, and each merge makes the next one. Safe for any thread.
 */
final class ServedAnswers {

  private static final Pattern ADDED = Pattern.compile("\"added_(\\d{5})\"");
  private static final int MOST_KEPT = 20;

  private final EcosystemGenerator generator;
  private final Map<String, String> first = new ConcurrentHashMap<>();
  private final Queue<String> mixed = new ConcurrentLinkedQueue<>();

  ServedAnswers(EcosystemGenerator generator) {
    this.generator = generator;
  }

  /** The question for the dataset that a merge changes, as a version has it. */
  String target(long version, int merge) {
    var names = generator.qualifiedDataset(generator.changedDataset(merge)).split("/", 2);
    return "/api/v1/models/%s/%d/stores/%s/datasets/%s"
        .formatted(DaemonUnderTest.SOURCE, version, names[0], names[1]);
  }

  /** Compares an answer to such a question with the merges that the version has. */
  void pinned(String instance, long version, int merge, String body) {
    var dataset = generator.changedDataset(merge);
    var expected =
        IntStream.range(1, (int) version)
            .filter(it -> generator.changedDataset(it) == dataset)
            .boxed()
            .collect(Collectors.toCollection(TreeSet::new));
    var found =
        ADDED
            .matcher(body)
            .results()
            .map((MatchResult it) -> Integer.valueOf(it.group(1)))
            .collect(Collectors.toCollection(TreeSet::new));
    var target = target(version, merge);
    if (!found.equals(expected)) {
      note(
          "%s answers %s with the columns of merges %s in place of %s"
              .formatted(instance, target, found, expected));
    } else if (!first.computeIfAbsent(target, _ -> body).equals(body)) {
      note("%s answers %s unlike another model server".formatted(instance, target));
    }
  }

  /**
   * Compares what {@code merged} means to a model server with what it meant to any of them before.
   *
   * @param known the newest version that had been named when the question was asked
   */
  void merged(String instance, long known, long version) {
    if (version < known) {
      note("%s names version %d after version %d was named".formatted(instance, version, known));
    }
  }

  private void note(String what) {
    if (mixed.size() < MOST_KEPT) {
      mixed.add(what);
    }
  }

  /** Answers from another version than they should be from; the first ones. */
  List<String> mixed() {
    return List.copyOf(mixed);
  }
}
