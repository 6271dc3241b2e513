package io.trueup.model.document.tree;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Measures how fast files of datasets are read, by one thread: {@code java -cp … ReadingBenchmark
 * DATASETS ROUNDS}. The first round is cold. Asserts nothing.
 */
final class ReadingBenchmark {

  private static final int COLUMNS = 20;
  private static final int DATASETS_PER_FILE = 50;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ReadingBenchmark() {}

  /** How a file is read. */
  private interface Way {
    TreeParser.Result read(byte[] content);
  }

  /** What is measured. */
  private record Subject(String name, IntFunction<String> dataset, boolean json, Way way) {

    static Subject of(String name, IntFunction<String> dataset, boolean json, boolean plain) {
      return new Subject(
          name + (plain ? ", plain reader" : ", whole parser"),
          dataset,
          json,
          plain
              ? content -> TreeParser.read(json ? "x.json" : "x.yaml", content, ReadLimits.MODEL)
              : content -> TreeParser.readAny(json, content, ReadLimits.MODEL));
    }
  }

  static void main(String[] args) {
    var datasets = args.length > 0 ? Integer.parseInt(args[0]) : 50_000;
    var rounds = args.length > 1 ? Integer.parseInt(args[1]) : 4;
    var only = args.length > 2 ? args[2] : "";
    var subjects = new TreeMap<String, Subject>();
    for (var plain : List.of(true, false)) {
      for (var format :
          Map.<String, IntFunction<String>>of(
                  "block", ReadingBenchmark::block,
                  "flow", ReadingBenchmark::flow,
                  "json", ReadingBenchmark::json)
              .entrySet()) {
        var json = format.getKey().equals("json");
        var subject = Subject.of(format.getKey(), format.getValue(), json, plain);
        subjects.put(subject.name(), subject);
      }
    }
    subjects.values().stream()
        .filter(it -> it.name().contains(only))
        .forEach(it -> measure(it, datasets, rounds));
  }

  private static void measure(Subject subject, int datasets, int rounds) {
    var files = files(subject, datasets);
    var bytes = files.stream().mapToLong(it -> it.length).sum();
    for (var round = 1; round <= rounds; round++) {
      var allocated = THREADS.getCurrentThreadAllocatedBytes();
      var start = THREADS.getCurrentThreadCpuTime();
      var documents = 0;
      for (var file : files) {
        documents += subject.way().read(file).documents().size();
      }
      var seconds = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
      var columns = (double) datasets * COLUMNS;
      System.out.printf(
          "%-22s round %d: %6.3f CPU s, %6.1f MB/s, %9.0f columns/s, %5.0f bytes allocated a column, %d documents%n",
          subject.name(),
          round,
          seconds,
          bytes / seconds / 1e6,
          columns / seconds,
          (THREADS.getCurrentThreadAllocatedBytes() - allocated) / columns,
          documents);
    }
  }

  private static List<byte[]> files(Subject subject, int datasets) {
    var files = new ArrayList<byte[]>();
    for (var first = 0; first < datasets; first += DATASETS_PER_FILE) {
      var text =
          new StringBuilder(subject.json() ? "{\"kind\": \"Datastore\", \"datasets\": {" : "");
      text.append(
          subject.json() ? "" : "kind: Datastore\nname: Store%d\ndatasets:\n".formatted(first));
      for (var i = first; i < Math.min(datasets, first + DATASETS_PER_FILE); i++) {
        text.append(subject.json() && i > first ? ",\n" : "").append(subject.dataset().apply(i));
      }
      text.append(subject.json() ? "}}\n" : "");
      files.add(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    return files;
  }

  private static String type(int column) {
    return column % 4 == 0 ? "varchar(40)" : column % 4 == 1 ? "decimal(10,2)" : "integer";
  }

  private static String block(int dataset) {
    var text = new StringBuilder("  dataset_%d:\n    columns:\n".formatted(dataset));
    for (var i = 0; i < COLUMNS; i++) {
      text.append("      column_%d_%d:\n        type: %s\n".formatted(dataset, i, type(i)));
      text.append(i == 0 ? "        key: true\n" : "        nullable: false\n");
    }
    return text.toString();
  }

  private static String flow(int dataset) {
    var text = new StringBuilder("  dataset_%d:\n    columns:\n".formatted(dataset));
    for (var i = 0; i < COLUMNS; i++) {
      var type = i % 4 == 1 ? "\"" + type(i) + "\"" : type(i);
      text.append("      column_%d_%d: {type: %s, ".formatted(dataset, i, type));
      text.append(i == 0 ? "key: true}\n" : "nullable: false}\n");
    }
    return text.toString();
  }

  private static String json(int dataset) {
    var text = new StringBuilder("\"dataset_%d\": {\"columns\": {".formatted(dataset));
    for (var i = 0; i < COLUMNS; i++) {
      text.append(i == 0 ? "" : ", ");
      text.append("\"column_%d_%d\": {\"type\": \"%s\", ".formatted(dataset, i, type(i)));
      text.append(i == 0 ? "\"key\": true}" : "\"nullable\": false}");
    }
    return text.append("}}").toString();
  }
}
